import { type Contradiction, contradictionOf } from './contradiction.ts';
import { type CountFindings, countRequests } from './counts.ts';
import { failing } from './failing.ts';
import type { TargetGroupFigures } from './figures.ts';
import { type IdleTimeout, idleOf } from './idle.ts';
import { parkedIn, type Trailing, trailing } from './parked.ts';
import { type Separation, separate } from './separation.ts';
import type { TriageSettings } from './settings.ts';
import { slowBursts } from './slow-bursts.ts';
import { judgeSlowness, type Slowness } from './slowness.ts';
import { type Storm, stormIn } from './storm.ts';
import { type Tally, Timeline } from './tally.ts';
import type { Verdict } from './verdict.ts';
import { hundredth } from './words.ts';

/** Everything the verdict rules look at: worked out once, by nobody's opinion. */
export interface Findings {
  readonly figures: TargetGroupFigures;
  readonly settings: TriageSettings;
  readonly separation: Separation;
  /** Length of the window in seconds, at least 60. */
  readonly windowSeconds: number;
  readonly whole: Tally;
  /** Baseline and window, minute by minute; the window begins at index `offset`. */
  readonly timeline: Timeline;
  readonly offset: number;
  readonly counted: CountFindings;
  readonly slowness: Slowness;
  readonly parked: Verdict['parkedRequests'];
  readonly idle: IdleTimeout;
  /** How many clients there should be; absent where neither the config nor the baseline says. */
  readonly clients?: { readonly count: number; readonly source: 'config' | 'baseline' };
  /** The last holds, with the newest minutes and without those that may still change; needs a hold. */
  readonly recent?: { readonly all: Trailing; readonly settled: Trailing };
  readonly baseline?: BaselineFindings;
  readonly storm?: Storm;
  /** Requests given up by their clients (460) that are no held polls; `many` where they are a share as errors are. */
  readonly givenUp?: { readonly requests: number; readonly many: boolean; readonly afterSeconds?: number };
  /** The declared hold is not the one of the traffic. */
  readonly contradiction?: Contradiction;
  /**
   * Responses in the two halves of the sideband, the upper scaled to the width of the lower. Of the lower half the richest
   * stretches of two minutes are left out where a release may have made them. Only where releases are estimated.
   */
  readonly sideband?: { readonly lower: number; readonly upper: number; readonly scale: number };
  /** Polls that all ended early within two minutes: a policy change, a deploy. */
  readonly burst?: { readonly at: number; readonly polls: number };
}

export interface BaselineFindings {
  readonly minutes: number;
  readonly requests: number;
  readonly requestsPerMinute: number;
  readonly slowSharePercent: number;
  readonly parked: number;
}

/** Works out what there is to know before any verdict. */
export function gatherFindings(figures: TargetGroupFigures, settings: TriageSettings): Findings {
  const separation = separate(figures, settings);
  const { window, baseline: before } = figures;
  const start = before ? Math.min(before.window.start, window.start) : window.start;
  const minutes = [...(before?.minutes ?? []), ...figures.minutes];
  const timeline = new Timeline({ start, end: window.end }, minutes, separation.edges);
  const offset = Math.min(timeline.minutes, Math.max(0, Math.floor((window.start - timeline.start) / 60)));
  const whole = timeline.between(offset, timeline.minutes);
  const { hold } = separation;
  const windowSeconds = Math.max(60, window.end - window.start);
  const idle = idleOf(figures, settings);
  const timeOutsAreSlow = areTimeOutsSlow(separation);
  const baseline = before && baselineOf(timeline, offset, separation, timeOutsAreSlow);
  const clients = clientsOf(settings, separation, baseline);
  const storm = stormIn({ timeline, offset, separation, clients: clients?.count });
  const counted = countRequests({
    figures,
    separation,
    whole,
    windowSeconds,
    idle,
    ...(separation.kind === 'estimate' && {
      bursts: { slow: slowBursts(timeline, offset, 'slow'), hang: slowBursts(timeline, offset, 'hangSlow') },
    }),
    stormPolls: storm?.polls,
    clients: clients?.source === 'config' || calm(timeline, offset) ? clients?.count : undefined,
  });
  const { slow, fast } = counted.counts;
  const contradiction = contradictionOf(figures, separation, settings);
  const burst = hold && !storm && burstIn(timeline, offset, separation.kind === 'estimate');
  return {
    figures,
    settings,
    separation,
    windowSeconds,
    whole,
    timeline,
    offset,
    counted,
    slowness: judgeSlowness({
      timeline,
      offset,
      separation,
      slow,
      fast,
      hung: counted.hung,
      limitPercent: settings.slowSharePercent,
      timeOutsAreSlow: timeOutsAreSlow || (counted.hung > 0 && counted.hung >= 0.9 * whole.timedOut),
    }),
    parked: parkedIn(figures, whole.seconds, hold),
    idle,
    ...(clients && { clients }),
    ...(hold && { recent: recentOf(figures, timeline, hold) }),
    ...(baseline && { baseline }),
    ...(contradiction && { contradiction }),
    ...(storm && { storm }),
    ...givenUpOf(figures, whole, counted.counts.cancelledHolds.value, separation),
    ...(burst && { burst }),
    ...(separation.kind === 'estimate' && sidebandOf(timeline, offset, separation)),
  };
}

function givenUpOf(
  { routes = [] }: TargetGroupFigures,
  whole: Tally,
  cancelledHolds: number,
  { heldRoutes }: Separation,
): Pick<Findings, 'givenUp'> {
  const requests = whole.client460 - cancelledHolds;
  if (requests < HALF) return {};
  const taken = new Set(heldRoutes.map(({ route }) => route));
  const [most] = routes
    .filter((route) => !taken.has(route) && route.elb504 === 0)
    .toSorted((a, b) => b.client460 - a.client460);
  const after = most && most.client460 > requests / 2 ? most.unansweredSeconds : undefined;
  return {
    givenUp: { requests, many: failing(requests, whole.requests), ...(after !== undefined && { afterSeconds: after }) },
  };
}

/** Whether the load balancer cut hardly anything in the baseline: only then its parked requests are all there were. */
function calm(timeline: Timeline, offset: number): boolean {
  const rate = (from: number, to: number): number => timeline.between(from, to).elb504 / Math.max(1, to - from);
  return rate(0, offset) <= 0.1 * rate(offset, timeline.minutes);
}

/** A 504 is a request that hung where nothing is held, or where no held route has any. */
function areTimeOutsSlow({ kind, heldRoutes }: Separation): boolean {
  if (kind === 'exact') return heldRoutes.every(({ route }) => route.elb504 === 0);
  return kind !== 'estimate';
}

const HALF = 0.5;

function recentOf(figures: TargetGroupFigures, timeline: Timeline, hold: NonNullable<Separation['hold']>) {
  const { provisionalFrom } = figures.window;
  const settled =
    provisionalFrom === undefined
      ? timeline.minutes
      : Math.min(timeline.minutes, Math.max(1, Math.floor((provisionalFrom - timeline.start) / 60)));
  return { all: trailing(timeline, timeline.minutes, hold), settled: trailing(timeline, settled, hold) };
}

function baselineOf(
  timeline: Timeline,
  offset: number,
  separation: Separation,
  timeOutsAreSlow: boolean,
): BaselineFindings | undefined {
  if (offset <= 0) return undefined;
  const tally = timeline.between(0, offset);
  // A rough share is enough to compare with; without a split by route the early releases are in it.
  const slow = tally.slow + (timeOutsAreSlow ? tally.timedOut : 0);
  const judged = tally.fast + slow;
  const noisy = separation.edges.slow !== undefined && !separation.edges.unheldOnly;
  const background = noisy ? Math.min(slow, releasesAmong(tally, separation)) : 0;
  return {
    minutes: offset,
    requests: tally.requests,
    requestsPerMinute: hundredth(tally.requests / offset),
    slowSharePercent: judged > 0 ? hundredth((100 * (slow - background)) / judged) : 0,
    parked: hundredth(tally.seconds / (60 * offset)),
  };
}

/** Early releases expected in the slow band, at the density of the sideband: enough for a comparison. */
function releasesAmong(tally: Tally, { edges }: Separation): number {
  if (!edges.slow) return 0;
  const { slowFrom, slowTo, sideFrom, sideTo } = edges.slow;
  return ((tally.late - tally.held) * (slowTo - slowFrom)) / (sideTo - sideFrom);
}

/** A baseline tells how many clients there are from two parked requests and an hour on. */
function clientsOf(
  settings: TriageSettings,
  { hold }: Separation,
  baseline: BaselineFindings | undefined,
): Findings['clients'] {
  if (settings.clients !== undefined) return { count: settings.clients, source: 'config' };
  if (!hold || !baseline || baseline.minutes < 60 || baseline.parked < 2) return undefined;
  return { count: Math.round(baseline.parked), source: 'baseline' };
}

/** Releases that may have found all polls at one age (phase lock), and look like slowness there; each may span two stretches. */
const RELEASES_LEFT_OUT = 4;

function sidebandOf(timeline: Timeline, offset: number, { edges }: Separation): Pick<Findings, 'sideband'> {
  const { slow, sideMiddle } = edges;
  if (!slow || sideMiddle === undefined || sideMiddle <= slow.sideFrom || sideMiddle >= slow.sideTo) return {};
  const whole = timeline.between(offset, timeline.minutes);
  const parked = whole.seconds / (60 * Math.max(1, timeline.minutes - offset));
  const pairs: number[] = [];
  for (let i = offset; i < timeline.minutes; i += 2) pairs.push(timeline.between(i, i + 2).sideLower);
  const bursts = pairs.filter((count) => count <= 2 * parked + 1).toSorted((a, b) => b - a);
  const lower = whole.sideLower - bursts.slice(0, RELEASES_LEFT_OUT).reduce((sum, count) => sum + count, 0);
  const scale = (sideMiddle - slow.sideFrom) / (slow.sideTo - sideMiddle);
  return { sideband: { lower, upper: whole.sideUpper * scale, scale } };
}

/** A burst has this many times the early releases of a usual two minutes: a busy product releases all the time. */
const BURST_TIMES_USUAL = 4;

/** The two minutes with most early releases, where those are at least three, half of the parked polls, and unusually many. */
function burstIn(timeline: Timeline, offset: number, byLength: boolean): Findings['burst'] {
  const length = Math.max(1, timeline.minutes - offset);
  const whole = timeline.between(offset, timeline.minutes);
  const parked = whole.seconds / (60 * length);
  const usual = (2 * whole.middle) / length;
  let best: Findings['burst'];
  for (let i = offset; i < timeline.minutes; i += 1) {
    const { middle: polls, slow } = timeline.between(i, i + 2);
    // By length alone slow requests look like releases; releases of random ages mostly lie above the slow band.
    if (byLength && slow > polls / 2) continue;
    if (polls < 3 || polls < parked / 2 || polls < BURST_TIMES_USUAL * usual || polls <= (best?.polls ?? 0)) continue;
    best = { at: timeline.timeOf(i), polls: Math.round(polls) };
  }
  return best;
}
