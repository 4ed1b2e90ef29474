import { edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import type { LatencyHistogram } from './figures.ts';
import { binBounds, countBetween } from './histogram.ts';

/** A narrow band of response times under a hard ceiling: what holds look like. Seconds. */
export interface HoldBand {
  readonly from: number;
  readonly to: number;
  /** Responses inside. */
  readonly count: number;
  /** Responses above the band per response inside. */
  readonly aboveShare: number;
  /** Responses in the three storage bins below the band per response inside. */
  readonly belowShare: number;
}

/** Fewer responses are no band. */
export const LEAST_IN_BAND = 10;
/** A bin belongs to the core of a band from this share of the highest bin on. */
const CORE_SHARE = 0.35;
/** Storage bins (10 % each) of the widest core: a third; genuine latency spreads over far more. */
const WIDEST_CORE = 3;
/** A wall, not a tail: at most this much above. Room for a few overruns and slow outliers. */
const MOST_ABOVE = 0.1;
/** At most this much in the gap below; early releases of a busy message-driven product lie there. */
const MOST_BELOW = 0.4;
const GAP_BINS = 3;
/** A band whose peak is above the floor begins no more storage bins below it than this: a core's width with its shoulder. */
export const BINS_BELOW_FLOOR = WIDEST_CORE;

/**
 * Looks for the largest narrow band above `floor` seconds: at most three storage bins and a shoulder either side, with
 * hardly anything above and little below. Bands are looked for in storage bins (1.1^n) whatever the histogram's edges are.
 */
export function findBand(histogram: LatencyHistogram, floor: number): HoldBand | undefined {
  const bins = rebin(histogram, floor);
  let best: HoldBand | undefined;
  for (let peak = 0; peak < bins.length; peak += 1) {
    if ((bins[peak]?.low ?? 0) < floor) continue;
    const band = bandAround(bins, peak, histogram);
    if (band && (!best || band.count > best.count)) best = band;
  }
  return best;
}

interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

function rebin(histogram: LatencyHistogram, floor: number): Bin[] {
  const filled = histogram.counts.flatMap((count, i) => (count > 0 ? [i] : []));
  const last = filled.at(-1);
  if (last === undefined) return [];
  const [, top] = binBounds(histogram, last);
  if (top <= floor) return [];
  const bins: Bin[] = [];
  // The bin that ends at `top` exactly is the last one: a rounding above must not add an empty one, nor does it matter.
  // From below the floor on, because a band is judged by what lies under it, too.
  for (let index = edgeIndexAtOrBelow(floor) - WIDEST_CORE - GAP_BINS; printableEdge(index) < top; index += 1) {
    const [low, high] = [printableEdge(index), printableEdge(index + 1)];
    bins.push({ low, high, count: countBetween(histogram, low, high) });
  }
  return bins;
}

function bandAround(bins: readonly Bin[], peak: number, histogram: LatencyHistogram): HoldBand | undefined {
  const height = bins[peak]?.count ?? 0;
  if (height === 0) return undefined;
  const isCore = (i: number): boolean => (bins[i]?.count ?? 0) >= CORE_SHARE * height;
  let [first, last] = [peak, peak];
  while (isCore(first - 1)) first -= 1;
  while (isCore(last + 1)) last += 1;
  if (last - first >= WIDEST_CORE) return undefined;

  const from = bins[first - 1]?.low ?? bins[first]?.low ?? 0;
  const to = bins[last + 1]?.high ?? bins[last]?.high ?? 0;
  const count = countBetween(histogram, from, to);
  if (count < LEAST_IN_BAND) return undefined;
  const aboveShare = countBetween(histogram, to, Infinity) / count;
  const gapFrom = bins[Math.max(0, first - 1 - GAP_BINS)]?.low ?? from;
  const belowShare = countBetween(histogram, gapFrom, from) / count;
  if (aboveShare > MOST_ABOVE || belowShare > MOST_BELOW) return undefined;
  return { from, to, count, aboveShare, belowShare };
}
