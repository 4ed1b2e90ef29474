import { catalogueEntry, matchProduct } from '../../../lib/core/holds/catalogue.ts';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { type FiguresOptions, figuresOf } from '../../../lib/core/traffic/figures.ts';
import { histogramOf } from '../../../lib/core/traffic/histogram.ts';
import type { SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import type { TrafficScenario } from '../../../lib/core/traffic/scenario.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import type { MinuteFigures, TargetGroupFigures, Window } from '../../../lib/core/triage/figures.ts';
import type { TriageSettings } from '../../../lib/core/triage/settings.ts';

/** The hour that is judged, and a start some hours before it. */
export const NOON = Date.UTC(2026, 10, 20, 12) / 1000;
export const HOUR: Window = { start: NOON, end: NOON + 3600 };

export const FLEET = profileOf('elastic-fleet');
export const SETTINGS: TriageSettings = { objectiveSeconds: 0.8, slowSharePercent: 5 };

export function profileOf(id: string): HoldProfile {
  const entry = catalogueEntry(id);
  if (!entry) throw new RangeError(`no such product: ${id}`);
  return entry.profile;
}

export type Traffic = Omit<TrafficScenario, 'from' | 'to'>;

/** Figures of the hour at noon, and of the three hours before, of simulated traffic. */
export function figuresFrom(
  traffic: Traffic,
  options: Partial<FiguresOptions> & { readonly hoursBefore?: number } = {},
): TargetGroupFigures {
  const { hoursBefore = 3, ...figures } = options;
  const window = figures.window ?? HOUR;
  const requests = simulate({ from: window.start - hoursBefore * 3600, to: window.end, ...traffic });
  return figuresOf(requests, {
    targetGroup: 'targetgroup/under-test/943f017f100becff',
    loadBalancer: 'app/under-test/50dc6c495c0c9188',
    window,
    productOf: (method, target) => matchProduct(method, target)?.id,
    ...figures,
  });
}

/** One minute by hand. */
export interface MinuteByHand {
  /** Response times of answered requests, in seconds, each once or `[seconds, times]`. */
  readonly answered?: readonly (number | readonly [number, number])[];
  readonly target5xx?: number;
  /** Of these, requests that nobody answered. */
  readonly elb502?: number;
  readonly elb504?: number;
}

/** Figures written down minute by minute: `minutes(i)` is minute `i` of the window, negative ones are the baseline's. */
export function byHand(
  length: number,
  minutes: (index: number) => MinuteByHand,
  { before = 0, source = 'simulation' as TargetGroupFigures['source'] } = {},
): TargetGroupFigures {
  const start = NOON;
  const make = (from: number, to: number): MinuteFigures[] =>
    Array.from({ length: to - from }, (_, i) => minuteByHand(start + (from + i) * 60, minutes(from + i))).filter(
      (minute) => minute.requests > 0,
    );
  const window = { start, end: start + length * 60 };
  const inWindow = make(0, length);
  const times = Array.from({ length }, (_, i) => minutes(i).answered ?? [])
    .flat()
    .map((time) => [time].flat()[0] as number);
  return {
    targetGroup: 'targetgroup/by-hand/943f017f100becff',
    loadBalancer: 'app/by-hand/50dc6c495c0c9188',
    source,
    window,
    minutes: inWindow,
    ...(times.length > 0 && { maxSeconds: Math.max(...times) }),
    ...(before > 0 && { baseline: { window: { start: start - before * 60, end: start }, minutes: make(-before, 0) } }),
  };
}

function minuteByHand(
  at: number,
  { answered = [], target5xx = 0, elb502 = 0, elb504 = 0 }: MinuteByHand,
): MinuteFigures {
  const pairs = answered.map((time) => (typeof time === 'number' ? ([time, 1] as const) : time));
  const samples = pairs.flatMap(([seconds, times]) =>
    Array.from({ length: times }, () => ({ answered: true, durationSeconds: seconds }) as SimulatedRequest),
  );
  return {
    at,
    requests: samples.length + elb502 + elb504,
    seconds: pairs.reduce((sum, [seconds, times]) => sum + seconds * times, 0),
    histogram: histogramOf(samples),
    target5xx,
    elb504,
    elb502,
    client460: 0,
  };
}

/** Polls of so many idle Fleet clients that end in a minute: one client in five each minute, at changing lengths. */
export function idlePolls(clients: number, index: number): (readonly [number, number])[] {
  const everyFive = Math.floor(((index + 1000) * clients) / 4.77) - Math.floor(((index + 999) * clients) / 4.77);
  return [[271 + (((index + 1000) * 7) % 29), everyFive]];
}
