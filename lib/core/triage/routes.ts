import { compareText } from '../order.ts';
import type { RouteFigures } from './figures.ts';
import { countBetween, quantileOf } from './histogram.ts';
import type { Separation } from './separation.ts';
import type { RouteSummary } from './verdict.ts';

/** Routes that are not held and worth naming. */
const SLOWEST = 5;
/** Further ones whose requests were cut short: by the load balancer (504) or by the client (460). */
const CUT_SHORT = 10;

/**
 * Held routes, busiest first; the slowest five of the rest, by slow requests, then by p95, time-outs (504) being slow; then
 * up to ten more that have a 504 or a 460, most of them first.
 */
export function summariseRoutes(routes: readonly RouteFigures[], separation: Separation): RouteSummary[] {
  const taken = new Set(separation.heldRoutes.map(({ route }) => route));
  const held = routes.filter((route) => taken.has(route)).map((route) => summary(route, true, separation.objective));
  const rest = routes
    .filter((route) => !taken.has(route))
    .map((route) => summary(route, false, separation.objective))
    .toSorted(slowestFirst);
  const cutShort = rest.slice(SLOWEST).filter((route) => endedEarly(route) > 0);
  return [
    ...held.toSorted((a, b) => b.count - a.count || byName(a, b)),
    ...rest.slice(0, SLOWEST),
    ...cutShort.toSorted((a, b) => endedEarly(b) - endedEarly(a) || byName(a, b)).slice(0, CUT_SHORT),
  ];
}

function endedEarly({ elb504, client460 }: RouteSummary): number {
  return elb504 + client460;
}

function summary(route: RouteFigures, held: boolean, objective: number): RouteSummary {
  return {
    method: route.method,
    path: route.path,
    held,
    ...(route.product !== undefined && { product: route.product }),
    count: route.requests,
    slow: held ? 0 : Math.round(countBetween(route.histogram, objective, Infinity)) + route.elb504,
    p50: finite(route.p50 ?? quantileOf(route.histogram, 0.5)),
    p95: finite(route.p95 ?? quantileOf(route.histogram, 0.95)),
    elb504: route.elb504,
    client460: route.client460,
  };
}

/** Milliseconds are as exact as an access log is. */
function finite(seconds: number | undefined): number | null {
  return seconds === undefined || !Number.isFinite(seconds) ? null : Math.round(1000 * seconds) / 1000;
}

function slowestFirst(a: RouteSummary, b: RouteSummary): number {
  return b.slow - a.slow || (b.p95 ?? -1) - (a.p95 ?? -1) || b.count - a.count || byName(a, b);
}

function byName(a: RouteSummary, b: RouteSummary): number {
  return compareText(`${a.method} ${a.path}`, `${b.method} ${b.path}`);
}
