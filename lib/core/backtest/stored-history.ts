import { rollUpOf } from '../alarms/evaluate-roll-up.ts';
import { InputError } from '../errors.ts';
import { compareText } from '../order.ts';
import { StoredDistribution } from '../statistics/distribution.ts';
import { parseStatistic, type Statistic } from '../statistics/statistic.ts';
import type { History, HistorySeries, MetricRead, Stretch } from './model.ts';

const MINUTE = 60;

/** A metric with its minutes as CloudWatch stores them. */
export interface StoredMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** By the start of the minute, epoch seconds. */
  readonly minutes: ReadonlyMap<number, StoredDistribution>;
}

export interface StoredHistoryInput extends Stretch {
  readonly source: History['source'];
  readonly metrics: readonly StoredMetric[];
  /**
   * Metrics that have no data because nothing of the kind happened, as for errors in access logs: their series are empty
   * instead of unknown.
   */
  readonly silent?: (read: MetricRead) => boolean;
  readonly gaps?: readonly Stretch[];
  /** Values of dimensions and the first minute with data of them, from elsewhere than `metrics`. */
  readonly firstSeen?: ReadonlyMap<string, number>;
  readonly notes?: readonly string[];
}

/** A history that can say what it is made of. */
export interface StoredHistory extends History {
  /** Whether there are distributions of the metric. */
  has(read: MetricRead): boolean;
}

/** History from distributions by the minute: every statistic is the one CloudWatch would give, over any whole minutes. */
export function storedHistory(input: StoredHistoryInput): StoredHistory {
  const { from, to, source, gaps = [], notes = [], silent = () => false } = input;
  const metrics = new Map(
    input.metrics.map((metric) => [keyOf(metric.namespace, metric.name, metric.dimensions), metric]),
  );
  const known = new Map<string, HistorySeries>();
  const series = (read: MetricRead, periodSeconds: number): HistorySeries | undefined => {
    const name = keyOf(read.namespace, read.metricName, read.dimensions);
    const metric = metrics.get(name);
    if (!metric && !silent(read)) return undefined;
    const key = JSON.stringify([name, read.stat, periodSeconds]);
    let found = known.get(key);
    if (!found) {
      found = seriesOf(metric?.minutes ?? new Map(), parseStatistic(read.stat), { from, to }, periodSeconds);
      known.set(key, found);
    }
    return found;
  };
  const has = (read: MetricRead) => metrics.has(keyOf(read.namespace, read.metricName, read.dimensions));
  const firstSeen = firstSeenIn(input);
  const begins = ({ dimensions }: MetricRead): number | undefined => {
    const seen = Object.values(dimensions).flatMap((value) => firstSeen.get(value) ?? []);
    // A load balancer is older than its latest target group.
    return seen.length === 0 || !seen.every(Number.isFinite) ? undefined : Math.max(...seen);
  };
  const resources = [...firstSeen.keys()].sort(compareText);
  return { from, to, source, series, has, begins, gaps, notes, resources };
}

function firstSeenIn({ metrics, firstSeen = new Map() }: StoredHistoryInput): Map<string, number> {
  const found = new Map(firstSeen);
  for (const { dimensions, minutes } of metrics) {
    let first = Number.POSITIVE_INFINITY;
    for (const at of minutes.keys()) first = Math.min(first, at);
    for (const value of Object.values(dimensions)) found.set(value, Math.min(first, found.get(value) ?? first));
  }
  return found;
}

function keyOf(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([namespace, name, pairs]);
}

function seriesOf(
  minutes: StoredMetric['minutes'],
  statistic: Statistic,
  { from, to }: Stretch,
  periodSeconds: number,
): HistorySeries {
  const parts = periodSeconds / MINUTE;
  const whole = parts > 1 && !addsUp(statistic);
  const length = Math.max(0, Math.floor((to - from) / MINUTE));
  const values = new Float64Array(length).fill(Number.NaN);
  const sampleCounts = new Float64Array(length).fill(Number.NaN);
  for (let slot = 0; slot < length; slot++) {
    const stored = whole ? merged(minutes, from + slot * MINUTE, parts) : minutes.get(from + slot * MINUTE);
    if (!stored) continue;
    values[slot] = stored.compute(statistic) ?? Number.NaN;
    sampleCounts[slot] = stored.sampleCount;
  }
  return { start: from, values, sampleCounts, whole };
}

/** The period that ends with the minute at `last`. */
function merged(minutes: StoredMetric['minutes'], last: number, parts: number): StoredDistribution | undefined {
  let sum: StoredDistribution | undefined;
  for (let at = last - (parts - 1) * MINUTE; at <= last; at += MINUTE) {
    const stored = minutes.get(at);
    if (!stored) continue;
    sum ??= new StoredDistribution();
    sum.merge(stored);
  }
  return sum;
}

/** Whether values of minutes make up those of longer periods: else the samples are put together first. */
export function addsUp(statistic: Statistic): boolean {
  try {
    rollUpOf(statistic, '', true, { from: MINUTE, to: 2 * MINUTE });
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
