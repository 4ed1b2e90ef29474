import type { MinuteFigures, TargetGroupFigures, Window } from '../triage/figures.ts';
import { histogramOf } from './histogram.ts';
import { endedAt, type RequestTruth, type SimulatedRequest } from './request.ts';
import { routeFigures } from './route-figures.ts';

export interface FiguresOptions {
  /** Full name, `targetgroup/…`. */
  readonly targetGroup: string;
  /** Full name, `app/…`. */
  readonly loadBalancer: string;
  /** What is judged. */
  readonly window: Window;
  /** How many hours before the window make the baseline, 0 for none. @default 24, as far as there are requests */
  readonly baselineHours?: number;
  /**
   * What the figures are to look like: `metrics` knows neither routes nor 460s, `access-logs` knows both.
   *
   * @default simulation: like metrics, but with 460s
   */
  readonly source?: TargetGroupFigures['source'];
  /**
   * Catalogue id of the held endpoint a request goes to, for `access-logs`.
   *
   * @default - no endpoint is known: the truth of the simulation is never looked at
   */
  readonly productOf?: (method: string, target: string) => string | undefined;
}

/** Figures of a target group, as an adapter would deliver them. A request belongs to the minute it ended in. */
export function figuresOf(requests: readonly SimulatedRequest[], options: FiguresOptions): TargetGroupFigures {
  const { targetGroup, loadBalancer, window, baselineHours = 24, source = 'simulation' } = options;
  const productOf = remembered(options.productOf ?? (() => undefined));
  const view: View = { source, isHeld: ({ method, path }) => productOf(method, path) !== undefined };
  const inWindow = within(requests, window);
  const before = within(requests, { start: window.start - baselineHours * 3600, end: window.start });
  const minutes = minuteFigures(inWindow, view);
  const maxSeconds = inWindow.reduce((max, r) => (r.answered ? Math.max(max, r.durationSeconds) : max), 0);
  return {
    targetGroup,
    loadBalancer,
    source,
    window,
    minutes,
    ...(before.length > 0 && { baseline: baselineOf(before, window, view) }),
    ...(maxSeconds > 0 && { maxSeconds }),
    ...(source === 'access-logs' && { routes: routeFigures(inWindow, productOf) }),
  };
}

/** What can be seen of requests. */
interface View {
  readonly source: TargetGroupFigures['source'];
  readonly isHeld: (request: SimulatedRequest) => boolean;
}

/** Asks once for every route of a client: matching a catalogue is dear. */
function remembered(productOf: NonNullable<FiguresOptions['productOf']>): NonNullable<FiguresOptions['productOf']> {
  const known = new Map<string, string | undefined>();
  return (method, target) => {
    const key = `${method} ${target}`;
    if (!known.has(key)) known.set(key, productOf(method, target));
    return known.get(key);
  };
}

function baselineOf(before: readonly SimulatedRequest[], window: Window, view: View) {
  const minutes = minuteFigures(before, view);
  // From where there is data, not from where the hours asked for begin: a mean over an empty stretch would be too low.
  const start = (minutes[0] as MinuteFigures).at;
  return { window: { start, end: window.start }, minutes };
}

/** How many requests of each truth ended in a window. */
export interface TruthCounts {
  readonly requests: number;
  /** Answered requests: the samples. */
  readonly answered: number;
  readonly fast: number;
  readonly slow: number;
  readonly earlyReleases: number;
  readonly expiredHolds: number;
  readonly overruns: number;
  readonly severedHolds: number;
  readonly cancelledHolds: number;
}

const COUNTED_AS: { readonly [truth in RequestTruth]: Exclude<keyof TruthCounts, 'requests' | 'answered'> } = {
  fast: 'fast',
  slow: 'slow',
  'early-release': 'earlyReleases',
  'expired-hold': 'expiredHolds',
  overrun: 'overruns',
  'severed-hold': 'severedHolds',
  'cancelled-hold': 'cancelledHolds',
};

/** The truth about a window: what triage and alarms must find out. @param window @default - all requests */
export function truthCounts(requests: Iterable<SimulatedRequest>, window?: Window): TruthCounts {
  const counts = {
    requests: 0,
    answered: 0,
    fast: 0,
    slow: 0,
    earlyReleases: 0,
    expiredHolds: 0,
    overruns: 0,
    severedHolds: 0,
    cancelledHolds: 0,
  };
  for (const request of requests) {
    const end = endedAt(request);
    if (window && (end < window.start || end >= window.end)) continue;
    counts.requests++;
    if (request.answered) counts.answered++;
    counts[COUNTED_AS[request.truth]]++;
  }
  return counts;
}

function within(requests: readonly SimulatedRequest[], { start, end }: Window): SimulatedRequest[] {
  return requests.filter((request) => {
    const at = endedAt(request);
    return at >= start && at < end;
  });
}

function minuteFigures(requests: readonly SimulatedRequest[], view: View): MinuteFigures[] {
  const minutes = Map.groupBy(requests, (request) => Math.floor(endedAt(request) / 60) * 60);
  return [...minutes].sort(([a], [b]) => a - b).map(([at, ended]) => minuteFigure(at, ended, view));
}

function minuteFigure(at: number, ended: readonly SimulatedRequest[], { source, isHeld }: View): MinuteFigures {
  const count = (test: (request: SimulatedRequest) => boolean) => ended.filter(test).length;
  return {
    at,
    requests: ended.length,
    seconds: ended.reduce((sum, r) => (r.answered ? sum + r.durationSeconds : sum), 0),
    histogram: histogramOf(ended),
    ...(source === 'access-logs' && { unheld: histogramOf(ended.filter((r) => !isHeld(r))) }),
    target5xx: count((r) => (r.targetStatus ?? 0) >= 500),
    elb504: count((r) => !r.answered && r.elbStatus === 504),
    elb502: count((r) => !r.answered && (r.elbStatus === 502 || r.elbStatus === 503)),
    ...(source !== 'metrics' && { client460: count((r) => r.elbStatus === 460) }),
  };
}
