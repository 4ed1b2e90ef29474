import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../../../lib/core/alarms/evaluate.ts';
import { evaluatedAlarm } from '../../../lib/core/alarms/evaluate-definition.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
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
