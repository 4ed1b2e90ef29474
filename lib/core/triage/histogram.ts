import { BIN_RATIO } from '../statistics/edges.ts';
import type { LatencyHistogram } from './figures.ts';

/** No requests. */
export const EMPTY_HISTOGRAM: LatencyHistogram = { edges: [0, 1], counts: [0] };

/**
 * Number of requests in `(from, to]` seconds. A bin that is cut counts by the length inside, as CloudWatch does. Bin bounds
 * of 0 include 0; a last bin without end is taken as one storage bin (10 %) wide.
 */
export function countBetween(histogram: LatencyHistogram, from: number, to: number): number {
  let count = 0;
  for (let i = 0; i < histogram.counts.length; i += 1) {
    const inBin = histogram.counts[i] ?? 0;
    if (inBin === 0) continue;
    const [low, high] = binBounds(histogram, i);
    if (from <= low && to >= high) count += inBin;
    else if (from < high && to > low) count += (inBin * (Math.min(to, high) - Math.max(from, low))) / (high - low);
  }
  return count;
}

/** Number of requests in all. */
export function totalOf(histogram: LatencyHistogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, 0);
}

/** Sum of squared response times in s², from bin middles: the variance of a compound Poisson sum. */
export function squaresOf(histogram: LatencyHistogram): number {
  let sum = 0;
  for (let i = 0; i < histogram.counts.length; i += 1) {
    const count = histogram.counts[i] ?? 0;
    if (count === 0) continue;
    const [low, high] = binBounds(histogram, i);
    sum += count * ((low + high) / 2) ** 2;
  }
  return sum;
}

/** The response time that the share `rank` (0 to 1) of the requests does not exceed; `undefined` without requests. */
export function quantileOf(histogram: LatencyHistogram, rank: number): number | undefined {
  const total = totalOf(histogram);
  if (total <= 0) return undefined;
  let left = rank * total;
  for (let i = 0; i < histogram.counts.length; i += 1) {
    const count = histogram.counts[i] ?? 0;
    const [low, high] = binBounds(histogram, i);
    if (count > 0 && left <= count) return low + ((high - low) * Math.max(0, left)) / count;
    left -= count;
  }
  return undefined;
}

/** Adds histograms up. Edges may differ: the sum has all of them, and what lies between is shared out by length. */
export function mergeHistograms(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const filled = histograms.filter((histogram) => histogram.counts.some((count) => count > 0));
  const [first] = filled;
  if (!first) return EMPTY_HISTOGRAM;
  if (filled.every((histogram) => sameEdges(histogram.edges, first.edges))) {
    const counts = first.counts.map(() => 0);
    for (const histogram of filled) {
      for (let i = 0; i < counts.length; i += 1) counts[i] = (counts[i] ?? 0) + (histogram.counts[i] ?? 0);
    }
    return { edges: first.edges, counts };
  }
  const edges = [...new Set(filled.flatMap(({ edges: own }) => own))].sort((a, b) => a - b);
  const counts = edges.slice(1).map((high, i) => {
    const low = edges[i] ?? 0;
    return filled.reduce((sum, histogram) => sum + countBetween(histogram, low, high), 0);
  });
  return { edges, counts };
}

/** What `whole` has beyond `part`, bin by bin, never negative. Same edges. */
export function subtractHistogram(whole: LatencyHistogram, part: LatencyHistogram): LatencyHistogram {
  if (sameEdges(whole.edges, part.edges)) {
    return { edges: whole.edges, counts: whole.counts.map((count, i) => Math.max(0, count - (part.counts[i] ?? 0))) };
  }
  const counts = whole.counts.map((count, i) => {
    const [low, high] = binBounds(whole, i);
    return Math.max(0, count - countBetween(part, low, high));
  });
  return { edges: whole.edges, counts };
}

/** Bounds of bin `i`, both finite. */
export function binBounds(histogram: LatencyHistogram, i: number): [number, number] {
  const low = histogram.edges[i] ?? 0;
  const high = histogram.edges[i + 1] ?? Number.POSITIVE_INFINITY;
  return [low, Number.isFinite(high) ? high : Math.max(low, 1) * BIN_RATIO];
}

function sameEdges(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((edge, i) => edge === b[i]));
}
