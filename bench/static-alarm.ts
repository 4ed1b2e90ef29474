import { evaluateAlarm } from '../lib/core/alarms/evaluate.ts';
import type { MetricAlarm } from '../lib/core/alarms/evaluate-alarm.ts';
import { parseStatistic } from '../lib/core/statistics/statistic.ts';
import { timed } from './measure.ts';

/** Ten years of minutes. */
const POINTS = 5_256_000;

/** Data points that a static-threshold alarm is evaluated over in a second, on one core. */
export function pointsPerSecond(runs: number): number {
  const alarm: MetricAlarm = {
    name: 'static',
    source: { kind: 'metric', statistic: parseStatistic('p99') },
    periodSeconds: 60,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    comparison: 'GreaterThanThreshold',
    threshold: 0.8,
    treatMissingData: 'notBreaching',
    lowSamples: 'evaluate',
  };
  // Every fiftieth minute is missing, every third breaches, in no order that a processor could learn.
  const values = Float64Array.from({ length: POINTS }, (_, i) => {
    const spread = (i * 0.6180339887498949) % 1;
    return spread < 0.02 ? Number.NaN : spread * 1.2;
  });
  const series = { periodSeconds: 60, start: 0, values };
  return POINTS / timed(runs, () => evaluateAlarm(alarm, series));
}
