import { BINS, lowerEdge, upperEdge } from './bins.ts';
import type { Minutes } from './minutes.ts';
import type { Point, Spell } from './point.ts';

const WORST_MINUTES = 5;
const LEAST_SLOW = 5;
const SIGMAS = 4;

/**
 * Whether a slowdown could be detected at all by response times, whoever looks: over its five worst minutes N slow requests
 * (of any duration up to half the hold) against E early releases, of which those count that lie where the slow ones do.
 * From the truth alone; no alarm sees this.
 */
export function detectableInPrinciple(minutes: Minutes, { hold }: Point, { from, to }: Spell): boolean {
  const first = Math.floor(from / 60);
  const last = Math.min(minutes.length, Math.ceil(to / 60) + 2);
  let worst = -1;
  let at = first;
  for (let start = first; start + WORST_MINUTES <= last; start++) {
    const slow = slowBetween(minutes, start);
    if (slow > worst) [worst, at] = [slow, start];
  }
  if (worst < LEAST_SLOW) return false;
  let early = 0;
  let width = 0;
  for (let minute = at; minute < at + WORST_MINUTES; minute++) early += minutes.early[minute] as number;
  for (let bin = 0; bin < BINS; bin++) {
    let some = 0;
    for (let minute = at; minute < at + WORST_MINUTES; minute++) some += minutes.slow[minute * BINS + bin] as number;
    if (some > 0) width += upperEdge(bin) - lowerEdge(bin);
  }
  const sigma = Math.sqrt(early * Math.min(1, width / (hold / 2)));
  return worst > SIGMAS * sigma;
}

function slowBetween(minutes: Minutes, start: number): number {
  let slow = 0;
  for (let at = start * BINS; at < (start + WORST_MINUTES) * BINS; at++) slow += minutes.slow[at] as number;
  return slow;
}
