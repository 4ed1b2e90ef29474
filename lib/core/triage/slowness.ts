import { estimateBackground, type Significance, slowSharePercent } from '../holds/background.ts';
import { largest, smallest } from '../numbers.ts';
import type { Separation } from './separation.ts';
import type { Tally, Timeline } from './tally.ts';
import type { Count } from './verdict.ts';

/** Where slow requests were proven. */
export interface Slowness {
  /** Whether more than the allowed share was slow, over the window or in some minutes of it. */
  readonly proven: boolean;
  /** What showed it: the whole window, five minutes twice running, three of five minutes, or a hang in 8 of 15 minutes. */
  readonly by: readonly ('window' | '5-minutes' | 'minutes' | 'hang')[];
  /** Share over the window, of requests that are not long polls. Percent. */
  readonly sharePercent: number;
  /** Largest share of any five minutes that count. Percent; 0 where none does. */
  readonly worstPercent: number;
  /** First and last minute in which it showed, epoch seconds; the whole window where only that shows it. */
  readonly from?: number;
  readonly to?: number;
}

/** How much proof is asked for, as the alarms ask it: broadcast releases come uniformly, others cluster more. */
const PROOF: { readonly [law in 'broadcast' | 'message-driven']: { minute: Significance; longer: Significance } } = {
  broadcast: { minute: { z: 3, margin: 1 }, longer: { z: 2.6, margin: 1 } },
  'message-driven': { minute: { z: 3.5, margin: 1.5 }, longer: { z: 3, margin: 1.5 } },
};
const HANG_PROOF: Significance = { z: 3.5, margin: 2 };
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
 * Judges slow requests the way the alarms do, so that triage does not deny what paged: in each minute (3 of 5), in each five
 * minutes (2 running), for hangs (8 of 15 minutes), and over the window, in which a short slowdown may drown.
 */
export function judgeSlowness(input: SlownessInput): Slowness {
  const { timeline, offset, separation, slow, fast, limitPercent, timeOutsAreSlow } = input;
  const end = timeline.minutes;
  const { edges, hold } = separation;
  const proof = PROOF[hold?.profile.releaseLaw ?? 'broadcast'];

  const shareOf = (tally: Tally, asked: Significance): number => {
    if (edges.slow && !edges.unheldOnly) return slowSharePercent(tally, estimateBackground(tally, edges.slow), asked);
    const slowOnes = tally.slow + (timeOutsAreSlow ? tally.timedOut : 0);
    return slowOnes > LEAST_SLOW - HALF ? (100 * slowOnes) / (tally.fast + slowOnes) : 0;
  };
  const hangShareOf = (tally: Tally): number => {
    if (!edges.hang || edges.unheldOnly) return 0;
    const counts = { slow: tally.hangSlow, late: tally.hangLate, held: tally.hangHeld };
    const share = slowSharePercent({ fast: tally.fast, ...counts }, estimateBackground(counts, edges.hang), HANG_PROOF);
    return share;
  };

  const minutes = range(offset, end).map((i) => shareOf(timeline.between(i, i + 1), proof.minute) > limitPercent);
  const hangs = range(offset, end).map((i) => hangShareOf(timeline.between(i, i + 1)) > limitPercent);
  const fives = range(offset, Math.max(offset, end - 4)).map((i) => shareOf(timeline.between(i, i + 5), proof.longer));

  const found = new Set<Slowness['by'][number]>();
  const stretches: [number, number][] = [];
  for (let i = 0; i < minutes.length; i += 1) {
    if (mark(minutes, i, 5, 3)) {
      found.add('minutes');
      stretches.push(tight(minutes, i, 5));
    }
    if (mark(hangs, i, 15, 8)) {
      found.add('hang');
      stretches.push(tight(hangs, i, 15));
    }
    if ((fives[i] ?? 0) > limitPercent && (fives[i + 5] ?? 0) > limitPercent) {
      found.add('5-minutes');
      stretches.push([i, i + 10]);
    }
  }

  const whole = timeline.between(offset, end);
  const sharePercent = slow.value + fast.value > 0 ? (100 * slow.value) / (slow.value + fast.value) : 0;
  if (slowOverWindow(input, sharePercent, proof.longer, whole)) found.add('window');

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

/** Whether at least `least` of the `length` from `i` on are true. */
function mark(flags: readonly boolean[], i: number, length: number, least: number): boolean {
  if (!flags[i]) return false;
  let count = 0;
  for (let k = i; k < Math.min(flags.length, i + length); k += 1) if (flags[k]) count += 1;
  return count >= least;
}

/** From the first to after the last true one. */
function tight(flags: readonly boolean[], i: number, length: number): [number, number] {
  const last = flags.slice(i, i + length).lastIndexOf(true);
  return [i, i + last + 1];
}
