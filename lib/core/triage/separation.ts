import { type Bands, bandsFor, hangBandsFor, isRefusal, slowEdges } from '../holds/bands.ts';
import { catalogueEntry } from '../holds/catalogue.ts';
import { type LatencyBand, latencyEdges } from '../holds/latency-bands.ts';
import { type HoldProfile, holdFrom, holdTo } from '../holds/profile.ts';
import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import type { RouteFigures, TargetGroupFigures } from './figures.ts';
import { findHold } from './find-hold.ts';
import { type RouteHold, showsHold } from './hold-routes.ts';
import type { TriageSettings } from './settings.ts';
import type { TallyEdges } from './tally.ts';
import type { Confidence, EvidenceItem } from './verdict.ts';

/** The hold that a verdict rests on. */
export interface KnownHold {
  readonly source: 'config' | 'found';
  readonly profile: HoldProfile;
  /** How sure the hold itself is: `high` where somebody declared it. */
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceItem[];
}

/** A route that is held, and by what. */
export interface HeldRoute {
  readonly route: RouteFigures;
  readonly profile: HoldProfile;
}

/**
 * How long polls are told from other requests.
 *
 * - `plain`: nothing is held
 * - `exact`: by route, as access logs allow
 * - `estimate`: by length; early releases among slow requests are estimated
 * - `doubtful`: some response times may be holds or may be slow, nobody can say which
 */
export type SeparationKind = 'plain' | 'exact' | 'estimate' | 'doubtful';

export interface Separation {
  readonly kind: SeparationKind;
  /** The objective that counts are made with: on a storage-bin edge, seconds. */
  readonly objective: number;
  /** What the verdict may rest on. */
  readonly hold?: KnownHold;
  /** A band that may be a hold and may be slowness: evidence, nothing to rest on. */
  readonly candidate?: KnownHold;
  readonly bands?: Bands;
  readonly heldRoutes: readonly HeldRoute[];
  readonly edges: TallyEdges;
  /** Set for `doubtful`: which response times, and why. */
  readonly doubt?: { readonly from: number; readonly to: number; readonly reason: string };
}

/** Decides how the requests of one target group can be sorted. */
export function separate(figures: TargetGroupFigures, settings: TriageSettings): Separation {
  const objective = printableEdge(edgeIndexAtOrAbove(settings.objectiveSeconds));
  // Stand-alone agents have no check-in: what is declared holds nothing.
  if (settings.hold?.standalone) return plain(objective);
  if (settings.hold) {
    const heldRoutes = declaredRoutes(figures, settings);
    const hold = otherHold(heldRoutes ?? [], settings.hold) ?? {
      source: 'config',
      profile: settings.hold,
      confidence: 'high',
      evidence: [],
    };
    return withHold(hold, heldRoutes, figures, settings, objective);
  }
  const found = findHold(figures, settings);
  if (!found) return plain(objective);
  const { profile, confidence, evidence, reason, band, routeHolds } = found;
  const hold: KnownHold = { source: 'found', profile, confidence, evidence };
  if (found.separable) return withHold(hold, routesOf(routeHolds), figures, settings, objective);
  const doubt = { from: Math.max(objective, band.from), to: band.to, reason };
  return doubtful(hold, doubt, objective);
}

function plain(objective: number): Separation {
  return { kind: 'plain', objective, heldRoutes: [], edges: { objective, unheldOnly: false } };
}

function doubtful(hold: KnownHold, doubt: NonNullable<Separation['doubt']>, objective: number): Separation {
  const edges = { objective, doubtful: { from: doubt.from, to: doubt.to }, unheldOnly: false };
  const known = hold.source === 'config' ? { hold } : { candidate: hold };
  return { kind: 'doubtful', objective, ...known, heldRoutes: [], doubt, edges };
}

function withHold(
  hold: KnownHold,
  heldRoutes: readonly HeldRoute[] | undefined,
  figures: TargetGroupFigures,
  settings: TriageSettings,
  objective: number,
): Separation {
  const { objectiveSeconds, idleTimeoutSeconds } = settings;
  const drawn = bandsFor(objectiveSeconds, hold.profile, idleTimeoutSeconds);
  const bands = isRefusal(drawn) ? undefined : drawn;
  if (heldRoutes) {
    const minutesKnow =
      figures.minutes.every((minute) => minute.unheld) && flagsAgree(figures.routes ?? [], heldRoutes);
    const overrunFrom = bands?.overrunFrom ?? overrunEdge(hold.profile);
    const byLength = !minutesKnow && bands ? estimateEdges(bands, hold.profile, idleTimeoutSeconds) : {};
    const edges = {
      objective,
      ...byLength,
      overrunFrom,
      releaseTo: releaseEdge(hold.profile),
      unheldOnly: minutesKnow,
    };
    return { kind: 'exact', objective, hold, ...(bands && { bands }), heldRoutes, edges };
  }
  if (bands) {
    const edges: TallyEdges = {
      objective,
      ...estimateEdges(bands, hold.profile, idleTimeoutSeconds),
      releaseTo: releaseEdge(hold.profile),
      overrunFrom: bands.overrunFrom,
      unheldOnly: false,
    };
    return { kind: 'estimate', objective, hold, bands, heldRoutes: [], edges };
  }
  const to = overrunEdge(hold.profile);
  // A hold that ends within the objective makes nobody slow: there is nothing to doubt.
  if (to <= objective || !isRefusal(drawn)) return { ...plain(objective), hold };
  return doubtful(hold, { from: objective, to, reason: drawn.reason }, objective);
}

function estimateEdges(bands: Bands, profile: HoldProfile, idleTimeoutSeconds: number | undefined) {
  const hang = hangBandsFor(bands, profile, idleTimeoutSeconds);
  const sideMiddle = printableEdge(edgeIndexAtOrBelow((bands.sideFrom + bands.sideTo) / 2));
  const endOf = (band: LatencyBand): number | undefined => {
    const edges = latencyEdges(band, bands, profile, idleTimeoutSeconds);
    return isRefusal(edges) ? undefined : edges.slowTo;
  };
  const [nearTo, lowTo] = [endOf('near'), endOf('low')];
  return {
    slow: slowEdges(bands),
    sideMiddle,
    ...(isRefusal(hang) ? {} : { hang }),
    ...(nearTo !== undefined && { nearTo }),
    ...(lowTo !== undefined && { lowTo }),
  };
}

/** Held routes by what the config declares; `undefined` where its profile names no route and none is recognised. */
function declaredRoutes(figures: TargetGroupFigures, settings: TriageSettings): HeldRoute[] | undefined {
  const { routes } = figures;
  const { hold } = settings;
  if (!routes || !hold) return undefined;
  const held = routes.flatMap((route): HeldRoute[] => {
    if (!route.held) return [];
    if (route.product === undefined || route.product === hold.name) return [{ route, profile: hold }];
    const entry = catalogueEntry(route.product);
    return entry && showsHold(route, entry.profile) ? [{ route, profile: entry.profile }] : [];
  });
  if (hold.routes.length > 0 || held.some(({ profile }) => profile === hold)) return held;
  // A ceiling without routes: what holds most is what was meant.
  const [meant, ...others] = findHold(figures, settings)?.routeHolds ?? [];
  if (!meant) return held.length > 0 ? held : undefined;
  return [...meant.routes.map((route) => ({ route, profile: hold })), ...(routesOf(others) ?? [])];
}

/** The product that is held where the declared one is not: the verdict rests on what the routes show. */
function otherHold(heldRoutes: readonly HeldRoute[], declared: HoldProfile): KnownHold | undefined {
  const [most] = heldRoutes.toSorted((a, b) => b.route.requests - a.route.requests);
  if (!most || heldRoutes.some(({ profile, route }) => profile === declared && route.requests > 0)) return undefined;
  return { source: 'found', profile: most.profile, confidence: 'high', evidence: [] };
}

function routesOf(holds: readonly RouteHold[]): HeldRoute[] | undefined {
  if (holds.length === 0) return undefined;
  return holds.flatMap(({ profile, routes }) => routes.map((route) => ({ route, profile })));
}

/** Whether the routes marked as held are the ones taken as held: only then the minutes' own split is the right one. */
function flagsAgree(routes: readonly RouteFigures[], heldRoutes: readonly HeldRoute[]): boolean {
  const taken = new Set(heldRoutes.map(({ route }) => route));
  return routes.every((route) => route.held === taken.has(route));
}

/** Above this a poll outlived its hold: the storage-bin edge at or above 1.02 × the hold ceiling. */
export function overrunEdge(profile: HoldProfile): number {
  return printableEdge(edgeIndexAtOrAbove(1.02 * holdTo(profile)));
}

/** Last storage-bin edge at or below where holds begin to expire: an expired hold cannot fall below it. */
export function releaseEdge(profile: HoldProfile): number {
  return printableEdge(edgeIndexAtOrBelow(holdFrom(profile)));
}
