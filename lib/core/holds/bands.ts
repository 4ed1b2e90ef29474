import { declareParts, isOn } from '../registry.ts';
import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import { trim } from '../units.ts';
import { type HoldProfile, holdFrom, holdTo } from './profile.ts';

/**
 * The bounds that sort response times, in seconds, each on an edge of CloudWatch's storage bins (1.1^n, at most ten
 * decimals) so that a count between two of them does not depend on where inside a bin a response fell.
 * Lower bounds are exclusive, upper bounds inclusive, as in CloudWatch's `TC(a:b)`.
 */
export interface Bands {
  /** Requests up to this are fast. The first bin edge at or above the objective asked for. */
  readonly objective: number;
  /** Upper end of the slow band `(objective, slowTo]`. */
  readonly slowTo: number;
  /** Lower end of the sideband, from which the rate of early releases is read. */
  readonly sideFrom: number;
  /** Upper end of the sideband; at least one whole empty bin below the hold band. */
  readonly sideTo: number;
  /** Lower end of the hold band, not snapped: where idle holds begin to expire. */
  readonly holdFrom: number;
  /** Upper end of the hold band, not snapped: the hold ceiling. */
  readonly holdTo: number;
  /** A response above this outlived its hold: the lower edge of the first whole bin above 1.02 × the hold ceiling. */
  readonly overrunFrom: number;
  /** What was asked for, in seconds, where snapping changed it. */
  readonly asked: { readonly objective: number };
}

/** Why no bands can be drawn: the model does not work there, and says so. */
export interface BandRefusal {
  readonly refused: true;
  /** Stable: `ceiling-below-five-objectives`, `no-sideband`. */
  readonly code: 'ceiling-below-five-objectives' | 'no-sideband';
  /** One sentence with the figures. */
  readonly reason: string;
}

/** The bounds of one background estimate, in seconds, each on a bin edge. */
export interface EstimateEdges {
  /** Lower end of the band whose excess is looked for. */
  readonly slowFrom: number;
  /** Upper end of that band. */
  readonly slowTo: number;
  /** Lower end of the sideband. */
  readonly sideFrom: number;
  /** Upper end of the sideband. */
  readonly sideTo: number;
}

/** Edges of the hang estimate: requests that hang far beyond the slow band, yet end before their hold would. */
export type HangBands = EstimateEdges;

declareParts('band-edge', [
  'objective',
  'slow-to',
  'side-from',
  'side-to',
  'overrun-from',
  'hang-to',
  'hang-side-from',
]);

/** Below this many objectives a hold leaves no room for a slow band: slow requests and holds are the same lengths. */
export const CEILING_PER_OBJECTIVE = 5;
/** Slowness has died out here, whatever the hold: 10 s. */
const SLOW_BAND_SECONDS = 10;
const SLOW_BAND_PER_CEILING = 1 / 5;
const HANG_BAND_SECONDS = 60;
const HANG_BAND_PER_CEILING = 1 / 3;
const SIDE_FROM_PER_CEILING = 0.15;
/** Two whole bins between the slow band and the sideband: slowness must not leak into what is read as background. */
const SIDE_FROM_PER_SLOW_BAND = 1.21;
/** Below 1/1.1, so that between the sideband and the hold band (or the idle timeout) lies a whole bin that stays empty. */
const SIDE_TO_PER_HOLD = 0.9;
/** Holds end a little late: timers, the answer's way. */
const OVERRUN_PER_CEILING = 1.02;

/**
 * Draws the bands of a target group whose long polls all follow one profile.
 *
 * @param objectiveSeconds slower requests are slow; above 0
 * @param idleTimeoutSeconds idle timeout of the load balancer: no response lasts longer. Default: not known, no such bound
 */
export function bandsFor(
  objectiveSeconds: number,
  profile: HoldProfile,
  idleTimeoutSeconds?: number,
): Bands | BandRefusal {
  return bandsForAll(objectiveSeconds, [profile], idleTimeoutSeconds);
}

/**
 * Draws the bands of a target group that holds for several products. The shortest hold bounds the slow band and the
 * sideband, because no count may reach into any hold band; the longest bounds the overruns.
 *
 * @param profiles at least one
 * @throws RangeError without a profile, and where a figure is not above 0
 */
export function bandsForAll(
  objectiveSeconds: number,
  profiles: readonly HoldProfile[],
  idleTimeoutSeconds?: number,
): Bands | BandRefusal {
  if (profiles.length === 0) throw new RangeError('bands need at least one hold profile');
  requirePositive('objective', objectiveSeconds);
  const shortest = Math.min(...profiles.map(holdTo));
  const longest = Math.max(...profiles.map(holdTo));
  const firstEnd = Math.min(...profiles.map(holdFrom));
  requirePositive('lower end of the hold band', firstEnd);

  const needed = CEILING_PER_OBJECTIVE * objectiveSeconds;
  if (shortest < needed) {
    const figures = `hold ceiling ${trim(shortest)} s is below ${CEILING_PER_OBJECTIVE} x the objective of ${trim(objectiveSeconds)} s`;
    return refusal(
      'ceiling-below-five-objectives',
      `${figures}: holds and slow requests cannot be told apart by length`,
    );
  }

  const slowBand = Math.min(SLOW_BAND_SECONDS, shortest * SLOW_BAND_PER_CEILING);
  const objective = atOrAbove('objective', objectiveSeconds);
  const slowTo = atOrBelow('slow-to', slowBand);
  const sideFrom = atOrAbove('side-from', sideFromRaw(shortest, slowBand));
  const sideTo = atOrBelow('side-to', SIDE_TO_PER_HOLD * Math.min(firstEnd, idleTimeoutSeconds ?? Infinity));
  if (slowTo <= objective) {
    return refusal(
      'no-sideband',
      `the slow band is empty: it would end at ${trim(slowTo)} s, at or below the objective of ${trim(objective)} s`,
    );
  }
  if (sideFrom >= sideTo) return noSideband(sideFrom, sideTo, idleTimeoutSeconds);
  return {
    objective,
    slowTo,
    sideFrom,
    sideTo,
    holdFrom: firstEnd,
    holdTo: longest,
    overrunFrom: overrunEdge(longest),
    asked: { objective: objectiveSeconds },
  };
}

/**
 * Draws the bands in which a hang shows: from the end of the slow band to a third of the hold, at most 60 s.
 *
 * @param bands the bands of the same target group
 */
export function hangBandsFor(bands: Bands, profile: HoldProfile, idleTimeoutSeconds?: number): HangBands | BandRefusal {
  return hangBandsForAll(bands, [profile], idleTimeoutSeconds);
}

/** {@link hangBandsFor} for several products: the shortest hold bounds them. */
export function hangBandsForAll(
  bands: Bands,
  profiles: readonly HoldProfile[],
  idleTimeoutSeconds?: number,
): HangBands | BandRefusal {
  const shortest = Math.min(...profiles.map(holdTo));
  const hangBand = Math.min(HANG_BAND_SECONDS, shortest * HANG_BAND_PER_CEILING);
  const slowTo = atOrBelow('hang-to', hangBand);
  const sideFrom = atOrAbove('hang-side-from', sideFromRaw(shortest, hangBand));
  if (sideFrom >= bands.sideTo) return noSideband(sideFrom, bands.sideTo, idleTimeoutSeconds);
  return { slowFrom: bands.slowTo, slowTo, sideFrom, sideTo: bands.sideTo };
}

/** The edges of the slow estimate, as {@link EstimateEdges}. */
export function slowEdges(bands: Bands): EstimateEdges {
  return { slowFrom: bands.objective, slowTo: bands.slowTo, sideFrom: bands.sideFrom, sideTo: bands.sideTo };
}

/** Whether no bands could be drawn. */
export function isRefusal(result: object): result is BandRefusal {
  return 'refused' in result;
}

/** Above this a response outlived a hold that lasts `longest` seconds: `overrunFrom` of the bands. */
export function overrunEdge(longest: number): number {
  return atOrAbove('overrun-from', OVERRUN_PER_CEILING * longest);
}

function sideFromRaw(ceiling: number, slowBand: number): number {
  return Math.max(SIDE_FROM_PER_CEILING * ceiling, SIDE_FROM_PER_SLOW_BAND * slowBand);
}

function atOrAbove(edge: string, seconds: number): number {
  return isOn('band-edge', edge) ? printableEdge(edgeIndexAtOrAbove(seconds)) : seconds;
}

function atOrBelow(edge: string, seconds: number): number {
  return isOn('band-edge', edge) ? printableEdge(edgeIndexAtOrBelow(seconds)) : seconds;
}

function noSideband(sideFrom: number, sideTo: number, idleTimeoutSeconds: number | undefined): BandRefusal {
  const because = idleTimeoutSeconds === undefined ? '' : ` with an idle timeout of ${trim(idleTimeoutSeconds)} s`;
  return refusal(
    'no-sideband',
    `no sideband is left to read the background from: it would run from ${trim(sideFrom)} to ${trim(sideTo)} s${because}`,
  );
}

function refusal(code: BandRefusal['code'], reason: string): BandRefusal {
  return { refused: true, code, reason };
}

function requirePositive(what: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${what} must be above 0 s, got: ${value}`);
}
