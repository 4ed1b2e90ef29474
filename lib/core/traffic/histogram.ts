import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import type { LatencyHistogram } from '../triage/figures.ts';
import type { SimulatedRequest } from './request.ts';

const LOWEST = edgeIndexAtOrBelow(0.001);
const HIGHEST = edgeIndexAtOrAbove(5000);

/** Every storage-bin edge from just below a millisecond to just above 5,000 s, as printed, between 0 and Infinity. */
export const FIGURE_EDGES: readonly number[] = [
  0,
  ...Array.from({ length: HIGHEST - LOWEST + 1 }, (_, i) => printableEdge(LOWEST + i)),
  Infinity,
];

/** Response times of the answered requests between {@link FIGURE_EDGES}. */
export function histogramOf(requests: Iterable<SimulatedRequest>): LatencyHistogram {
  const counts = new Array<number>(FIGURE_EDGES.length - 1).fill(0);
  for (const { answered, durationSeconds } of requests) {
    if (!answered) continue;
    const bin = binOf(durationSeconds);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges: FIGURE_EDGES, counts };
}

/** Index of the bin `(edge, next edge]` that holds a response time. */
function binOf(seconds: number): number {
  const bin = seconds > 0 ? edgeIndexAtOrAbove(seconds) - LOWEST : 0;
  return Math.min(Math.max(bin, 0), FIGURE_EDGES.length - 2);
}
