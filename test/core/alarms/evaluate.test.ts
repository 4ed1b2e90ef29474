import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmState } from '../../../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../../../lib/core/alarms/evaluate.ts';
import type { EvaluationOptions, MetricAlarm } from '../../../lib/core/alarms/evaluate-alarm.ts';
import type { Evaluation } from '../../../lib/core/alarms/evaluate-result.ts';
import { alarmOf, anyAlarm, anyValues, seriesOf } from './_evaluate.ts';

const SHORT = { OK: 'o', ALARM: 'A', INSUFFICIENT_DATA: '?' };
const statesOf = (evaluation: Evaluation): AlarmState[] =>
  Array.from({ length: evaluation.length }, (_, i) => evaluation.state(i));
const run = (alarm: MetricAlarm, values: readonly (number | null)[], options?: EvaluationOptions) =>
  statesOf(evaluateAlarm(alarm, seriesOf(values), options))
    .map((state) => SHORT[state])
    .join('');

describe('evaluateAlarm', () => {
  it('evaluated minute by minute is the same as in one run', () => {
    fc.assert(
      fc.property(anyAlarm, anyValues, (alarm, values) => {
        const whole = statesOf(evaluateAlarm(alarm, seriesOf(values)));
        const first = values.length - whole.length + 1;
        let state: AlarmState = 'INSUFFICIENT_DATA';
        const stepped = whole.map((_, i) => {
          const seen = seriesOf(values.slice(0, first + i));
          state = evaluateAlarm(alarm, seen, { initialState: state, last: true }).final;
          return state;
        });
        expect(stepped).toEqual(whole);
      }),
    );
  });

  it('a further datapoint that does not breach never causes ALARM', () => {
    fc.assert(
      fc.property(anyAlarm, anyValues, fc.nat(), (anyOf, values, where) => {
        const alarm = { ...anyOf, periodSeconds: 60, comparison: 'GreaterThanThreshold' as const };
        const gap = values.indexOf(null, where % values.length);
        fc.pre(gap >= 0);
        const before = statesOf(evaluateAlarm(alarm, seriesOf(values)));
        const after = statesOf(evaluateAlarm(alarm, seriesOf(values.with(gap, 0))));
        after.forEach((state, i) => {
          if (state === 'ALARM') expect(before[i]).toBe('ALARM');
        });
      }),
    );
  });

  it('data that are seen as soon as their minute closes are not late', () => {
    fc.assert(
      fc.property(anyAlarm, anyValues, (alarm, values) => {
        const series = seriesOf(values);
        const visibleFrom = Float64Array.from(values, (_, i) => (i + 1) * 60);
        expect(statesOf(evaluateAlarm(alarm, { ...series, visibleFrom }))).toEqual(
          statesOf(evaluateAlarm(alarm, series)),
        );
      }),
    );
  });

  it('looks at M of N datapoints', () => {
    expect(run(alarmOf(), [0, 0, 20, 0, 20, 20, 0, 0])).toBe('ooooAAAo');
  });

  it('evaluates a five-minute alarm every minute over adjacent, disjoint periods', () => {
    const alarm = alarmOf({ periodSeconds: 300, evaluationPeriods: 2, datapointsToAlarm: 2, threshold: 4 });
    const values = [...Array<number>(10).fill(0), ...Array<number>(10).fill(1)];

    // Both five-minute sums are above 4 only once ten minutes with 1 a minute have passed.
    expect(run(alarm, values)).toBe('oooooo' + 'ooooooooo' + 'A');
  });

  it('needs ten minutes of data for a five-minute alarm, 2 of 2', () => {
    const alarm = alarmOf({ periodSeconds: 300, evaluationPeriods: 2, datapointsToAlarm: 2 });

    expect(run(alarm, Array(11).fill(20))).toBe('?????AA');
  });

  it('evaluates ten-second alarms every ten seconds, and those over more than a day on the hour', () => {
    const seconds = evaluateAlarm(alarmOf({ periodSeconds: 10 }), seriesOf([1, 2, 3], 10));
    const hours = evaluateAlarm(alarmOf({ periodSeconds: 43_200 }), seriesOf(Array(800).fill(1)));

    expect([seconds.at(0), seconds.at(1)]).toEqual([10, 20]);
    expect([hours.at(0), hours.at(1), hours.length]).toEqual([43_200, 46_800, 2]);
  });

  it('keeps the state before where a percentile has too few samples and is told to ignore them', () => {
    const source: MetricAlarm['source'] = { kind: 'metric', statistic: { kind: 'percentile', percent: 90 } };
    const alarm = alarmOf({ source, evaluationPeriods: 1, datapointsToAlarm: 1, lowSamples: 'ignore' });
    const series = { ...seriesOf([20, 0, 0]), sampleCounts: Float64Array.of(100, 99, 100) };

    expect(statesOf(evaluateAlarm(alarm, series))).toEqual(['ALARM', 'ALARM', 'OK']);
    expect(statesOf(evaluateAlarm({ ...alarm, lowSamples: 'evaluate' }, series))).toEqual(['ALARM', 'OK', 'OK']);
  });

  it('sees late data when they arrive, not before', () => {
    const series = { ...seriesOf([0, 20, 20, 20]), visibleFrom: Float64Array.of(60, 240, 240, 240) };

    expect(statesOf(evaluateAlarm(alarmOf(), series))).toEqual(['OK', 'OK', 'OK', 'ALARM']);
  });

  it('moves every evaluation back by the visibility delay, to the next time there is one', () => {
    expect(evaluateAlarm(alarmOf(), seriesOf([1]), { visibilityDelaySeconds: 90 }).at(0)).toBe(180);
  });

  it('names the state of the other reading where the evaluation range decides', () => {
    const alarm = alarmOf({ evaluationPeriods: 1, datapointsToAlarm: 1 });
    const evaluation = evaluateAlarm(alarm, seriesOf([20, null, null, null]));

    expect([2, 3].map((i) => evaluation.state(i))).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
    expect(evaluation.otherReading(2)).toBeUndefined();
    expect(evaluation.otherReading(3)).toEqual({
      state: 'ALARM',
      because: 'if CloudWatch looks back over 6 extra periods rather than 2',
    });
  });

  it.each([10, 300])('knows the evaluation range of %i s periods, so there is no other reading', (periodSeconds) => {
    const alarm = alarmOf({ periodSeconds, evaluationPeriods: 1, datapointsToAlarm: 1 });
    const evaluation = evaluateAlarm(alarm, seriesOf([20, ...Array(12).fill(null)], periodSeconds));

    expect(statesOf(evaluation).filter((state) => state === 'ALARM')).toHaveLength(periodSeconds === 10 ? 7 : 3);
    expect(Array.from({ length: 13 }, (_, i) => evaluation.otherReading(i)).some(Boolean)).toBe(false);
  });

  it('takes another evaluation range as a parameter', () => {
    const alarm = alarmOf({ evaluationPeriods: 1, datapointsToAlarm: 1 });

    expect(run(alarm, [20, null, null, null], { extraPeriods: 0 })).toBe('A???');
    expect(run(alarm, [20, null, null, null], { extraPeriods: 3 })).toBe('AAAA');
  });

  it('shows the points it used, from the oldest to the newest, with the gaps between', () => {
    const used = evaluateAlarm(alarmOf(), seriesOf([1, null, 2, 3, null])).used(4);

    expect(used).toEqual({ startDate: 0, values: [1, null, 2, 3] });
  });

  it('refuses series that cannot be put on the periods of the alarm', () => {
    expect(() => evaluateAlarm(alarmOf({ periodSeconds: 300 }), seriesOf([1], 120))).toThrow('does not divide');
    expect(() => evaluateAlarm(alarmOf(), { ...seriesOf([1]), start: 30 })).toThrow('boundaries of 60 s');
    expect(() => evaluateAlarm(alarmOf({ periodSeconds: 300 }), seriesOf([1, 2]))).toThrow('hold no evaluation');
  });
});
