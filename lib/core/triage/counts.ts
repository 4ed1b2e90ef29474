import { type Background, estimateBackground } from '../holds/background.ts';
import type { HoldProfile } from '../holds/profile.ts';
import type { TargetGroupFigures } from './figures.ts';
import { countBetween, mergeHistograms } from './histogram.ts';
import { type IdleTimeout, outlivesHold } from './idle.ts';
import { hiddenReleases, RANGE, splitPolls } from './polls.ts';
import { type HeldRoute, releaseEdge, type Separation } from './separation.ts';
import type { Tally } from './tally.ts';
import type { Count, Verdict } from './verdict.ts';

/** Counts of one window, and how they were come by. */
export interface CountFindings {
  readonly counts: Verdict['counts'];
  /** Requests that nobody answered and that are in no other count: 502, 503, refused connections. */
  readonly unanswered: number;
  /** Background in the slow band where it was estimated. */
  readonly background?: Background;
  /** Requests that may be holds or slow. */
  readonly doubtful: number;
  /** Of the slow requests those that nobody answered before the idle timeout (504). */
  readonly hung: number;
}

export interface CountInput {
  readonly figures: TargetGroupFigures;
  readonly separation: Separation;
  /** Counts of the whole window. */
  readonly whole: Tally;
  readonly idle: IdleTimeout;
  readonly windowSeconds: number;
  /** Clients that should have a poll parked, by the config or by a time without 504s. @default - not known */
  readonly clients?: number;
  /** Responses of the slow and of the hang band that releases of all polls may have made. @default - none */
  readonly bursts?: { readonly slow: number; readonly hang: number };
  /** Fast answers that are polls of a storm. @default 0 */
  readonly stormPolls?: number;
}

/** The number of clients is known to a tenth at best. */
const CLIENTS_UNSURE = 0.1;

/** Sorts the requests of a window into what they were. The counts and `unanswered` add up to the requests, within the ranges. */
export function countRequests(input: CountInput): CountFindings {
  const { whole } = input;
  const parts = partsOf(input);
  const { fast, slow, earlyReleases, expiredHolds, overruns, severedHolds, cancelledHolds } = parts;
  const named = [fast, slow, earlyReleases, expiredHolds, overruns, severedHolds, cancelledHolds];
  const unanswered = Math.max(0, whole.requests - named.reduce((sum, count) => sum + count.value, 0));
  return {
    counts: { requests: exactly(whole.requests), ...mapCounts(parts) },
    unanswered: tenth(unanswered),
    ...(parts.background && { background: parts.background }),
    doubtful: parts.doubtful ?? 0,
    hung: parts.hung,
  };
}

type Sorted = Omit<Verdict['counts'], 'requests'>;
interface Parts extends Sorted {
  readonly background?: Background;
  readonly doubtful?: number;
  readonly hung: number;
}

const NONE: Count = { value: 0, low: 0, high: 0 };

function partsOf(input: CountInput): Parts {
  const { figures, separation, whole } = input;
  switch (separation.kind) {
    case 'exact':
      return exactParts(input);
    case 'estimate':
      return estimatedParts(input);
    case 'plain':
      return { ...plainParts(figures, whole), earlyReleases: NONE, expiredHolds: NONE };
    case 'doubtful': {
      const plain = plainParts(figures, whole);
      // Which it is nobody knows: the value says holds, the ranges say everything.
      const slow = { ...plain.slow, high: plain.slow.high + whole.doubtful };
      const expiredHolds = { value: whole.doubtful, low: 0, high: whole.doubtful };
      return { ...plain, slow, earlyReleases: NONE, expiredHolds, doubtful: whole.doubtful };
    }
  }
}

/** Nothing is held. A 504 is a request that was slow to the end; with metrics it may be another group's. */
function plainParts(figures: TargetGroupFigures, whole: Tally) {
  const slow = whole.slow + whole.timedOut;
  return {
    fast: exactly(whole.fast),
    slow: { value: slow, low: figures.source === 'metrics' ? whole.slow : slow, high: slow },
    overruns: NONE,
    severedHolds: NONE,
    cancelledHolds: NONE,
    hung: whole.timedOut,
  };
}

function exactParts({ figures, separation, whole, windowSeconds }: CountInput): Parts {
  const { heldRoutes, objective } = separation;
  const taken = new Set(heldRoutes.map(({ route }) => route));
  const rest = (figures.routes ?? []).filter((route) => !taken.has(route));
  const histogram = mergeHistograms(rest.map((route) => route.histogram));
  const sum = (pick: (held: HeldRoute) => number): number => heldRoutes.reduce((total, held) => total + pick(held), 0);
  const splits = heldRoutes.map(({ route, profile }) =>
    splitPolls(route.histogram, profile, whole.seconds / windowSeconds),
  );
  const timedOut = rest.reduce((total, route) => total + route.elb504, 0);
  return {
    fast: exactly(countBetween(histogram, 0, objective)),
    slow: exactly(countBetween(histogram, objective, Infinity) + timedOut),
    earlyReleases: total(splits.map((split) => split.early)),
    expiredHolds: total(splits.map((split) => split.expired)),
    overruns: exactly(splits.reduce((all, split) => all + split.overruns, 0)),
    severedHolds: exactly(
      Math.min(
        sum(({ route }) => route.elb504),
        whole.requests,
      ),
    ),
    cancelledHolds: exactly(sum(({ route }) => route.client460)),
    hung: timedOut,
  };
}

function estimatedParts(input: CountInput): Parts {
  const { figures, separation, whole } = input;
  const { bands, hold, edges } = separation;
  if (!bands || !hold || !edges.slow) throw new TypeError('an estimate needs a hold and its bands');
  const background = estimateBackground(whole, edges.slow);
  const slow = excessBeside(whole.slow, background, input.bursts?.slow ?? 0);
  const hang = edges.hang
    ? excessBeside(
        whole.hangSlow,
        estimateBackground({ slow: whole.hangSlow, late: whole.hangLate, held: whole.hangHeld }, edges.hang),
        input.bursts?.hang ?? 0,
      )
    : NONE;
  // Below the proof that the hang alarm asks for, what lies there is taken as early releases.
  const hanging = edges.hang && hang.low > 0 ? hang : { ...hang, value: 0, low: 0 };

  const histogram = mergeHistograms(figures.minutes.map((minute) => minute.histogram));
  const edge = releaseEdge(hold.profile);
  const answeredFast = whole.fast;
  const between = countBetween(histogram, bands.objective, edge);
  const above = countBetween(histogram, edge, bands.overrunFrom);
  const parked = whole.seconds / input.windowSeconds;
  const hidden = hiddenReleases(countBetween(histogram, edge / 2, edge), above, hold.profile, parked);
  // Releases within the objective, at the density of the slow band.
  const { stormPolls = 0 } = input;
  const density = (background.background * bands.objective) / (bands.slowTo - bands.objective);
  const atOnce = Math.min(answeredFast, density + stormPolls);
  // A tenth: releases come a little more often the younger the poll.
  const atOnceError = RANGE * Math.sqrt(atOnce + 1) + 0.1 * density;
  const polls = unansweredPolls(input, hold.profile);
  const slowAll = {
    value: slow.value + hanging.value,
    low: slow.low + hanging.low,
    high: Math.min(between, slow.high + hanging.high),
  };
  const earlyValue = between - slowAll.value + hidden.value + atOnce;
  return {
    fast: {
      value: answeredFast - atOnce,
      low: Math.max(0, answeredFast - atOnce - atOnceError),
      high: answeredFast,
    },
    slow: total([slowAll, polls.hung]),
    earlyReleases: {
      value: earlyValue,
      low: Math.max(0, between - slowAll.high),
      high: between - slowAll.low + hidden.high + atOnce + atOnceError,
    },
    expiredHolds: { value: above - hidden.value, low: above - hidden.high, high: above },
    overruns: exactly(whole.overruns),
    severedHolds: polls.severedHolds,
    cancelledHolds: polls.cancelledHolds,
    hung: polls.hung.value,
    background,
  };
}

/**
 * Severed and given-up polls as far as the source tells: 504s of metrics are the whole load balancer's, 460s are not there.
 * A 504 is a severed poll as far as clients are missing among the parked ones, and a request that hung beyond that. Where
 * their number is not known all are severed polls, for sure only under an idle timeout that is not longer than the hold.
 */
function unansweredPolls(input: CountInput, profile: HoldProfile) {
  const { figures, whole, idle } = input;
  const known = figures.source !== 'metrics';
  const { timedOut } = whole;
  const left = Math.max(0, whole.requests - whole.answered - timedOut);
  const outlived = outlivesHold(idle, profile);
  const room = roomForSevered(input);
  // A poll that the service ends in time is cut by no longer idle timeout: there every doubt is against polls.
  const polls = Math.min(timedOut, outlived ? room.value : room.high);
  const severedHolds = { value: polls, low: known && !outlived ? polls : 0, high: Math.min(timedOut, room.high) };
  return {
    severedHolds,
    cancelledHolds: known ? exactly(whole.client460) : { value: 0, low: 0, high: left },
    hung: {
      value: timedOut - polls,
      low: known ? timedOut - severedHolds.high : 0,
      high: outlived ? timedOut : timedOut - polls,
    },
  };
}

/** As many polls as the clients without a parked poll can have had severed. */
function roomForSevered({ whole, clients = Infinity, windowSeconds, idle }: CountInput) {
  const missing = Math.max(0, clients - whole.seconds / windowSeconds);
  const polls = (missingClients: number): number => Math.ceil((missingClients * windowSeconds) / idle.seconds);
  return { value: polls(missing), high: polls(missing + Math.max(1, CLIENTS_UNSURE * clients)) };
}

/**
 * What a band has beyond its background. The range covers counting noise, one request more, and a fifth of the background:
 * by so much the survivor form overestimates uniform releases.
 */
function excess(count: number, { background, standardError }: Background): Count {
  const value = Math.max(0, count - background);
  const room = RANGE * standardError + 1;
  return {
    value,
    low: Math.max(0, count - background - room),
    high: Math.max(0, Math.min(count, count - 0.8 * background + room)),
  };
}

/** What may be bursts of releases is not slow for sure; where it is most of the excess, they are the likelier explanation. */
function excessBeside(count: number, background: Background, bursts: number): Count {
  const all = excess(count, background);
  const rest = excess(count - bursts, background);
  return { value: bursts > all.value / 2 ? rest.value : all.value, low: rest.low, high: all.high };
}

function exactly(value: number): Count {
  return { value, low: value, high: value };
}

function total(counts: readonly Count[]): Count {
  const sum = (end: keyof Count): number => counts.reduce((all, count) => all + count[end], 0);
  return { value: sum('value'), low: sum('low'), high: sum('high') };
}

function mapCounts({
  fast,
  slow,
  earlyReleases,
  expiredHolds,
  overruns,
  severedHolds,
  cancelledHolds,
}: Sorted): Sorted {
  return {
    fast: rounded(fast),
    slow: rounded(slow),
    earlyReleases: rounded(earlyReleases),
    expiredHolds: rounded(expiredHolds),
    overruns: rounded(overruns),
    severedHolds: rounded(severedHolds),
    cancelledHolds: rounded(cancelledHolds),
  };
}

function rounded({ value, low, high }: Count): Count {
  return { value: tenth(value), low: tenth(low), high: tenth(high) };
}

/** A tenth of a request is as exact as an estimate is worth reading. */
export function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
