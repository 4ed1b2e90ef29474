import type { Timeline } from './tally.ts';

/** Releases looked for; each may find all polls at one age (phase lock), seconds old, and then looks like slowness. */
const MOST_BURSTS = 4;
/** Fewer at once are no burst. */
const LEAST_IN_BURST = 3;

/**
 * Responses of the slow band, or of the hang band, that one release of all polls may have made: they end within two minutes, at least half as many
 * as there are parked polls, and at most two rounds of them. The richest such stretches, none overlapping, added up.
 */
export function slowBursts(timeline: Timeline, offset: number, band: 'slow' | 'hangSlow'): number {
  const length = timeline.minutes - offset;
  const parked = timeline.between(offset, timeline.minutes).seconds / Math.max(60, 60 * length);
  const isBurst = (count: number): boolean => count >= Math.max(LEAST_IN_BURST, parked / 2) && count <= 2 * parked + 1;
  const pairs = Array.from({ length: Math.max(0, length) }, (_, i) => ({
    at: offset + i,
    count: timeline.between(offset + i, offset + i + 2)[band],
  }))
    .filter(({ count }) => isBurst(count))
    .toSorted((a, b) => b.count - a.count);
  const taken: typeof pairs = [];
  for (const pair of pairs) {
    if (taken.length === MOST_BURSTS) break;
    if (taken.every(({ at }) => Math.abs(at - pair.at) >= 2)) taken.push(pair);
  }
  return taken.reduce((sum, { count }) => sum + count, 0);
}
