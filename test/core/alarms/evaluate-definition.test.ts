import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../../../lib/core/alarms/evaluate.ts';
import { evaluatedAlarm } from '../../../lib/core/alarms/evaluate-definition.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import type { Target } from '../../../lib/core/targets.ts';
import { evaluate } from './_metric-math.ts';
import { ELASTICSEARCH, FLEET_SERVER } from './_targets.ts';

const planned = [FLEET_SERVER, ELASTICSEARCH].flatMap((target) => planTarget(target).alarms);
const latency = planned.filter(({ kind }) => kind.startsWith('slow-') || kind === 'hang');

/** Counts a minute for every metric of the alarm; none is 0, so that no minute lacks data. */
function minutesOf({ metrics, periodSeconds, evaluationPeriods }: AlarmDefinition) {
  const whole = (periodSeconds / 60) * evaluationPeriods;
  const row = fc.tuple(...metrics.map(() => fc.integer({ min: 1, max: 60 })));
  return fc.array(row, { minLength: whole + 1, maxLength: whole + 20 });
}

describe('a planned alarm', () => {
  it.each(planned)('$name can be evaluated', (definition) => {
    expect(evaluatedAlarm(definition).name).toBe(definition.name);
  });

  it.each(latency)('$name is in ALARM where M of its N periods breach, worked out one by one', (definition) => {
    const { metrics, periodSeconds, evaluationPeriods, datapointsToAlarm, expression, threshold } = definition;
    expect(definition.comparison).toBe('GreaterThanThreshold');
    const parts = periodSeconds / 60;
    const alarm = evaluatedAlarm(definition);
    fc.assert(
      fc.property(minutesOf(definition), (minutes) => {
        const breaches = (end: number): boolean => {
          const inPeriod = minutes.slice(end - parts, end);
          const sums = metrics.map(
            ({ id }, i) => [id, inPeriod.reduce((sum, row) => sum + (row[i] as number), 0)] as const,
          );
          return (evaluate(expression, Object.fromEntries(sums)) as number) > threshold;
        };
        const series = new Map(
          metrics.map(({ id }, i) => {
            const values = Float64Array.from(minutes, (row) => row[i] as number);
            return [id, { periodSeconds: 60, start: 0, values }] as const;
          }),
        );
        const evaluation = evaluateAlarm(alarm, series);
        for (let end = parts * evaluationPeriods; end <= minutes.length; end++) {
          const ends = Array.from({ length: evaluationPeriods }, (_, i) => end - i * parts);
          const expected = ends.filter(breaches).length >= datapointsToAlarm ? 'ALARM' : 'OK';
          expect(evaluation.at(end - parts)).toBe(end * 60);
          expect(evaluation.state(end - parts)).toBe(expected);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** Response times of a minute: quick ones, slow ones, ones that hang, polls released early and polls that expire. */
const responses = fc.tuple(
  fc.nat({ max: 60 }),
  fc.array(fc.double({ min: 0.83, max: 9.8, noNaN: true }), { maxLength: 8 }),
  fc.array(fc.double({ min: 10, max: 40, noNaN: true }), { maxLength: 20 }),
  fc.array(fc.double({ min: 10, max: 269, noNaN: true }), { maxLength: 6 }),
  fc.array(fc.double({ min: 270, max: 300, noNaN: true }), { maxLength: 30 }),
);

describe('alarms that count by percentages', () => {
  const formsOf = (countForm: Target['countForm']) =>
    [FLEET_SERVER, ELASTICSEARCH, { ...FLEET_SERVER, estimate: 'flat' as const }]
      .flatMap((target) => planTarget({ ...target, countForm }).alarms)
      .filter(({ kind, periodSeconds }) => (kind.startsWith('slow-') || kind === 'hang') && periodSeconds === 60);
  const byCounts = formsOf('TC');
  const byPercentages = formsOf('PR');

  it.each(byCounts.map((each, i) => [each.name, each, byPercentages[i] as AlarmDefinition] as const))(
    '%s is in the states of the one that counts, except within 1e-9 of the threshold',
    (_, counting, sharing) => {
      expect(sharing.metrics.map(({ stat }) => stat)).toContain('SampleCount');
      let alarms = 0;
      fc.assert(
        fc.property(fc.array(responses, { minLength: 12, maxLength: 24 }), (minutes) => {
          const stored = minutes.map(([quick, ...others]) =>
            StoredDistribution.of([
              ...Array.from({ length: quick }, (_, i) => [0.05 + (i % 7) / 10, 1] as const),
              ...others.flat().map((seconds) => [seconds, 1] as const),
            ]),
          );
          const read = ({ metrics }: AlarmDefinition) =>
            new Map(
              metrics.map(({ id, stat }) => {
                const statistic = parseStatistic(stat);
                const values = Float64Array.from(stored, (minute) => minute.compute(statistic) ?? Number.NaN);
                return [id, { periodSeconds: 60, start: 0, values }] as const;
              }),
            );
          const [counted, shared] = [counting, sharing].map((definition) => {
            const alarm = evaluatedAlarm(definition);
            const series = read(definition);
            if (alarm.source.kind !== 'math') throw new TypeError('a planned alarm is metric math');
            return { values: alarm.source.expression.evaluate(series).values, run: evaluateAlarm(alarm, series) };
          });
          if (!counted || !shared) throw new TypeError('two forms');
          const near = counted.values.some((value) => Math.abs(value - counting.threshold) <= 1e-9);
          fc.pre(!near);

          for (let i = 0; i < counted.run.length; i++) {
            if (counted.run.state(i) === 'ALARM') alarms++;
            expect(shared.run.state(i)).toBe(counted.run.state(i));
          }
          for (const [i, value] of counted.values.entries()) {
            const difference = Math.abs((shared.values[i] as number) - value);
            // A minute without a response has neither count nor percentage.
            expect(difference <= 1e-9 || Number.isNaN(difference), `minute ${i}`).toBe(true);
          }
        }),
        { numRuns: 60 },
      );
      expect(alarms).toBeGreaterThan(0);
    },
  );
});
