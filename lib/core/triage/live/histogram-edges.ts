import { bandsFor, CEILING_PER_OBJECTIVE, isRefusal } from '../../holds/bands.ts';
import { latencyEdges } from '../../holds/latency-bands.ts';
import { type HoldProfile, holdFrom, holdTo } from '../../holds/profile.ts';
import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../../statistics/edges.ts';
import { overrunEdge, releaseEdge } from '../separation.ts';
import type { TriageSettings } from '../settings.ts';

/** No response takes longer: the longest idle timeout of an Application Load Balancer (ALB user guide), in seconds. */
const LONGEST = 4000;
/** Fast requests are fast: below the objective a bin in three storage edges is enough to draw, this many of them. */
const FAST_BINS = 8;
/** Bins are as fine as CloudWatch stores from half of the shortest hold to 1.3 times the longest. */
const FINE = { from: 0.5, to: 1.3 } as const;
/** Where the idle timeout is not known before, it may end the sideband anywhere above its beginning. */
const SIDEBAND_FROM = 0.15;
/** Storage edges per bin below and above the fine part. */
const COARSE = { below: 3, above: 4 } as const;

/**
 * Edges in seconds, ascending, between which response times are counted: each one of CloudWatch's storage bins, so that no
 * count depends on where inside a bin a response fell. As few as triage can do with, because each is a metric to be read:
 * with a known hold every edge that triage counts at, and coarse bins between; without one every edge from the objective
 * on, because a hold is looked for in them.
 */
export function histogramEdges(settings: TriageSettings): number[] {
  const { objectiveSeconds, hold, idleTimeoutSeconds } = settings;
  const objective = edgeIndexAtOrAbove(objectiveSeconds);
  // Not up to the idle timeout that is told: where that is out of date, polls would be cut off.
  const top = Math.max(objective, edgeIndexAtOrBelow(LONGEST));
  const indexes = new Set([objective, ...every(COARSE.below, objective - FAST_BINS * COARSE.below, objective)]);
  const add = (more: readonly number[]): void => {
    for (const index of more) if (index >= objective && index <= top) indexes.add(index);
  };
  if (!hold) {
    add(every(1, objective, top));
  } else if (hold.standalone) {
    add(every(COARSE.below, objective, top));
  } else {
    const shortest = Math.min(
      FINE.from * holdFrom(hold),
      idleTimeoutSeconds === undefined ? SIDEBAND_FROM * holdTo(hold) : Infinity,
    );
    const from = edgeIndexAtOrBelow(shortest);
    const to = edgeIndexAtOrAbove(FINE.to * holdTo(hold));
    add(every(COARSE.below, objective, from));
    add(every(1, from, to));
    add(every(COARSE.above, to, top));
    add(countedAt(settings, hold).flatMap((seconds) => [edgeIndexAtOrBelow(seconds), edgeIndexAtOrAbove(seconds)]));
  }
  return [...indexes].sort((a, b) => a - b).map(printableEdge);
}

/** Every length that triage counts at, in seconds; one that is on no edge lies between two that are. */
function countedAt({ objectiveSeconds, idleTimeoutSeconds }: TriageSettings, hold: HoldProfile): number[] {
  const release = releaseEdge(hold);
  const lengths = [
    CEILING_PER_OBJECTIVE * objectiveSeconds,
    0.1 * holdTo(hold),
    release / 2,
    release,
    1.05 * holdTo(hold),
    overrunEdge(hold),
  ];
  const bands = bandsFor(objectiveSeconds, hold, idleTimeoutSeconds);
  if (isRefusal(bands)) return lengths;
  const { slowTo, sideFrom, sideTo, overrunFrom } = bands;
  lengths.push(slowTo, sideFrom, (sideFrom + sideTo) / 2, sideTo, overrunFrom);
  const parts = (['near', 'low', 'hang'] as const).map((band) => latencyEdges(band, bands, hold, idleTimeoutSeconds));
  for (const part of parts) if (!isRefusal(part)) lengths.push(part.slowTo, part.sideFrom);
  return lengths;
}

/** Every `step`-th of `[from, to]`. */
function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, i) => from + i * step);
}
