import { largest } from '../../core/numbers.ts';
import { compareText } from '../../core/order.ts';
import { FIGURE_EDGES } from '../../core/traffic/histogram.ts';
import type {
  LatencyHistogram,
  MinuteFigures,
  RouteFigures,
  TargetGroupFigures,
  Window,
} from '../../core/triage/figures.ts';
import type { Classified, Route } from './classify.ts';
import type { MinuteTally, RouteTally } from './tally.ts';

export interface Tallies {
  readonly minutes: readonly MinuteTally[];
  readonly routes: readonly RouteTally[];
  readonly routeBins: readonly (readonly [number, number, number])[];
  readonly chaining: ReadonlyMap<number, number>;
}

/** Puts what was counted into one {@link TargetGroupFigures} per target group, by name. */
export function figuresOf(
  { targetGroups, routes }: Classified,
  tallies: Tallies,
  window: Window,
): TargetGroupFigures[] {
  const minutesOf = Map.groupBy(tallies.minutes, ({ targetGroup }) => targetGroup);
  const routeTallies = Map.groupBy(tallies.routes, ({ route }) => (routes[route] as Route).targetGroup);
  const binsOf = Map.groupBy(tallies.routeBins, ([route]) => route);
  return targetGroups
    .flatMap((names, place) => {
      const minutes = minutesOf.get(place) ?? [];
      if (minutes.length === 0) return [];
      const before = minutes.filter(({ inWindow }) => !inWindow);
      const own = routeTallies.get(place) ?? [];
      const maxima = own.flatMap(({ max }) => max ?? []);
      const missing = missingOf(
        minutes.filter(({ inWindow }) => inWindow),
        own,
      );
      const figures: TargetGroupFigures = {
        ...names,
        source: 'access-logs',
        window,
        minutes: minuteFigures(minutes.filter(({ inWindow }) => inWindow)),
        ...(before.length > 0 && { baseline: baselineOf(before, window) }),
        ...(maxima.length > 0 && { maxSeconds: largest(maxima, 0) }),
        routes: own
          .map((tally) => routeFigure(routes[tally.route] as Route, tally, binsOf.get(tally.route) ?? [], tallies))
          .sort((a, b) => b.requests - a.requests || compareText(`${a.method} ${a.path}`, `${b.method} ${b.path}`)),
        ...(missing.length > 0 && { missing }),
      };
      return [figures];
    })
    .sort((a, b) => compareText(a.targetGroup, b.targetGroup) || compareText(a.loadBalancer, b.loadBalancer));
}

/** From where there is data: a mean over an empty stretch would be too low. */
function baselineOf(before: readonly MinuteTally[], window: Window): NonNullable<TargetGroupFigures['baseline']> {
  const minutes = minuteFigures(before);
  return { window: { start: (minutes[0] as MinuteFigures).at, end: window.start }, minutes };
}

function minuteFigures(tallies: readonly MinuteTally[]): MinuteFigures[] {
  const byMinute = Map.groupBy(tallies, ({ minute }) => minute);
  return [...byMinute]
    .sort(([a], [b]) => a - b)
    .map(([minute, ended]) => {
      const sum = (of: (tally: MinuteTally) => number) => ended.reduce((total, tally) => total + of(tally), 0);
      return {
        at: minute * 60,
        requests: sum(({ requests }) => requests),
        seconds: round(sum(({ seconds }) => seconds)),
        histogram: histogramOf(ended.map(({ bin, requests }) => [bin, requests])),
        unheld: histogramOf(ended.filter(({ held }) => !held).map(({ bin, requests }) => [bin, requests])),
        target5xx: sum(({ target5xx }) => target5xx),
        elb504: sum(({ elb504 }) => elb504),
        elb502: sum(({ elb502 }) => elb502),
        client460: sum(({ client460 }) => client460),
      };
    });
}

/** Microseconds, as logged: sums of doubles carry noise beyond. */
function round(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

function histogramOf(bins: readonly (readonly [number | null, number])[]): LatencyHistogram {
  const counts = new Array<number>(FIGURE_EDGES.length - 1).fill(0);
  for (const [bin, count] of bins) if (bin !== null) counts[bin] = (counts[bin] as number) + count;
  return { edges: FIGURE_EDGES, counts };
}

function routeFigure(
  { method, path, held, product }: Route,
  tally: RouteTally,
  bins: readonly (readonly [number, number, number])[],
  { chaining }: Tallies,
): RouteFigures {
  const chain = chaining.get(tally.route);
  const { route: _, p50, p95, max, unanswered, unknownDurations: __, ...counts } = tally;
  return {
    method,
    path,
    held,
    ...(product !== undefined && { product }),
    ...counts,
    ...(p50 !== null && { p50 }),
    ...(p95 !== null && { p95 }),
    ...(max !== null && { max }),
    ...(unanswered !== null && { unansweredSeconds: unanswered }),
    histogram: histogramOf(bins.map(([, bin, count]) => [bin, count])),
    ...(chain !== undefined && { chaining: chain }),
  };
}

/** What these lines cannot say, one sentence each. */
function missingOf(minutes: readonly MinuteTally[], routes: readonly RouteTally[]): string[] {
  const sockets = minutes.reduce((sum, minute) => sum + minute.sockets, 0);
  const unknown = routes.reduce((sum, route) => sum + route.unknownDurations, 0);
  const gone = routes.reduce((sum, route) => sum + route.elb504 + route.client460, 0);
  return [
    ...(sockets > 0
      ? [`${counted(sockets, 'WebSocket line')} (status 101) not in the latencies: their time is the handshake's.`]
      : []),
    ...(unknown > 0
      ? [
          `${unknown} of ${counted(gone, 'request')} with status 460 or 504 ended before they were created, or do not say ` +
            'when: how long they lasted is not known.',
        ]
      : []),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
