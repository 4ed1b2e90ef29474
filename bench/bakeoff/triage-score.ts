import type { MinuteFigures, TargetGroupFigures } from '../../lib/core/triage/figures.ts';
import { triage } from '../../lib/core/triage/triage.ts';
import type { Verdict } from '../../lib/core/triage/verdict.ts';
import { median } from '../measure.ts';
import { BINS, upperEdge } from './bins.ts';
import type { Minutes } from './minutes.ts';
import { gridPoints, MINUTES, type Point, type Schedule, scheduleOf } from './point.ts';
import { simulatePoint } from './simulate.ts';
import { profileOf } from './targets.ts';
import { detectableInPrinciple } from './truth.ts';

/** Every so many points below 3,000 requests a minute: triage of a window costs as much as hours of alarms. */
const EVERY = 11;
const WINDOW_MINUTES = 60;
/** Slowdowns, and quiet windows, of each point. */
const EACH = 5;
/** Triaged windows begin on the hour of some day; only the order matters. */
const EPOCH = Date.UTC(2026, 10, 1) / 1000;

export const TRUTHS = ['slow, detectable', 'slow, not detectable', 'quiet'] as const;
export type Truth = (typeof TRUTHS)[number];

/** How triage did on a sample of windows. */
export interface TriageScore {
  readonly windows: number;
  /** Windows by truth, then by verdict. */
  readonly verdicts: { readonly [truth in Truth]: ReadonlyMap<string, number> };
  /** By truth: windows in which `also` or the verdict names slow requests. */
  readonly namedSlow: { readonly [truth in Truth]: number };
  /** Percent of windows with slow requests whose true number lies in the range given. */
  readonly slowInRange: number;
  /** Median of |counted − true| / true, percent, over windows with at least 20 slow requests. */
  readonly slowErrorPercent: number;
}

export function scoreTriage(seed: number): TriageScore {
  const verdicts = { 'slow, detectable': new Map(), 'slow, not detectable': new Map(), quiet: new Map() };
  const namedSlow = { 'slow, detectable': 0, 'slow, not detectable': 0, quiet: 0 };
  const errors: number[] = [];
  let [windows, inRange, withSlow] = [0, 0, 0];
  const points = gridPoints().filter(({ rate, polls }, i) => rate < 3000 && polls > 0 && i % EVERY === 0);
  for (const point of points) {
    const schedule = scheduleOf(point, seed);
    const minutes = simulatePoint(point, schedule, seed);
    for (const { from, truth } of windowsOf(point, schedule, minutes)) {
      const verdict = triage(figuresOf(minutes, schedule, from), settingsOf(point));
      windows++;
      const row: Map<string, number> = verdicts[truth];
      row.set(verdict.verdict, (row.get(verdict.verdict) ?? 0) + 1);
      if (namesSlow(verdict)) namedSlow[truth]++;
      const slow = sum(minutes.otherSlow, from);
      if (slow === 0) continue;
      withSlow++;
      const { low, value, high } = verdict.counts.slow;
      if (low <= slow && slow <= high) inRange++;
      if (slow >= 20) errors.push((100 * Math.abs(value - slow)) / slow);
    }
  }
  return {
    windows,
    verdicts,
    namedSlow,
    slowInRange: (100 * inRange) / withSlow,
    slowErrorPercent: median(errors),
  };
}

function windowsOf(point: Point, { slowdowns }: Schedule, minutes: Minutes): { from: number; truth: Truth }[] {
  const slow = slowdowns.slice(0, EACH).map((slowdown) => ({
    from: Math.floor(slowdown.from / 60) - 15,
    truth: detectableInPrinciple(minutes, point, slowdown) ? TRUTHS[0] : TRUTHS[1],
  }));
  const quiet = slowdowns
    .slice(EACH, 2 * EACH)
    .map(({ from }) => ({ from: Math.floor(from / 60) - 2 * WINDOW_MINUTES, truth: TRUTHS[2] }))
    .filter(
      ({ from }) => from > 0 && slowdowns.every((one) => one.to / 60 < from || one.from / 60 > from + WINDOW_MINUTES),
    );
  return [...slow, ...quiet].filter(({ from }) => from >= 0 && from + WINDOW_MINUTES <= MINUTES);
}

function figuresOf(minutes: Minutes, schedule: Schedule, from: number): TargetGroupFigures {
  const edges = [0, ...Array.from({ length: BINS }, (_, bin) => upperEdge(bin))];
  const figures = Array.from({ length: WINDOW_MINUTES }, (_, i): MinuteFigures => {
    const minute = from + i;
    const counts = [...minutes.counts.subarray(minute * BINS, (minute + 1) * BINS)];
    const failing = schedule.slowdowns.some(
      ({ kind, from: start, to }) => kind === 'errors' && minute * 60 >= start && minute * 60 < to,
    );
    return {
      at: EPOCH + minute * 60,
      requests: counts.reduce((all, count) => all + count, 0),
      seconds: minutes.seconds[minute] as number,
      histogram: { edges, counts },
      target5xx: failing ? (minutes.otherSlow[minute] as number) : 0,
      elb504: 0,
      elb502: 0,
    };
  });
  return {
    targetGroup: 'targetgroup/bakeoff/50dc6c495c0c9188',
    loadBalancer: 'app/bakeoff/50dc6c495c0c9188',
    source: 'metrics',
    window: { start: EPOCH + from * 60, end: EPOCH + (from + WINDOW_MINUTES) * 60 },
    minutes: figures.filter(({ requests }) => requests > 0),
  };
}

function settingsOf(point: Point) {
  const hold = profileOf(point);
  return {
    objectiveSeconds: 0.8,
    slowSharePercent: 5,
    hold,
    traffic: 'mixed' as const,
    idleTimeoutSeconds: 2 * point.hold,
  };
}

function namesSlow({ verdict, also }: Verdict): boolean {
  return [verdict, ...also].some((id) => id === 'slow-requests' || id === 'idle-long-polls-and-slow-requests');
}

function sum(counts: Float64Array, from: number): number {
  return counts.subarray(from, from + WINDOW_MINUTES).reduce((all, count) => all + count, 0);
}
