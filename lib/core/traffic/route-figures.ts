import { compareText } from '../order.ts';
import type { RouteFigures } from '../triage/figures.ts';
import { histogramOf } from './histogram.ts';
import { endedAt, type SimulatedRequest } from './request.ts';

/** A client chains where it asks again within so many seconds of an answer. */
const CHAIN_SECONDS = 2;

/** By method and normalised path, as access logs would give it; routes with the most requests first. */
export function routeFigures(
  requests: readonly SimulatedRequest[],
  productOf: (method: string, target: string) => string | undefined,
): RouteFigures[] {
  const routes = Map.groupBy(requests, ({ method, path }) => `${method} ${normalisePath(path)}`);
  return [...routes.values()]
    .map((ofRoute) => routeFigure(ofRoute, productOf))
    .sort((a, b) => b.requests - a.requests || compareText(`${a.method} ${a.path}`, `${b.method} ${b.path}`));
}

function routeFigure(
  requests: readonly SimulatedRequest[],
  productOf: (method: string, target: string) => string | undefined,
): RouteFigures {
  const { method, path } = requests[0] as SimulatedRequest;
  const answered = requests.filter((request) => request.answered);
  const sorted = answered.map(({ durationSeconds }) => durationSeconds).sort((a, b) => a - b);
  const gone = requests
    .filter(({ answered: wasAnswered, elbStatus }) => !wasAnswered && (elbStatus === 504 || elbStatus === 460))
    .map(({ durationSeconds }) => durationSeconds)
    .sort((a, b) => a - b);
  const product = productOf(method, path);
  const count = (test: (request: SimulatedRequest) => boolean) => requests.filter(test).length;
  return {
    method,
    path: normalisePath(path),
    held: product !== undefined,
    product,
    requests: requests.length,
    answered: answered.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    max: sorted.at(-1),
    histogram: histogramOf(requests),
    status2xx: count(({ elbStatus }) => elbStatus >= 200 && elbStatus < 300),
    status4xx: count(({ elbStatus }) => elbStatus >= 400 && elbStatus < 500),
    status5xx: count(({ elbStatus }) => elbStatus >= 500),
    elb504: count((request) => !request.answered && request.elbStatus === 504),
    client460: count(({ elbStatus }) => elbStatus === 460),
    ...(gone.length > 0 && { unansweredSeconds: quantile(gone, 0.5) }),
    chaining: chaining(requests),
  };
}

/** The path without query; segments that are numbers, UUIDs or long hexadecimal words become `*`. */
export function normalisePath(target: string): string {
  const [path = ''] = target.split('?', 1);
  return path
    .split('/')
    .map((segment) => (/^(\d+|[0-9a-f]{8,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(segment) ? '*' : segment))
    .join('/');
}

/** Share of requests whose client asked again soon after the end, among clients with at most two requests in flight. */
function chaining(requests: readonly SimulatedRequest[]): number | undefined {
  let followed = 0;
  let couldBe = 0;
  for (const ofClient of Map.groupBy(requests, ({ client }) => client).values()) {
    const byStart = ofClient.toSorted((a, b) => a.startedAt - b.startedAt);
    couldBe += byStart.length - 1; // what follows the last is not known
    if (mostInFlight(byStart) > 2) continue;
    for (let i = 0; i + 1 < byStart.length; i++) {
      const wait = (byStart[i + 1] as SimulatedRequest).startedAt - endedAt(byStart[i] as SimulatedRequest);
      if (wait >= 0 && wait <= CHAIN_SECONDS) followed++;
    }
  }
  return couldBe === 0 ? undefined : followed / couldBe;
}

function mostInFlight(byStart: readonly SimulatedRequest[]): number {
  let most = 0;
  let ends: number[] = [];
  for (const request of byStart) {
    ends = ends.filter((end) => end > request.startedAt);
    ends.push(endedAt(request));
    most = Math.max(most, ends.length);
  }
  return most;
}

/** Nearest rank. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
