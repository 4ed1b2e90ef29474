import type { EstimateEdges } from './bands.ts';

/** Counts of one period: who ended in the slow band, and who outlived each end of the sideband. */
export interface SurvivorCounts {
  /** Responses in `(slowFrom, slowTo]`. */
  readonly slow: number;
  /** Responses above `sideFrom`. */
  readonly late: number;
  /** Responses above `sideTo`. */
  readonly held: number;
}

/** Counts of one period for the flat form. */
export interface FlatCounts {
  /** Responses in `(slowFrom, slowTo]`. */
  readonly slow: number;
  /** Responses in `(sideFrom, sideTo]`. */
  readonly side: number;
}

/** Early releases expected in the slow band. */
export interface Background {
  /** Expected number; not a whole one. */
  readonly background: number;
  /** Standard error of `slow − background` where nothing is slow: counting noise on both sides. */
  readonly standardError: number;
}

/** How much proof an alarm asks for. */
export interface Significance {
  /** The excess must be above this many standard errors. */
  readonly z: number;
  /** Requests the excess must exceed on top: keeps single requests from firing a quiet group. */
  readonly margin: number;
}

/**
 * The two constants of an estimate. `k` is the width of the slow band per width of the sideband; `g` is the distance
 * between the middle of the slow band and the start of the sideband, per width of the sideband.
 */
export function estimateFactors(edges: EstimateEdges): { readonly k: number; readonly g: number } {
  const { slowFrom, slowTo, sideFrom, sideTo } = edges;
  const width = sideTo - sideFrom;
  return { k: (slowTo - slowFrom) / width, g: (sideFrom - (slowFrom + slowTo) / 2) / width };
}

/**
 * Estimates the early releases in the slow band from how many polls die across the sideband (survivor form). With the
 * release rate r = ln(late/held)/width, the density at the sideband's start is late·r, and carried back to the slow band
 * it grows by e^(r·distance), here to second order because an alarm's expression should stay short.
 *
 * Unbiased for exponential releases. Uniform ones (a broadcast) it overestimates, by a fifth where a third of the polls end
 * early: that hides a little slowness and never makes any.
 *
 * The pseudo-counts keep a period without late responses finite: no division by zero, no logarithm of nothing.
 */
export function estimateBackground({ late, held }: SurvivorCounts, edges: EstimateEdges): Background {
  const { k, g } = estimateFactors(edges);
  const rate = Math.log((late + 1) / (held + 0.5));
  const background = k * (late + 1) * rate * (1 + g * rate + ((g * g) / 2) * rate * rate);
  return { background, standardError: Math.sqrt(background * (1 + background / (late - held + 1))) };
}

/**
 * Estimates the early releases in the slow band as if their lengths were uniform (flat form): right for broadcast
 * products, one metric cheaper.
 */
export function flatBackground({ side }: FlatCounts, edges: EstimateEdges): Background {
  const { k } = estimateFactors(edges);
  return { background: k * (side + 1), standardError: Math.sqrt(k * (1 + k) * (side + 1)) };
}

/** Whether more is slow than background and chance explain: above the margin, and above z standard errors beyond it. */
export function isSignificant(slow: number, { background, standardError }: Background, asked: Significance): boolean {
  const excess = slow - background - asked.margin;
  return excess > 0 && excess > asked.z * standardError;
}

/**
 * What a latency alarm's expression gives for one period: the share of slow requests among all that are not holds, in
 * percent (0 to 100), or 0 where it is not significant.
 */
export function slowSharePercent(
  counts: { readonly fast: number; readonly slow: number },
  estimate: Background,
  asked: Significance,
): number {
  if (!isSignificant(counts.slow, estimate, asked)) return 0;
  return (100 * (counts.slow - estimate.background)) / (counts.fast + counts.slow + 0.001);
}
