import { CEILING_PER_OBJECTIVE } from '../holds/bands.ts';
import { catalogueEntry } from '../holds/catalogue.ts';
import { type HoldProfile, holdFrom, holdTo } from '../holds/profile.ts';
import { largest } from '../numbers.ts';
import type { LatencyHistogram, RouteFigures } from './figures.ts';
import { binBounds, countBetween, mergeHistograms, quantileOf, totalOf } from './histogram.ts';
import { findBand } from './hold-band.ts';

/** Clients of a route chain from this share on. */
const CHAINED = 0.8;
/** Share of an unknown chained route's answers that must be 2xx (204 included) for it to be a hold. */
const GOOD_ANSWERS = 0.9;
const LEAST_CHAINED = 20;

/** What the routes of an access log say is held. */
export interface RouteHold {
  readonly profile: HoldProfile;
  /** The routes that hold by this profile. */
  readonly routes: readonly RouteFigures[];
  /** How it was recognised. */
  readonly by: 'catalogue' | 'chaining';
  /** Answered polls. */
  readonly count: number;
}

/**
 * Finds what is held route by route, the one with the most parked seconds first. A route of the catalogue counts once some
 * of its requests were long (or were severed or given up): a product whose hold is switched off answers at once, and is
 * then an ordinary route.
 */
export function holdsOfRoutes(routes: readonly RouteFigures[], objectiveSeconds: number): RouteHold[] {
  const byProduct = new Map<string, RouteFigures[]>();
  for (const route of routes) {
    if (route.product !== undefined) byProduct.set(route.product, [...(byProduct.get(route.product) ?? []), route]);
  }
  const known = [...byProduct].flatMap(([product, own]) => catalogueHold(product, own));
  const unknown = routes.flatMap((route) => (route.product === undefined ? chainedHold(route, objectiveSeconds) : []));
  const seconds = (hold: RouteHold): number => hold.count * hold.profile.ceilingSeconds;
  return [...known, ...unknown].toSorted((a, b) => seconds(b) - seconds(a));
}

/** Whether a route really holds by a profile: some request came near the hold, or did not live to. */
export function showsHold(route: RouteFigures, profile: HoldProfile): boolean {
  return route.elb504 + route.client460 > 0 || countBetween(route.histogram, 0.5 * holdFrom(profile), Infinity) >= 1;
}

function catalogueHold(product: string, routes: readonly RouteFigures[]): RouteHold[] {
  const entry = catalogueEntry(product);
  if (!entry || !routes.some((route) => showsHold(route, entry.profile))) return [];
  const histogram = mergeHistograms(routes.map((route) => route.histogram));
  const profile = fitted(entry.profile, histogram, maxOf(routes));
  return [{ profile, routes, by: 'catalogue', count: totalOf(histogram) }];
}

function chainedHold(route: RouteFigures, objectiveSeconds: number): RouteHold[] {
  if ((route.chaining ?? 0) < CHAINED || route.answered < LEAST_CHAINED) return [];
  if (route.status2xx < GOOD_ANSWERS * route.answered && !is304(route)) return [];
  const band = findBand(route.histogram, CEILING_PER_OBJECTIVE * objectiveSeconds);
  if (!band) return [];
  const profile = profileOfBand(route.histogram, band, route.max);
  const pattern = { method: route.method, path: route.path };
  return [{ profile: { ...profile, routes: [pattern] }, routes: [route], by: 'chaining', count: route.answered }];
}

/** 304 ends an idle hold of Apollo and Nextcloud Talk; figures count it in no class of its own. */
function is304(route: RouteFigures): boolean {
  return route.status2xx + route.status4xx + route.status5xx < 0.1 * route.answered;
}

/** The catalogue's profile, with the ceiling measured where the service is set to another one. */
function fitted(profile: HoldProfile, histogram: LatencyHistogram, max: number | undefined): HoldProfile {
  const answered = totalOf(histogram);
  const within = countBetween(histogram, 0.95 * holdFrom(profile), 1.05 * holdTo(profile));
  const above = countBetween(histogram, 1.05 * holdTo(profile), Infinity);
  if (above <= 0.1 * answered && (within >= 0.1 * answered || within >= 3)) return profile;
  const band = findBand(histogram, 0.1 * profile.ceilingSeconds);
  if (!band) return profile;
  const { ceilingSeconds, spreadSeconds } = profileOfBand(histogram, band, max);
  return { ...profile, ceilingSeconds, spreadSeconds };
}

/**
 * A profile as a band shows it. The ceiling is the largest response time where that lies in the band, else the response
 * time that one in a hundred of the band exceeds; whole seconds upwards. Releases are taken as message-driven: of the two
 * laws the one that asks for more proof before it calls requests slow.
 */
export function profileOfBand(
  histogram: LatencyHistogram,
  band: { readonly from: number; readonly to: number },
  max: number | undefined,
): HoldProfile {
  const inside = cut(histogram, band.from, band.to);
  const top = max !== undefined && max > band.from && max <= band.to ? max : (quantileOf(inside, 0.99) ?? band.to);
  const ceilingSeconds = Math.ceil(top - 0.005 * top);
  const width = Math.max(0, ceilingSeconds - Math.floor(bottomOf(histogram, inside, band.from, top)));
  return {
    name: 'found',
    ceilingSeconds,
    spreadSeconds: width <= 0.02 * ceilingSeconds ? 0 : -width,
    releaseLaw: 'message-driven',
    cancels: false,
    routes: [],
  };
}

/** Early releases are read from this share of the response times below a band. */
const RELEASES_FROM = 0.7;

/**
 * Where the holds of a band begin, jitter taken as uniform: bins with more than the early releases expected by what lies below
 * the band, the lowest of them as far down as its holds reach at the density of the others. Within one bin no jitter shows.
 */
function bottomOf(histogram: LatencyHistogram, inside: LatencyHistogram, from: number, top: number): number {
  const density = countBetween(histogram, RELEASES_FROM * from, from) / ((1 - RELEASES_FROM) * from);
  const bins = inside.counts.flatMap((count, i) => {
    const [low, high] = binBounds(inside, i);
    const expected = density * (Math.min(high, top) - Math.max(low, from));
    const holds = count - expected;
    return count > 0 && low < top && holds > 2 + 3 * Math.sqrt(Math.max(0, expected)) ? [{ low, high, holds }] : [];
  });
  const [lowest, ...others] = bins;
  if (!lowest || others.length === 0) return top;
  const above = others.reduce((sum, { holds }) => sum + holds, 0);
  const length = (lowest.holds * (top - lowest.high)) / above;
  return Math.max(lowest.low, lowest.high - length);
}

function cut(histogram: LatencyHistogram, from: number, to: number): LatencyHistogram {
  const counts = histogram.counts.map((_, i) => {
    const [low, high] = binBounds(histogram, i);
    return countBetween(histogram, Math.max(low, from), Math.max(low, Math.min(high, to)));
  });
  return { edges: histogram.edges, counts };
}

function maxOf(routes: readonly RouteFigures[]): number | undefined {
  const maxima = routes.flatMap(({ max }) => (max === undefined ? [] : [max]));
  return maxima.length === 0 ? undefined : largest(maxima, 0);
}
