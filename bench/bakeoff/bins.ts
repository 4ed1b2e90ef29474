import { printableEdge } from '../../lib/core/statistics/edges.ts';

/** Storage bins above the first: bin 0 holds everything up to 1.1^-8 (0.47 s), where no rule draws a line. */
const LOWEST = -8;
/** The last bin ends above 4,000 s, the longest idle timeout there is. */
const HIGHEST = 88;
const LN_RATIO = Math.log(1.1);

export const BINS = HIGHEST - LOWEST + 1;

/** Bin of a response time; upper edges are inclusive. */
export function binOf(seconds: number): number {
  const bin = Math.ceil(Math.log(seconds) / LN_RATIO - 1e-9) - LOWEST;
  return bin <= 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
}

/** Upper edge of a bin in seconds. */
export function upperEdge(bin: number): number {
  return printableEdge(LOWEST + bin);
}

export function lowerEdge(bin: number): number {
  return bin === 0 ? 0 : upperEdge(bin - 1);
}

/** Index of the first bin above an edge: `TC(edge:)` counts from there. @throws RangeError off the edges of bins */
export function firstBinAbove(edge: number): number {
  if (edge === 0) return 0;
  const bin = Math.round(Math.log(edge) / LN_RATIO) - LOWEST;
  if (bin < 0 || bin >= BINS || Math.abs(upperEdge(bin) - edge) > 1e-6 * edge) {
    throw new RangeError(`${edge} s is not the edge of a bin`);
  }
  return bin + 1;
}
