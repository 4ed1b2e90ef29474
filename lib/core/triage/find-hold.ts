import { CEILING_PER_OBJECTIVE } from '../holds/bands.ts';
import { describeHold, type HoldProfile, holdFrom, holdTo } from '../holds/profile.ts';
import { formatSeconds } from '../units.ts';
import type { RouteFigures, TargetGroupFigures } from './figures.ts';
import { countBetween, mergeHistograms } from './histogram.ts';
import { findBand, type HoldBand } from './hold-band.ts';
import { holdsOfRoutes, profileOfBand, type RouteHold } from './hold-routes.ts';
import { catalogueMatches, isNewInWindow, isTelling, steadinessOf } from './hold-signs.ts';
import { DEFAULT_IDLE_TIMEOUT } from './settings.ts';
import type { Confidence, EvidenceItem } from './verdict.ts';
import { figure } from './words.ts';

/** A hold that nobody declared, and how sure it is. */
export interface FoundHold {
  readonly profile: HoldProfile;
  /** What speaks for it, one item a sign. */
  readonly evidence: readonly EvidenceItem[];
  /**
   * - `high`: routes say so, or 20 responses in a telling catalogue band under a raised idle timeout or with steady clients
   * - `medium`: 10 responses and two of: telling catalogue band (counts twice), steady clients (twice), raised idle timeout
   * - `low`: a narrow band and nothing more
   */
  readonly confidence: Confidence;
  /** Whether slow requests may be judged as if the band were a hold. False needs a person's word. */
  readonly separable: boolean;
  /** One sentence: why it is a hold, or why it may not be one. */
  readonly reason: string;
  /** Where the holds lie, in seconds. */
  readonly band: { readonly from: number; readonly to: number };
  /** Holds by route, access logs only: the first is this one, others hold for other products. */
  readonly routeHolds: readonly RouteHold[];
}

export interface FindHoldSettings {
  readonly objectiveSeconds: number;
  /** @default - not known: no sign either way */
  readonly idleTimeoutSeconds?: number;
}

const ENOUGH_RESPONSES = 20;

/**
 * Looks for a hold: by route where there are routes (catalogue, client chaining), else a narrow band of response times
 * under a hard ceiling with an empty gap below, in the window and its baseline. A band alone is not believed: a dependency
 * that gives up after a fixed time makes the same one. It is told apart by its answers (5xx), its onset (the baseline does
 * not have it) and by growing with the traffic, where holds go with the number of clients.
 *
 * @returns `undefined` where nothing looks like a hold
 */
export function findHold(figures: TargetGroupFigures, settings: FindHoldSettings): FoundHold | undefined {
  const routeHolds = holdsOfRoutes(figures.routes ?? [], settings.objectiveSeconds);
  const [strongest] = routeHolds;
  if (strongest) return holdOfRoutes(strongest, routeHolds);
  return holdOfBand(figures, settings);
}

function holdOfRoutes(hold: RouteHold, routeHolds: readonly RouteHold[]): FoundHold {
  const { profile, routes, by } = hold;
  const polls = routes.reduce((sum, route) => sum + route.requests, 0);
  const names = routes.map(({ method, path }) => `${method} ${path}`).join(', ');
  const reason =
    by === 'catalogue'
      ? `${names} is a held endpoint of ${profile.name}`
      : `clients of ${names} ask again as soon as they are answered, and every answer takes about as long`;
  return {
    profile,
    evidence: [{ id: `hold-by-${by}`, text: `${reason}: ${polls} requests.`, value: polls, unit: 'requests' }],
    confidence: 'high',
    separable: true,
    reason,
    band: { from: holdFrom(profile), to: holdTo(profile) },
    routeHolds,
  };
}

function holdOfBand(figures: TargetGroupFigures, settings: FindHoldSettings): FoundHold | undefined {
  const { objectiveSeconds, idleTimeoutSeconds } = settings;
  const minutes = [...(figures.baseline?.minutes ?? []), ...figures.minutes];
  const histogram = mergeHistograms(minutes.map((minute) => minute.histogram));
  const band = findBand(histogram, CEILING_PER_OBJECTIVE * objectiveSeconds);
  if (!band) return undefined;

  const measured = profileOfBand(histogram, band, figures.maxSeconds);
  const [match] = catalogueMatches(band, figures.maxSeconds ?? holdTo(measured), histogram);
  const telling = match !== undefined && isTelling(match, band, histogram);
  const steadiness = steadinessOf(figures, band, objectiveSeconds);
  const raised =
    idleTimeoutSeconds !== undefined && idleTimeoutSeconds > DEFAULT_IDLE_TIMEOUT && idleTimeoutSeconds >= band.from;

  const evidence: EvidenceItem[] = [bandEvidence(band)];
  if (match) {
    const text = `${match.product} holds requests for ${describeHold(match.profile)}.`;
    evidence.push({ id: 'hold-catalogue', text, value: holdTo(match.profile), unit: 's' });
  }
  if (steadiness === 'steady') {
    const text =
      'The seconds spent in requests hardly vary: clients that poll again after each answer, not chance arrivals.';
    evidence.push({ id: 'hold-steady', text, value: band.count, unit: 'requests' });
  }
  if (raised) {
    const text = `The idle timeout was raised to ${figure(idleTimeoutSeconds)} s: somebody expects held requests.`;
    evidence.push({ id: 'hold-idle-timeout', text, value: idleTimeoutSeconds, unit: 's' });
  }

  const score = (telling ? 2 : 0) + (steadiness === 'steady' ? 2 : 0) + (raised ? 1 : 0);
  const enough = band.count >= ENOUGH_RESPONSES;
  const proof = telling && score >= 3 && enough ? 'high' : score >= 2 ? 'medium' : 'low';
  const doubt = doubtAbout(figures, band, telling, steadiness === 'grows-with-traffic');
  const confidence = doubt === undefined ? proof : 'low';
  const described = `${figure(Math.round(band.count))} response times lie between ${figure(band.from)} and ${figure(band.to)} s`;
  const reason =
    doubt !== undefined
      ? `${described} like holds, but ${doubt}`
      : confidence === 'low'
        ? `${described} like holds, but nothing confirms that they are: a time-out of a dependency looks the same`
        : `${described}, under a hard ceiling`;
  return {
    profile: telling ? match.profile : { ...measured, ...(match && steadiness === 'steady' && named(match.profile)) },
    evidence,
    confidence,
    separable: confidence !== 'low',
    reason,
    band: { from: band.from, to: band.to },
    routeHolds: [],
  };
}

/** A catalogue profile with a round ceiling lends its figures, not its name: several products share them. */
function named(profile: HoldProfile): Partial<HoldProfile> {
  return { ceilingSeconds: profile.ceilingSeconds, spreadSeconds: profile.spreadSeconds };
}

/** Why the band may be slowness. A telling catalogue band stands against traffic and onset: its clients come and go too. */
function doubtAbout(
  figures: TargetGroupFigures,
  band: HoldBand,
  telling: boolean,
  growsWithTraffic: boolean,
): string | undefined {
  // Over baseline and window, as the band: errors that began lately do not make a band that was there before.
  const minutes = [...(figures.baseline?.minutes ?? []), ...figures.minutes];
  const errors = minutes.reduce((sum, minute) => sum + minute.target5xx, 0);
  if (errors >= 5 && errors >= 0.5 * band.count) {
    return `the target answered ${figure(errors)} requests with 5xx: a dependency that times out looks like this`;
  }
  if (!telling && growsWithTraffic) return 'they grow with the traffic, as slow requests do and holds do not';
  if (!telling && isNewInWindow(figures, band))
    return 'the time before had none: a dependency may have begun to time out';
  if (carriersDoNotChain(figures.routes ?? [], band)) {
    return 'the clients that waited did not ask again after the answer, as clients of long polls do';
  }
  return undefined;
}

function carriersDoNotChain(routes: readonly RouteFigures[], band: HoldBand): boolean {
  const inBand = (route: RouteFigures): number => countBetween(route.histogram, band.from, band.to);
  const known = routes.filter((route) => route.chaining !== undefined);
  const all = known.reduce((sum, route) => sum + inBand(route), 0);
  const unchained = known.reduce((sum, route) => sum + ((route.chaining ?? 1) < 0.5 ? inBand(route) : 0), 0);
  return all > 0 && unchained > 0.5 * all;
}

function bandEvidence(band: HoldBand): EvidenceItem {
  const count = Math.round(band.count);
  const text = `${count} response times between ${formatSeconds(band.from)} and ${formatSeconds(band.to)}, ${percent(band.aboveShare)} as many above, ${percent(band.belowShare)} in the gap below.`;
  return { id: 'hold-band', text, value: count, unit: 'requests' };
}

function percent(share: number): string {
  return `${figure(Math.round(1000 * share) / 10)} %`;
}
