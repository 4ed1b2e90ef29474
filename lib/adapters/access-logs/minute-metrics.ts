import type { StoredMetric } from '../../core/backtest/stored-history.ts';
import { StoredDistribution } from '../../core/statistics/distribution.ts';

const NAMESPACE = 'AWS/ApplicationELB';

/** Samples of one minute while more files may bring some. */
interface OpenMinute {
  count: number;
  sum: number;
  least: number;
  most: number;
  zeros: number;
  readonly bins: Map<number, number>;
}

/** Metrics in the making, by name and dimensions, over any number of batches. */
export class MinuteMetrics {
  readonly #metrics = new Map<
    string,
    {
      readonly name: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly minutes: Map<number, OpenMinute>;
    }
  >();

  /**
   * Adds response times of one bin.
   *
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
    const open = this.#minute('TargetResponseTime', dimensions, minute);
    open.count += count;
    open.sum += times.sum;
    open.least = Math.min(open.least, times.least);
    open.most = Math.max(open.most, times.most);
    if (bin === null) open.zeros += count;
    else open.bins.set(bin, (open.bins.get(bin) ?? 0) + count);
  }

  /** Adds requests to a metric that counts them: samples of 1. None makes no data point. */
  addCount(name: string, dimensions: Readonly<Record<string, string>>, minute: number, count: number): void {
    if (count === 0) return;
    const open = this.#minute(name, dimensions, minute);
    open.count += count;
    open.sum += count;
    open.least = 1;
    open.most = 1;
    open.bins.set(0, (open.bins.get(0) ?? 0) + count);
  }

  /** Everything added, as CloudWatch stores it. */
  metrics(): StoredMetric[] {
    return [...this.#metrics.values()].map(({ name, dimensions, minutes }) => ({
      namespace: NAMESPACE,
      name,
      dimensions,
      minutes: new Map([...minutes].map(([minute, open]) => [minute * 60, stored(open)])),
    }));
  }

  #minute(name: string, dimensions: Readonly<Record<string, string>>, minute: number): OpenMinute {
    const key = `${name} ${dimensions.TargetGroup ?? ''} ${dimensions.LoadBalancer ?? ''}`;
    let metric = this.#metrics.get(key);
    if (!metric) {
      metric = { name, dimensions, minutes: new Map() };
      this.#metrics.set(key, metric);
    }
    let open = metric.minutes.get(minute);
    if (!open) {
      open = { count: 0, sum: 0, least: Infinity, most: -Infinity, zeros: 0, bins: new Map() };
      metric.minutes.set(minute, open);
    }
    return open;
  }
}

function stored({ count, sum, least, most, zeros, bins }: OpenMinute): StoredDistribution {
  return StoredDistribution.ofParts({
    sampleCount: count,
    sum,
    minimum: least,
    maximum: most,
    ...(zeros > 0 && { zeros }),
    bins: [...bins].sort(([a], [b]) => a - b),
  });
}
