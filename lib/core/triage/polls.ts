import { type HoldProfile, meanHold } from '../holds/profile.ts';
import type { LatencyHistogram } from './figures.ts';
import { countBetween } from './histogram.ts';
import { overrunEdge, releaseEdge } from './separation.ts';
import type { Count } from './verdict.ts';

/** Ranges reach this many standard errors to either side. */
export const RANGE = 2;

/**
 * Polls of one profile. Releases that end among the expired holds are estimated from the density before.
 *
 * @param parked parked requests on average: so many a broadcast releases at once
 */
export function splitPolls(histogram: LatencyHistogram, profile: HoldProfile, parked: number) {
  const edge = releaseEdge(profile);
  const over = overrunEdge(profile);
  const below = countBetween(histogram, 0, edge);
  const above = countBetween(histogram, edge, over);
  const hidden = hiddenReleases(countBetween(histogram, edge / 2, edge), above, profile, parked);
  return {
    early: { value: below + hidden.value, low: below, high: below + hidden.high },
    expired: { value: above - hidden.value, low: above - hidden.high, high: above },
    overruns: countBetween(histogram, over, Infinity),
  };
}

/**
 * Early releases that cannot be seen, because they end above the last edge below the hold band: by the density of the half
 * before. Releases are as likely inside the hold band as before it, and on average a hold reaches the band's middle. The
 * polls of a broadcast end together, all of them or none: the range has room for one that nothing else shows.
 */
export function hiddenReleases(halfBefore: number, above: number, profile: HoldProfile, parked: number): Count {
  const edge = releaseEdge(profile);
  const share = Math.max(0, meanHold(profile) - edge) / (edge / 2);
  const together = profile.releaseLaw === 'broadcast' ? Math.max(1, parked) : 1;
  // Whole requests: a fraction would say more than is known.
  const value = Math.min(above, Math.floor(halfBefore * share));
  const error = Math.sqrt((halfBefore + together) * share * (1 + share) * together);
  return { value, low: Math.max(0, value - RANGE * error), high: Math.min(above, value + RANGE * error + 1) };
}
