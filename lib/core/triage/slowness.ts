import { ALARM_KINDS, type AlarmKind } from '../alarms/definition.ts';
import { LATENCY_WINDOWS, windowBeside } from '../alarms/latency.ts';
import { estimateBackground, type Significance, slowSharePercent } from '../holds/background.ts';
import type { EstimateEdges } from '../holds/bands.ts';
import type { LatencyBand } from '../holds/latency-bands.ts';
import { largest, smallest } from '../numbers.ts';
import type { Separation } from './separation.ts';
import type { Tally, TallyEdges, Timeline } from './tally.ts';
import type { Count } from './verdict.ts';

/** Where slow requests were proven. */
export interface Slowness {
  /** Whether more than the allowed share was slow, over the window or in some minutes of it. */
  readonly proven: boolean;
  /** What showed it: the whole window, or the kinds of latency alarms that would have fired, sorted. */
  readonly by: readonly ('window' | AlarmKind)[];
  /** Share over the window, of requests that are not long polls. Percent. */
  readonly sharePercent: number;
  /** Largest share of any five minutes that count. Percent; 0 where none does. */
  readonly worstPercent: number;
  /** First and last minute in which it showed, epoch seconds; the whole window where only that shows it. */
  readonly from?: number;
  readonly to?: number;
}

/** Fewer slow requests prove nothing: in a minute or five as the alarm on a plain share has it, in the window. */
const LEAST_SLOW = 3;
const LEAST_SLOW_IN_WINDOW = 5;
/** Rounding of shared-out bins. */
const HALF = 0.5;

export interface SlownessInput {
  readonly timeline: Timeline;
  /** Where the window begins on the timeline. */
  readonly offset: number;
  readonly separation: Separation;
  readonly slow: Count;
  readonly fast: Count;
  /** Of the slow ones those that ended with a 504. */
  readonly hung: number;
  readonly limitPercent: number;
  /** Whether every 504 is a request that hung, and none a poll that was severed. */
  readonly timeOutsAreSlow: boolean;
}

/**
 * Judges slow requests the way the alarms do, so that triage does not deny what paged: in every band and window of the latency
 * alarms of level `standard`, and over the window, in which a short slowdown may drown. The long windows of `thorough` are not
 * among them: releases seconds apart, twice in half an hour, can fire those.
 */
export function judgeSlowness(input: SlownessInput): Slowness {
  const { timeline, offset, separation, slow, fast, limitPercent, timeOutsAreSlow } = input;
  const end = timeline.minutes;
  const { edges, hold } = separation;
  const law = hold?.profile.releaseLaw ?? 'broadcast';

  const shareOf = (tally: Tally, band: LatencyBand, asked: Significance): number => {
    if (edges.slow && !edges.unheldOnly) {
      const counts = countsOf(tally, band, edges, edges.slow);
      return counts ? slowSharePercent(counts, estimateBackground(counts, counts.edges), asked) : 0;
    }
    if (band !== 'slow') return 0;
    const slowOnes = tally.slow + (timeOutsAreSlow ? tally.timedOut : 0);
    return slowOnes > LEAST_SLOW - HALF ? (100 * slowOnes) / (tally.fast + slowOnes) : 0;
  };

  const found = new Set<Slowness['by'][number]>();
  const stretches: [number, number][] = [];
  let fives: readonly number[] = [];
  for (const kind of ALARM_KINDS) {
    const window = windowBeside(LATENCY_WINDOWS[kind], hold?.profile);
    const { band, periodSeconds, datapointsToAlarm, evaluationPeriods, significance, thorough } = window;
    if (thorough) continue;
    const minutes = periodSeconds / 60;
    const shares = range(offset, Math.max(offset, end - minutes + 1)).map((i) =>
      shareOf(timeline.between(i, i + minutes), band, significance[law]),
    );
    if (kind === 'slow-5m') fives = shares;
    const breaching = shares.map((share) => share > limitPercent);
    for (let i = 0; i < breaching.length; i += 1) {
      const fired = periodsFrom(breaching, i, minutes, evaluationPeriods);
      if (fired.length < datapointsToAlarm) continue;
      found.add(kind);
      stretches.push([i, (fired.at(-1) as number) + minutes]);
    }
  }

  const whole = timeline.between(offset, end);
  const sharePercent = slow.value + fast.value > 0 ? (100 * slow.value) / (slow.value + fast.value) : 0;
  if (slowOverWindow(input, sharePercent, LATENCY_WINDOWS['slow-5m'].significance[law], whole)) found.add('window');

  // By route the slow ones are counted; estimates by length, where the minutes know no routes, cannot speak against that.
  if (separation.kind === 'exact' && slow.value < LEAST_SLOW - HALF) found.clear();

  if (found.size === 0) return { proven: false, by: [], sharePercent, worstPercent: largest(fives, 0) };
  // A stretch begins and ends with a slow request, wherever the five minutes that showed it began.
  const isSlow = (i: number): boolean => {
    const { slow: ones, hangSlow, timedOut } = timeline.between(i, i + 1);
    return ones + hangSlow + (timeOutsAreSlow ? timedOut : 0) > HALF;
  };
  let first =
    offset +
    smallest(
      stretches.map(([from]) => from),
      end - offset,
    );
  let last =
    offset +
    largest(
      stretches.map(([, to]) => to),
      0,
    );
  if (stretches.length === 0) [first, last] = [offset, end];
  last = Math.min(last, end);
  while (first < last && !isSlow(first)) first += 1;
  while (last > first + 1 && !isSlow(last - 1)) last -= 1;
  return {
    proven: true,
    by: [...found].toSorted(),
    sharePercent,
    worstPercent: largest(fives, 0),
    // By route the minutes do not tell which 504s are severed polls: then nobody knows when.
    ...(first < last && isSlow(first) && { from: timeline.timeOf(first), to: timeline.timeOf(last) }),
  };
}

/**
 * Over a whole window one release can pass for slowness: polls that all began at the same moment (phase lock) end together,
 * seconds old. Such a burst lies in at most two minutes and is at most as large as the number of parked polls; so where
 * releases are only estimated, the richest two minutes are left out unless they hold more than that.
 */
function slowOverWindow(input: SlownessInput, sharePercent: number, asked: Significance, whole: Tally): boolean {
  const { timeline, offset, slow, fast, hung, limitPercent } = input;
  const { edges } = input.separation;
  if (!edges.slow || edges.unheldOnly) return slow.value > LEAST_SLOW_IN_WINDOW - HALF && sharePercent > limitPercent;
  // What hung was counted, not estimated.
  if (hung > LEAST_SLOW_IN_WINDOW - HALF && 100 * hung > limitPercent * (fast.value + slow.value)) return true;
  const pairs = range(offset, timeline.minutes).map((i) => timeline.between(i, i + 2).slow);
  const richest = largest(pairs, 0);
  const parked = whole.seconds / Math.max(60, 60 * (timeline.minutes - offset));
  const left = richest <= 2 * parked + 1 ? whole.slow - richest : whole.slow;
  const counts = { slow: left, late: whole.late, held: whole.held };
  return (
    slowSharePercent({ fast: whole.fast, ...counts }, estimateBackground(counts, edges.slow), asked) > limitPercent
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/** Counts and edges of one band's estimate; undefined where the hold has no such band. */
function countsOf(tally: Tally, band: LatencyBand, edges: TallyEdges, slowEdges: EstimateEdges) {
  const { fast, late, held, hangSlow, hangLate, hangHeld } = tally;
  const { nearTo, lowTo, hang } = edges;
  const part = (slow: number, to: Partial<EstimateEdges> = {}) => ({
    fast,
    slow,
    late,
    held,
    edges: { ...slowEdges, ...to },
  });
  switch (band) {
    case 'slow':
      return part(tally.slow);
    case 'near':
      return nearTo === undefined ? undefined : part(tally.nearSlow, { slowTo: nearTo });
    case 'low':
      return lowTo === undefined ? undefined : part(tally.lowSlow, { slowTo: lowTo });
    case 'mid':
      return nearTo === undefined ? undefined : part(tally.slow - tally.nearSlow, { slowFrom: nearTo });
    case 'hang':
      return hang && { fast, slow: hangSlow, late: hangLate, held: hangHeld, edges: hang };
    case 'wide': {
      if (!hang) return undefined;
      const wide = { ...hang, slowFrom: slowEdges.slowFrom };
      return { fast, slow: tally.slow + hangSlow, late: hangLate, held: hangHeld, edges: wide };
    }
  }
}

/** Of the adjacent periods from `i` on, at most `count`, those that breach; none where the first does not. */
function periodsFrom(breaching: readonly boolean[], i: number, length: number, count: number): number[] {
  if (!breaching[i]) return [];
  return Array.from({ length: count }, (_, k) => i + k * length).filter((at) => breaching[at]);
}
