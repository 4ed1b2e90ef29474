import { readAlarm } from '../../alarms/evaluate-read-alarm.ts';
import type { AlarmRecord } from '../../diff/model.ts';
import { InputError } from '../../errors.ts';
import { alarmMetrics } from '../../inventory/alarm-metrics.ts';
import { compareText } from '../../order.ts';
import { parseStatistic } from '../../statistics/statistic.ts';
import type { MetricRead } from '../model.ts';
import { openDimension } from '../open-dimensions.ts';
import { addsUp } from '../stored-history.ts';

const MINUTE = 60;

/** A statistic of a metric to be read, with the length of its data points. */
export interface HistoryRead extends MetricRead {
  readonly periodSeconds: number;
}

/**
 * What has to be read so that alarms can be replayed, each once: statistics by the minute, which make up longer periods,
 * with sample counts where they are weighed; percentiles over longer periods at those. Alarms that cannot be replayed add
 * nothing.
 */
export function historyReads(alarms: readonly AlarmRecord[]): HistoryRead[] {
  return distinct(alarms.flatMap(readsOf));
}

/** Each read once, in an order that depends on nothing else. */
export function distinct(reads: readonly HistoryRead[]): HistoryRead[] {
  const byKey = new Map(reads.map((read) => [keyOfRead(read), read]));
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, read]) => read);
}

/** Equal for reads of the same thing. */
export function keyOfRead({ namespace, metricName, dimensions, stat, periodSeconds }: HistoryRead): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([namespace, pairs, metricName, periodSeconds, stat]);
}

function readsOf(alarm: AlarmRecord): HistoryRead[] {
  const { kind, name, logicalId, properties } = alarm;
  if ((kind !== 'metric' && kind !== 'math') || openDimension(alarm) !== undefined) return [];
  try {
    const { periodSeconds, lowSamples } = readAlarm(JSON.stringify(properties), name ?? logicalId);
    if (periodSeconds % MINUTE !== 0) return [];
    return alarmMetrics(properties).flatMap(({ namespace, metricName, dimensions, stat }) => {
      const read = { namespace, metricName, dimensions, stat, periodSeconds: MINUTE };
      const statistic = parseStatistic(stat);
      const adds = periodSeconds === MINUTE || addsUp(statistic);
      const weighed = periodSeconds > MINUTE && (stat === 'Average' || stat.startsWith('PR'));
      const counted = weighed || (lowSamples === 'ignore' && statistic.kind === 'percentile');
      return [adds ? read : { ...read, periodSeconds }, ...(counted ? [{ ...read, stat: 'SampleCount' }] : [])];
    });
  } catch (error) {
    // The replay says what is wrong with the alarm.
    if (error instanceof InputError) return [];
    throw error;
  }
}
