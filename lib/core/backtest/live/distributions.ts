import { StoredDistribution } from '../../statistics/distribution.ts';
import { binEdge, binIndex, printBound } from '../../statistics/edges.ts';
import { LazyMinutes } from '../lazy-minutes.ts';
import type { MetricRead } from '../model.ts';
import { packValues, unpackValue } from '../packed.ts';
import type { StoredMetric } from '../stored-history.ts';
import { distinct, type HistoryRead } from './reads.ts';

const MINUTE = 60;
const METRIC = 'TargetResponseTime';
const BESIDE = ['SampleCount', 'Sum', 'Minimum', 'Maximum'] as const;
/** Bounds have ten decimals: finer bins would not be told apart. Nothing answers a request faster. Seconds. */
const FINEST = 1e-5;
/** No load balancer waits longer for a target. Seconds. */
const LONGEST = 4000;

/** A metric whose distribution is read bin by bin. */
export type DistributionMetric = Omit<MetricRead, 'stat'>;

/** Response times among what alarms read: their distribution says what any other objective would have counted. */
export function distributionMetrics(reads: readonly HistoryRead[]): DistributionMetric[] {
  const times = reads.filter(({ metricName }) => metricName === METRIC);
  return distinct(times.map((read) => ({ ...read, stat: '', periodSeconds: MINUTE }))).map(
    ({ namespace, metricName, dimensions }) => ({ namespace, metricName, dimensions }),
  );
}

/** What CloudWatch keeps beside the bins. Read first: it says which bins hold anything. */
export function readsBeside(metric: DistributionMetric): HistoryRead[] {
  return BESIDE.map((stat) => ({ ...metric, stat, periodSeconds: MINUTE }));
}

/** Counts of every bin between two values, by index; the lowest takes all below it. */
export function binReads(metric: DistributionMetric, least: number, most: number): Map<number, HistoryRead> {
  const first = binIndex(Math.max(least, FINEST));
  const last = Math.max(first, binIndex(Math.max(most, FINEST)));
  const reads = new Map<number, HistoryRead>();
  for (let index = first; index <= last; index++) {
    const low = index === first ? '' : printBound(binEdge(index));
    const high = printBound(binEdge(index + 1));
    reads.set(index, { ...metric, stat: `TC(${low}:${high})`, periodSeconds: MINUTE });
  }
  return reads;
}

/** The most bins that one metric can take, for the price before it is read. */
export function mostBins(metric: DistributionMetric): HistoryRead[] {
  return [...binReads(metric, 0, LONGEST).values()];
}

/** Puts a distribution together from what was read. @param valuesOf a statistic's values, one a minute from `start` on */
export function assembled(
  metric: DistributionMetric,
  start: number,
  bins: ReadonlyMap<number, Float64Array>,
  valuesOf: (stat: (typeof BESIDE)[number]) => Float64Array,
): StoredMetric {
  const [counts, sums, minima, maxima] = BESIDE.map(valuesOf) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // Requests are counted whole; a bound that was cut to ten decimals gives a hair less. Whole numbers are kept small.
  const filled = [...bins].map(([index, values]) => [index, packValues(values.map(Math.round))] as const);
  const slots = new Map<number, number>();
  for (let slot = 0; slot < counts.length; slot++) {
    const known =
      (counts[slot] as number) > 0 && !Number.isNaN(sums[slot]) && (minima[slot] as number) <= (maxima[slot] as number);
    if (known) slots.set(start + slot * MINUTE, slot);
  }
  const minutes = new LazyMinutes(slots, (slot) => {
    const inside = filled.flatMap(([index, values]): [number, number][] => {
      const count = unpackValue(values, slot);
      return count > 0 ? [[index, count]] : [];
    });
    const [sampleCount, sum, minimum, maximum] = [counts, sums, minima, maxima].map((column) => column[slot] as number);
    return StoredDistribution.ofParts(
      partsOf(sampleCount as number, sum as number, minimum as number, maximum as number, inside),
    );
  });
  const { namespace, metricName: name, dimensions } = metric;
  return { namespace, name, dimensions, minutes };
}

/** The lowest bin holds response times of 0, too: where there was one, all of that bin counts as such. */
function partsOf(
  sampleCount: number,
  sum: number,
  minimum: number,
  maximum: number,
  filled: readonly (readonly [number, number])[],
) {
  const [lowest, ...others] = filled;
  if (minimum > 0 || !lowest) return { sampleCount, sum, minimum, maximum, bins: filled };
  return { sampleCount, sum, minimum, maximum, zeros: lowest[1], bins: others };
}
