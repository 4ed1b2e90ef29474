import { declareParts, isOn } from '../registry.ts';
import { edgeIndexAtOrAbove, printableEdge } from '../statistics/edges.ts';
import { trim } from '../units.ts';
import { type BandRefusal, type Bands, type EstimateEdges, hangBandsFor, isRefusal, slowEdges } from './bands.ts';
import type { HoldProfile } from './profile.ts';

/**
 * Bands in which an excess of requests is looked for, all above the objective:
 *
 * - `slow`: the whole slow band
 * - `near`: its lowest part, up to twice the objective. The narrower a band, the fewer early releases lie in it
 * - `low`: up to six objectives
 * - `mid`: the slow band without `near`
 * - `hang`: above the slow band, up to a third of the hold
 * - `wide`: `slow` and `hang` in one
 */
export const LATENCY_BANDS = ['slow', 'near', 'low', 'mid', 'hang', 'wide'] as const;
export type LatencyBand = (typeof LATENCY_BANDS)[number];

declareParts('band-edge', ['near-to', 'low-to']);

const NEAR_PER_OBJECTIVE = 2;
const LOW_PER_OBJECTIVE = 6;
/** A part this close to the whole slow band would see the same requests. */
const NARROWER = 0.9;
/** Without at least this much of the slow band above it, `near` leaves no `mid`. */
const MID_FROM_AT_MOST = 0.7;

/** The edges of a latency band's estimate, or why a hold of this length has no such band. */
export function latencyEdges(
  band: LatencyBand,
  bands: Bands,
  hold: HoldProfile,
  idle?: number,
): EstimateEdges | BandRefusal {
  const slow = slowEdges(bands);
  switch (band) {
    case 'slow':
      return slow;
    case 'near':
      return lower(slow, atOrAbove('near-to', NEAR_PER_OBJECTIVE * bands.asked.objective));
    case 'low':
      return lower(slow, atOrAbove('low-to', LOW_PER_OBJECTIVE * bands.asked.objective));
    case 'mid': {
      const slowFrom = atOrAbove('near-to', NEAR_PER_OBJECTIVE * bands.asked.objective);
      return slowFrom < MID_FROM_AT_MOST * slow.slowTo ? { ...slow, slowFrom } : tooShort(slow.slowTo);
    }
    case 'hang':
      return hangBandsFor(bands, hold, idle);
    case 'wide': {
      const hang = hangBandsFor(bands, hold, idle);
      return isRefusal(hang) ? hang : { ...hang, slowFrom: slow.slowFrom };
    }
  }
}

function lower(slow: EstimateEdges, slowTo: number): EstimateEdges | BandRefusal {
  return slowTo < NARROWER * slow.slowTo ? { ...slow, slowTo } : tooShort(slow.slowTo);
}

function tooShort(slowTo: number): BandRefusal {
  const reason = `the slow band ends at ${trim(slowTo)} s, too early to be looked at in parts`;
  return { refused: true, code: 'no-sideband', reason };
}

function atOrAbove(edge: string, seconds: number): number {
  return isOn('band-edge', edge) ? printableEdge(edgeIndexAtOrAbove(seconds)) : seconds;
}
