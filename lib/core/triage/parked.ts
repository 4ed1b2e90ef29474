import { holdTo } from '../holds/profile.ts';
import type { TargetGroupFigures } from './figures.ts';
import { mergeHistograms, squaresOf } from './histogram.ts';
import type { KnownHold } from './separation.ts';
import type { Timeline } from './tally.ts';
import type { Verdict } from './verdict.ts';
import { hundredth } from './words.ts';

/**
 * Parked requests by Little's law: the seconds answered in the window per second of it. The range is two standard errors.
 * Clients that chain polls are uncertain at the two ends of the window only, by at most a hold each (uniform ages:
 * variance hold²/6 a client); independent requests vary as a compound Poisson sum, variance Σ d².
 */
export function parkedIn(
  figures: TargetGroupFigures,
  seconds: number,
  hold: KnownHold | undefined,
): Verdict['parkedRequests'] {
  const length = Math.max(1, figures.window.end - figures.window.start);
  const mean = seconds / length;
  const poisson = squaresOf(mergeHistograms(figures.minutes.map((minute) => minute.histogram)));
  const chained = hold ? (mean * holdTo(hold.profile) ** 2) / 6 : Infinity;
  const error = Math.sqrt(Math.min(poisson, chained)) / length;
  return { mean: hundredth(mean), low: hundredth(Math.max(0, mean - 2 * error)), high: hundredth(mean + 2 * error) };
}

/** The last stretch of the timeline that is long enough to tell whether clients are there. */
export interface Trailing {
  /** Seconds. */
  readonly length: number;
  readonly parked: number;
  readonly requests: number;
  readonly elb504: number;
  readonly errors: number;
}

/**
 * The last three holds (at least five minutes, whole minutes) up to the minute `end`, baseline included; shorter where
 * there is no more data. Three holds are what the holds-stopped alarm looks at.
 */
export function trailing(timeline: Timeline, end: number, hold: KnownHold): Trailing {
  const wanted = Math.max(5, Math.ceil((3 * holdTo(hold.profile)) / 60));
  const minutes = Math.max(1, Math.min(wanted, end));
  const tally = timeline.between(end - minutes, end);
  return {
    length: 60 * minutes,
    parked: tally.seconds / (60 * minutes),
    requests: tally.requests,
    elb504: tally.elb504,
    errors: tally.target5xx + tally.elb502,
  };
}
