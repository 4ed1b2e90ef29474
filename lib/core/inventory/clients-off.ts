import { CEILING_PER_OBJECTIVE } from '../holds/bands.ts';
import { DEFAULT_RETRY_GAP_SECONDS, type HoldProfile, holdFrom, holdTo, meanHold } from '../holds/profile.ts';
import type { Target } from '../targets.ts';
import type { MinuteFigures, TargetGroupFigures } from '../triage/figures.ts';
import { binBounds, countBetween, mergeHistograms, totalOf } from '../triage/histogram.ts';
import { overrunEdge, releaseEdge } from '../triage/separation.ts';
import { DEFAULT_IDLE_TIMEOUT } from '../triage/settings.ts';
import type { EvidenceItem } from '../triage/verdict.ts';
import { figure, hundredth, plural } from '../triage/words.ts';

/** There are more or fewer clients than the config says. */
export interface ClientsOff {
  /** `clients` of the config. */
  readonly declared: number;
  /** The best estimate, to a hundredth. */
  readonly measured: number;
  /** How far the estimate is from what is declared, in percent of that: negative where there are fewer. */
  readonly offPercent: number;
  /** What was counted, and the range it allows. */
  readonly evidence: readonly EvidenceItem[];
}

/** Above this the config is off. Percent. */
const TOLERATED_PERCENT = 30;
/** Seconds parked over fewer holds say little: five clients are 4.96 ± 0.45 over one. */
const LEAST_HOLDS = 3;
/** Holds a piece of the time that shows whether clients come and go, and pieces it takes. */
const HOLDS_PER_PIECE = 6;
const LEAST_PIECES = 5;
/** Fewer polls that ran out are no measure of anything. */
const LEAST_EXPIRED = 8;
/** Releases are read from this share of the hold on: hardly a slow request takes as long. */
const RELEASES_FROM = 0.7;
/** Between an answer and the next poll, where the product does not say: none, or this many times the usual second. */
const LONGEST_GAPS = 3;
/** A client that gave a poll up, or lost it, waits at most so long as far as anybody knows (Elastic Agent). Seconds. */
const LONGEST_BACKOFF = 120;
/** A range wider than this, in shares of its middle, says nothing. */
const WIDEST = 1.5;

/**
 * Whether there are more or fewer clients than declared. By Little's law: the seconds that polls were parked, answered in a
 * time, divided by that time are the parked requests, and every client keeps one parked but for its gap between two polls.
 *
 * Polls that ran out are counted where their hold ends. Polls released early are estimated from those that end just before it,
 * by the profile's law; in a `long-polls` group the range reaches up to everything that took longer than the objective, in a
 * `mixed` one slow requests may be among those, so that the same range makes the answer careful. A poll that nobody answered
 * has no response time: a 504 was parked for the idle timeout, others anything up to the hold. Clients that come and go over
 * the day widen the range to what was seen.
 *
 * @returns `undefined` where nothing is declared, or what is declared fits; `'not known'` where the figures do not say: they could
 * not be read, are of less than three holds, or leave too wide a range
 */
export function clientsOff(target: Target, figures: TargetGroupFigures): ClientsOff | undefined | 'not known' {
  const { clients: declared, hold, traffic } = target;
  if (declared === undefined || !hold || hold.standalone || traffic === 'requests' || traffic === 'exempt')
    return undefined;
  const time = timeOf(figures);
  if (figures.unread || (figures.missing ?? []).length > 0) return 'not known';
  if (time.seconds < LEAST_HOLDS * holdTo(hold)) return 'not known';
  if (holdFrom(hold) < CEILING_PER_OBJECTIVE * target.objectiveSeconds) return 'not known';
  if (time.requests === 0) return off(declared, 0, nobody(time.seconds));

  const range = clientsIn(time, target, hold);
  if (range === undefined) return 'not known';
  const { low, value, high, sure } = range;
  const percent = (100 * (value - declared)) / declared;
  if (Math.abs(percent) > TOLERATED_PERCENT && (declared < low || declared > high)) {
    return off(declared, value, evidenceOf(range, time.seconds));
  }
  return sure ? undefined : 'not known';
}

interface Time {
  readonly seconds: number;
  readonly start: number;
  readonly end: number;
  readonly minutes: readonly MinuteFigures[];
  readonly requests: number;
}

interface ClientRange {
  readonly low: number;
  readonly value: number;
  readonly high: number;
  /** Whether the range is narrow enough to say anything, but for clients that come and go. */
  readonly sure: boolean;
  /** Polls that ran out, and requests parked at a time. */
  readonly expired: number;
  readonly parked: number;
}

/** Window and baseline together, without minutes that may still grow. */
function timeOf({ window, minutes, baseline }: TargetGroupFigures): Time {
  const end = window.provisionalFrom ?? window.end;
  const start = baseline?.window.start ?? window.start;
  const settled = [...(baseline?.minutes ?? []), ...minutes].filter(({ at }) => at < end);
  const requests = settled.reduce((sum, minute) => sum + minute.requests, 0);
  return { seconds: Math.max(0, end - start), start, end, minutes: settled, requests };
}

function clientsIn(
  time: Time,
  { traffic, objectiveSeconds, idleTimeoutSeconds }: Target,
  hold: HoldProfile,
): ClientRange | undefined {
  const histogram = mergeHistograms(time.minutes.map((minute) => minute.histogram));
  const from = releaseEdge(hold);
  const expired = countBetween(histogram, from, overrunEdge(hold));
  if (expired < LEAST_EXPIRED) return undefined;

  const sideFrom = RELEASES_FROM * from;
  const late = countBetween(histogram, sideFrom, from);
  const released = releasesOf(hold, { expired, late, sideFrom, from });
  const longest = secondsBetween(histogram, objectiveSeconds, from);
  const atHold = expired * meanHold(hold);
  const unanswered = unansweredOf(time.minutes);
  const cut = unanswered.severed * (idleTimeoutSeconds ?? DEFAULT_IDLE_TIMEOUT);

  // What a client does between two polls takes no response time.
  const { retryGapSeconds: gap, backoffSeconds: backoff } = hold;
  const polls = expired + released.count;
  const lost = unanswered.severed + unanswered.givenUp;
  const gaps = (usual: number, afterLoss: number): number => polls * (gap ?? usual) + lost * (backoff ?? afterLoss);
  const share = 1 / time.seconds;
  const parked = share * (atHold + released.seconds + cut + (unanswered.givenUp * meanHold(hold)) / 2);
  // Chained clients are uncertain at the two ends only, each by at most a hold of any age.
  const noise = 2 * Math.sqrt((parked * holdTo(hold) ** 2) / 6) * share;
  const value = parked + share * gaps(DEFAULT_RETRY_GAP_SECONDS, DEFAULT_RETRY_GAP_SECONDS);
  const lowest = share * (atHold + Math.min(released.seconds, late * sideFrom) + cut + gaps(0, 0));
  const most = Math.max(released.seconds, longest);
  const highest =
    share * (atHold + most + cut + unanswered.givenUp * holdTo(hold) + gaps(LONGEST_GAPS, LONGEST_BACKOFF));
  const swing = swingOf(time, hold, traffic === 'long-polls' ? objectiveSeconds : sideFrom);
  return {
    low: Math.max(0, Math.min(lowest, value) * swing.low - noise),
    value,
    high: Math.max(highest, value) * swing.high + noise,
    sure: Math.max(highest, value) - Math.min(lowest, value) + 2 * noise <= WIDEST * value,
    expired,
    parked,
  };
}

/**
 * Polls released before their hold ran out, and the seconds they were parked, by the density of those that ended just before:
 * uniform ages where an event releases everybody, exponential ones where each poll waits for its own message.
 */
function releasesOf(
  { releaseLaw }: HoldProfile,
  { expired, late, sideFrom, from }: { expired: number; late: number; sideFrom: number; from: number },
): { readonly count: number; readonly seconds: number } {
  const width = from - sideFrom;
  if (releaseLaw === 'broadcast') {
    const density = late / width;
    return { count: density * from, seconds: (density * from ** 2) / 2 };
  }
  const rate = Math.log((expired + late) / expired) / width;
  const begun = expired * Math.exp(rate * from);
  const count = begun - expired;
  // Of an exponential law cut at the hold: what all were parked, less what those that ran out were up to there.
  return { count, seconds: rate > 0 ? count / rate - expired * from : 0 };
}

/** Requests that nobody answered: cut at the idle timeout, or given up by the client. Those the load balancer refused at once do not count. */
function unansweredOf(minutes: readonly MinuteFigures[]): { readonly severed: number; readonly givenUp: number } {
  let [severed, givenUp] = [0, 0];
  for (const { requests, histogram, elb504, elb502 } of minutes) {
    const all = Math.max(0, requests - totalOf(histogram));
    const cut = Math.min(elb504, all);
    severed += cut;
    givenUp += Math.max(0, all - cut - elb502);
  }
  return { severed, givenUp };
}

/** How much the parked requests varied over the time, as shares of their mean: tenth and ninetieth percentile, 1 where nobody knows. */
function swingOf(
  { minutes, start, end }: Time,
  hold: HoldProfile,
  from: number,
): { readonly low: number; readonly high: number } {
  const length = 60 * Math.max(5, Math.ceil((HOLDS_PER_PIECE * holdTo(hold)) / 60));
  const pieces = Math.floor((end - start) / length);
  if (pieces < LEAST_PIECES) return { low: 1, high: 1 };
  const seconds = new Array<number>(pieces).fill(0);
  for (const { at, histogram } of minutes) {
    const piece = Math.floor((at - start) / length);
    if (piece < pieces)
      seconds[piece] = (seconds[piece] as number) + secondsBetween(histogram, from, overrunEdge(hold));
  }
  const mean = seconds.reduce((sum, value) => sum + value, 0) / pieces;
  if (mean === 0) return { low: 1, high: 1 };
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (rank: number): number => (sorted[Math.round(rank * (pieces - 1))] as number) / mean;
  return { low: Math.min(1, at(0.1)), high: Math.max(1, at(0.9)) };
}

/** Seconds of the response times in a range, each taken at the middle of its bin. */
function secondsBetween(histogram: MinuteFigures['histogram'], from: number, to: number): number {
  let seconds = 0;
  for (let i = 0; i < histogram.counts.length; i += 1) {
    const count = histogram.counts[i] ?? 0;
    if (count === 0) continue;
    const [low, high] = binBounds(histogram, i);
    const [first, last] = [Math.max(low, from), Math.min(high, to)];
    if (first < last) seconds += (count * (last - first) * (first + last)) / 2 / (high - low);
  }
  return seconds;
}

function off(declared: number, measured: number, evidence: readonly EvidenceItem[]): ClientsOff {
  const offPercent = Math.round((100 * (measured - declared)) / declared);
  return { declared, measured: hundredth(measured), offPercent, evidence };
}

function evidenceOf({ low, value, high, expired, parked }: ClientRange, seconds: number): EvidenceItem[] {
  const hours = figure(seconds / 3600);
  const polls = `${plural(Math.round(expired), 'poll')} ran out in ${hours} h, and ${figure(parked)} were parked at a time.`;
  const clients = `That is ${figure(value)} clients, at least ${figure(low)} and at most ${figure(high)}.`;
  return [
    { id: 'parked-requests', text: polls, value: hundredth(parked), unit: 'requests' },
    { id: 'clients-measured', text: clients, value: hundredth(value), unit: 'clients' },
  ];
}

function nobody(seconds: number): EvidenceItem[] {
  const text = `Nobody sent a request in ${figure(seconds / 3600)} h.`;
  return [{ id: 'no-requests', text, value: 0, unit: 'requests' }];
}
