import { assertNever } from '../errors.ts';
import type { Sample } from './samples.ts';
import type { BasicStatistic, RangeMeasure, Statistic, TrimmedMeasure } from './statistic.ts';

/** A value and how often it was seen. */
type Weighted = readonly [value: number, count: number];

/**
 * A statistic over the samples themselves, by its documented definition
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html): what CloudWatch would
 * return if it kept every sample. A percentile is the smallest value with at least that share of the samples at or below
 * it; a percent range that cuts a sample takes its share.
 *
 * @returns `null` where the statistic has no value: no samples, nothing in the range of a mean, and, as in CloudWatch, ranks
 *   of negative values or of less than one sample
 */
export function computeExact(statistic: Statistic, samples: Iterable<Sample>): number | null {
  const sorted = weigh(samples);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (!first || !last) return null;
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  switch (statistic.kind) {
    case 'basic':
      return basic(statistic.name, sorted, total);
    case 'percentile':
      if (statistic.percent === 0 || first[0] === last[0]) return first[0];
      if (statistic.percent === 100) return last[0];
      return hasRanks(first, total) ? valueAt((statistic.percent / 100) * total, sorted) : null;
    case 'interquartile-mean':
      return hasRanks(first, total) ? percentRange('TM', 25, 75, sorted, total) : null;
    case 'percent-range': {
      const { measure, from = 0, to = 100 } = statistic;
      return hasRanks(first, total) ? percentRange(measure, from, to, sorted, total) : null;
    }
    case 'range':
      return valueRange(statistic.measure, statistic.from, statistic.to, sorted, total);
    default:
      return assertNever(statistic);
  }
}

/** Samples that weigh something, in ascending order of value. */
function weigh(samples: Iterable<Sample>): Weighted[] {
  const weighted: Weighted[] = [];
  for (const sample of samples) {
    const entry: Weighted = typeof sample === 'number' ? [sample, 1] : sample;
    if (entry[1] > 0) weighted.push(entry);
  }
  return weighted.sort((a, b) => a[0] - b[0]);
}

function hasRanks(first: Weighted, total: number): boolean {
  return first[0] >= 0 && total >= 1;
}

function sumOf(samples: readonly Weighted[]): number {
  return samples.reduce((sum, [value, count]) => sum + value * count, 0);
}

function basic(name: BasicStatistic, sorted: readonly Weighted[], total: number): number {
  switch (name) {
    case 'SampleCount':
      return total;
    case 'Sum':
      return sumOf(sorted);
    case 'Average':
      return sumOf(sorted) / total;
    case 'Minimum':
      return (sorted[0] as Weighted)[0];
    case 'Maximum':
      return (sorted.at(-1) as Weighted)[0];
    default:
      return assertNever(name);
  }
}

/** The value of the sample that holds a rank, counted from the smallest. */
function valueAt(rank: number, sorted: readonly Weighted[]): number {
  let below = 0;
  for (const [value, count] of sorted) {
    below += count;
    if (rank <= below) return value;
  }
  return (sorted.at(-1) as Weighted)[0];
}

function percentRange(
  measure: TrimmedMeasure,
  x: number,
  y: number,
  sorted: readonly Weighted[],
  total: number,
): number | null {
  const lower = (x / 100) * total;
  const upper = (y / 100) * total;
  if (lower === upper) return measure === 'TM' ? null : 0;
  let below = 0;
  const inside = sorted.map(([value, count]): Weighted => {
    const share = Math.max(Math.min(upper, below + count) - Math.max(lower, below), 0);
    below += count;
    return [value, share];
  });
  switch (measure) {
    case 'TC':
      return upper - lower;
    case 'TS':
      return sumOf(inside);
    case 'TM':
      return sumOf(inside) / (upper - lower);
    case 'WM': {
      const tails = lower * valueAt(lower, sorted) + (total - upper) * valueAt(upper, sorted);
      return (sumOf(inside) + tails) / total;
    }
    default:
      return assertNever(measure);
  }
}

function valueRange(
  measure: RangeMeasure,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
  sorted: readonly Weighted[],
  total: number,
): number | null {
  const inside = sorted.filter(([value]) => value > from && value <= to);
  const count = inside.reduce((sum, [, weight]) => sum + weight, 0);
  switch (measure) {
    case 'TC':
      return count;
    case 'PR':
      return (100 * count) / total;
    case 'TS':
      return sumOf(inside);
    case 'TM':
      return count === 0 ? null : sumOf(inside) / count;
    case 'WM':
      return sumOf(sorted.map(([value, weight]): Weighted => [Math.min(Math.max(value, from), to), weight])) / total;
    default:
      return assertNever(measure);
  }
}
