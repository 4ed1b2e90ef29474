import { LazyMinutes } from '../../core/backtest/lazy-minutes.ts';
import type { StoredMetric } from '../../core/backtest/stored-history.ts';
import { StoredDistribution } from '../../core/statistics/distribution.ts';

const NAMESPACE = 'AWS/ApplicationELB';
const RESPONSE_TIMES = 'TargetResponseTime';

/** Response times of one minute while more files may bring some. */
interface OpenMinute {
  count: number;
  sum: number;
  least: number;
  most: number;
  zeros: number;
  /** Counts of the bins from `first` on. */
  counts: Uint32Array;
  first: number;
}

interface OpenMetric<Minute> {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** By the start of the minute, epoch seconds. */
  readonly minutes: Map<number, Minute>;
}

/** Metrics in the making, by name and dimensions, over any number of batches. Of a count only the count is kept. */
export class MinuteMetrics {
  readonly #times = new Map<string, OpenMetric<OpenMinute>>();
  readonly #counts = new Map<string, OpenMetric<number>>();

  /**
   * Adds response times of one bin.
   *
   * @param minute minutes since 1970
   * @param bin index as CloudWatch stores it; `null` for response times of 0
   * @param times sum, shortest and longest in seconds
   */
  addTimes(
    dimensions: Readonly<Record<string, string>>,
    minute: number,
    bin: number | null,
    count: number,
    times: { readonly sum: number; readonly least: number; readonly most: number },
  ): void {
    const { minutes } = metricOf(this.#times, RESPONSE_TIMES, dimensions);
    let open = minutes.get(minute * 60);
    if (!open) {
      open = { count: 0, sum: 0, least: Infinity, most: -Infinity, zeros: 0, counts: new Uint32Array(0), first: 0 };
      minutes.set(minute * 60, open);
    }
    open.count += count;
    open.sum += times.sum;
    open.least = Math.min(open.least, times.least);
    open.most = Math.max(open.most, times.most);
    if (bin === null) open.zeros += count;
    else addToBin(open, bin, count);
  }

  /** Adds requests to a metric that counts them: samples of 1. None makes no data point. */
  addCount(name: string, dimensions: Readonly<Record<string, string>>, minute: number, count: number): void {
    if (count === 0) return;
    const { minutes } = metricOf(this.#counts, name, dimensions);
    minutes.set(minute * 60, (minutes.get(minute * 60) ?? 0) + count);
  }

  /** Everything added, as CloudWatch stores it. */
  metrics(): StoredMetric[] {
    return [
      ...[...this.#times.values()].map((open) => storedMetric(open, storedTimes)),
      ...[...this.#counts.values()].map((open) => storedMetric(open, storedCount)),
    ];
  }
}

function metricOf<Minute>(
  metrics: Map<string, OpenMetric<Minute>>,
  name: string,
  dimensions: Readonly<Record<string, string>>,
): OpenMetric<Minute> {
  const key = `${name} ${dimensions.TargetGroup ?? ''} ${dimensions.LoadBalancer ?? ''}`;
  let metric = metrics.get(key);
  if (!metric) {
    metric = { name, dimensions, minutes: new Map() };
    metrics.set(key, metric);
  }
  return metric;
}

function addToBin(open: OpenMinute, bin: number, count: number): void {
  const { counts, first } = open;
  if (counts.length === 0 || bin < first || bin >= first + counts.length) {
    const from = counts.length === 0 ? bin : Math.min(first, bin);
    const end = counts.length === 0 ? bin + 1 : Math.max(first + counts.length, bin + 1);
    const grown = new Uint32Array(end - from);
    if (counts.length > 0) grown.set(counts, first - from);
    open.counts = grown;
    open.first = from;
  }
  const slot = bin - open.first;
  open.counts[slot] = (open.counts[slot] as number) + count;
}

function storedMetric<Minute>(
  { name, dimensions, minutes }: OpenMetric<Minute>,
  stored: (minute: Minute) => StoredDistribution,
): StoredMetric {
  return { namespace: NAMESPACE, name, dimensions, minutes: new LazyMinutes(minutes, stored) };
}

function storedTimes({ count, sum, least, most, zeros, counts, first }: OpenMinute): StoredDistribution {
  const bins: [number, number][] = [];
  counts.forEach((inside, slot) => {
    if (inside > 0) bins.push([first + slot, inside]);
  });
  return StoredDistribution.ofParts({
    sampleCount: count,
    sum,
    minimum: least,
    maximum: most,
    ...(zeros > 0 && { zeros }),
    bins,
  });
}

/** Samples of 1, which lie in the bin that begins there. */
function storedCount(count: number): StoredDistribution {
  return StoredDistribution.ofParts({ sampleCount: count, sum: count, minimum: 1, maximum: 1, bins: [[0, count]] });
}
