import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateAlarm } from '../../../lib/core/alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../../../lib/core/alarms/evaluate-alarm.ts';
import { readAlarm } from '../../../lib/core/alarms/evaluate-read-alarm.ts';
import { seriesOf } from './_evaluate.ts';

function mathAlarm(expression: string, stats: Record<string, string>, changes: object = {}): MetricAlarm {
  const metrics = Object.entries(stats).map(([Id, Stat]) => ({
    Id,
    MetricStat: { Stat, Period: 60 },
    ReturnData: false,
  }));
  const alarm = {
    AlarmName: 'math',
    EvaluationPeriods: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [...metrics, { Id: 'e1', Expression: expression }],
    ...changes,
  };
  return readAlarm(JSON.stringify(alarm), 'alarm.json');
}
const statesOf = (alarm: MetricAlarm, series: Record<string, InputSeries>) => {
  const evaluation = evaluateAlarm(alarm, new Map(Object.entries(series)));
  return Array.from({ length: evaluation.length }, (_, i) => evaluation.state(i));
};

describe('a metric math alarm', () => {
  it('compares the expression with the threshold', () => {
    const alarm = mathAlarm('100 * slow / all', { slow: 'Sum', all: 'SampleCount' });
    const series = { slow: seriesOf([0, 6, 6, 0]), all: seriesOf([100, 100, 100, 100]) };

    expect(statesOf(alarm, series)).toEqual(['OK', 'OK', 'ALARM', 'OK']);
  });

  it('is the same over columns and over one range after the other, where the expression is of one moment', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom(null, 0, 3, 9), fc.constantFrom(null, 0, 50, 100)), {
      minLength: 3,
    });
    const treatments = fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching');
    fc.assert(
      fc.property(pairs, treatments, (values, TreatMissingData) => {
        const alarm = mathAlarm('100 * slow / all', { slow: 'Sum', all: 'Sum' }, { TreatMissingData });
        if (alarm.source.kind !== 'math') throw new TypeError('read as no math');
        expect(alarm.source.expression.pointwise).toBe(true);
        const source = { ...alarm.source, expression: { ...alarm.source.expression, pointwise: false } };
        const series = { slow: seriesOf(values.map(([slow]) => slow)), all: seriesOf(values.map(([, all]) => all)) };
        expect(statesOf({ ...alarm, source }, series)).toEqual(statesOf(alarm, series));
      }),
    );
  });

  it('computes a number out of a whole series over the evaluation range, not over time to come', () => {
    const alarm = mathAlarm('m1 - AVG(m1)', { m1: 'Sum' }, { EvaluationPeriods: 1 });

    // The last value is far above what came before it; it must not change what earlier minutes were compared with.
    expect(statesOf(alarm, { m1: seriesOf([1, 1, 1, 1000]) })).toEqual(['OK', 'OK', 'OK', 'ALARM']);
  });

  it('adds counts up to its own period', () => {
    const alarm = mathAlarm('m1', { m1: 'Sum' });
    const five = JSON.stringify({
      EvaluationPeriods: 1,
      Threshold: 14,
      ComparisonOperator: 'GreaterThanThreshold',
      Metrics: [
        { Id: 'm1', MetricStat: { Stat: 'Sum', Period: 300 }, ReturnData: false },
        { Id: 'e1', Expression: 'm1 * 1' },
      ],
    });

    expect(statesOf(alarm, { m1: seriesOf([3, 3, 3]) })).toEqual(['OK', 'OK', 'OK']);
    expect(statesOf(readAlarm(five, 'f'), { m1: seriesOf([3, 3, 3, 3, 2, 3, 3]) })).toEqual(['OK', 'OK', 'OK']);
    expect(statesOf(readAlarm(five, 'f'), { m1: seriesOf([3, 3, 3, 3, 2, 4, 3]) })).toEqual(['OK', 'ALARM', 'ALARM']);
  });

  it('has a value at every moment without any metric', () => {
    const alarm = mathAlarm('TIME_SERIES(7)', { m1: 'Sum' });

    expect(statesOf(alarm, { m1: seriesOf([null, null]) })).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  });

  it.each([
    ["SEARCH('{AWS/ApplicationELB} x', 'Sum')", 'SEARCH'],
    ['ANOMALY_DETECTION_BAND(m1, 2)', 'ANOMALY_DETECTION_BAND'],
    ['SELECT AVG(x) FROM y', 'SELECT'],
  ])('is refused with the name of what is unknown: %s', (expression, name) => {
    expect(() => mathAlarm(expression, { m1: 'Sum' })).toThrow(`unknown: ${name}`);
  });
});
