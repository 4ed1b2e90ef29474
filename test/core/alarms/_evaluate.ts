import fc from 'fast-check';
import { COMPARISONS, MISSING_DATA } from '../../../lib/core/alarms/definition.ts';
import type { InputSeries, MetricAlarm } from '../../../lib/core/alarms/evaluate-alarm.ts';

/** A metric alarm on sums above 10, 2 of 3 minutes, unless told otherwise. */
export function alarmOf(changes: Partial<MetricAlarm> = {}): MetricAlarm {
  return {
    name: 'errors',
    source: { kind: 'metric', statistic: { kind: 'basic', name: 'Sum' } },
    periodSeconds: 60,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    comparison: 'GreaterThanThreshold',
    threshold: 10,
    treatMissingData: 'missing',
    lowSamples: 'evaluate',
    ...changes,
  };
}

/** `null` where data are missing, from midnight of 1970. */
export function seriesOf(values: readonly (number | null)[], periodSeconds = 60): InputSeries {
  return { periodSeconds, start: 0, values: Float64Array.from(values, (value) => value ?? Number.NaN) };
}

export const anyValues = fc.array(fc.constantFrom(null, 0, 10, 20), { minLength: 16, maxLength: 60 });

export const anyAlarm = fc
  .record({
    periodSeconds: fc.constantFrom(60, 120, 300),
    evaluationPeriods: fc.integer({ min: 1, max: 5 }),
    m: fc.integer({ min: 1, max: 5 }),
    comparison: fc.constantFrom(...COMPARISONS),
    treatMissingData: fc.constantFrom(...MISSING_DATA),
  })
  .map(({ m, ...rest }) => alarmOf({ ...rest, datapointsToAlarm: Math.min(m, rest.evaluationPeriods) }));
