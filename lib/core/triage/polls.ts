import { type HoldProfile, meanHold } from '../holds/profile.ts';
import type { LatencyHistogram } from './figures.ts';
import { countBetween } from './histogram.ts';
import { overrunEdge, releaseEdge } from './separation.ts';
import type { Count } from './verdict.ts';

/** Ranges reach this many standard errors to either side. */
export const RANGE = 2;

/** Polls of one profile. Releases that end among the expired holds are estimated from the density before. */
export function splitPolls(histogram: LatencyHistogram, profile: HoldProfile) {
  const edge = releaseEdge(profile);
  const over = overrunEdge(profile);
  const below = countBetween(histogram, 0, edge);
  const above = countBetween(histogram, edge, over);
  const hidden = hiddenReleases(countBetween(histogram, edge / 2, edge), above, edge, meanHold(profile));
  return {
    early: { value: below + hidden.value, low: below, high: below + hidden.high },
    expired: { value: above - hidden.value, low: above - hidden.high, high: above },
    overruns: countBetween(histogram, over, Infinity),
  };
}

/**
 * Early releases that cannot be seen, because they end above the last edge below the hold band: by the density of the half
 * before. Releases are as likely inside the hold band as before it, and on average a hold reaches the band's middle.
 */
export function hiddenReleases(halfBefore: number, above: number, edge: number, middle: number): Count {
  const share = Math.max(0, middle - edge) / (edge / 2);
  // Whole requests: a fraction would say more than is known.
  const value = Math.min(above, Math.floor(halfBefore * share));
  const error = Math.sqrt((halfBefore + 1) * share * (1 + share));
  return { value, low: Math.max(0, value - RANGE * error), high: Math.min(above, value + RANGE * error + 1) };
}
