import { expect } from 'vitest';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { endedAt, type SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import type { HoldTraffic, TrafficScenario } from '../../../lib/core/traffic/scenario.ts';

/** 2026-11-20T00:00:00Z. */
export const START = 1_795_132_800;
export const HOUR = 3600;

export const FLEET: HoldProfile = {
  name: 'elastic-fleet',
  ceilingSeconds: 300,
  spreadSeconds: -30,
  releaseLaw: 'broadcast',
  cancels: false,
  routes: [{ method: 'POST', path: '/api/fleet/agents/*/checkin' }],
};

export const CONSUL: HoldProfile = {
  name: 'consul',
  ceilingSeconds: 300,
  spreadSeconds: 18.75,
  releaseLaw: 'message-driven',
  cancels: false,
  routes: [{ method: 'GET', path: '/v1/**', query: ['index'] }],
};

/** Holds of exactly 30 s, as Matrix has them. */
export const MATRIX: HoldProfile = {
  name: 'matrix',
  ceilingSeconds: 30,
  spreadSeconds: 0,
  releaseLaw: 'message-driven',
  cancels: false,
  routes: [{ method: 'GET', path: '/_matrix/client/v3/sync', query: ['timeout'] }],
};

/** Normal requests for `hours`. */
export function requestScenario(changes: Partial<TrafficScenario> = {}, hours = 1): TrafficScenario {
  return { seed: 1, from: START, to: START + hours * HOUR, requests: { ratePerMinute: 600 }, ...changes };
}

/** Long polls for `hours`. */
export function holdScenario(hold: Partial<HoldTraffic> = {}, hours = 1, seed = 1): TrafficScenario {
  return { seed, from: START, to: START + hours * HOUR, holds: [{ profile: FLEET, clients: 100, ...hold }] };
}

export function ofTruth(requests: readonly SimulatedRequest[], truth: SimulatedRequest['truth']): SimulatedRequest[] {
  return requests.filter((request) => request.truth === truth);
}

export function durations(requests: readonly SimulatedRequest[]): number[] {
  return requests.map(({ durationSeconds }) => durationSeconds);
}

/** Requests by client, in the order they started. */
export function byClient(requests: readonly SimulatedRequest[]): SimulatedRequest[][] {
  const clients = Map.groupBy(requests, ({ client }) => client);
  return [...clients.values()].map((own) => own.toSorted((a, b) => a.startedAt - b.startedAt));
}

/** Seconds from the end of a request to its client's next one, for requests that `test` picks. */
export function waitsAfter(
  requests: readonly SimulatedRequest[],
  test: (request: SimulatedRequest) => boolean = () => true,
): number[] {
  return byClient(requests).flatMap((own) =>
    own.slice(0, -1).flatMap((request, i) => {
      const next = own[i + 1] as SimulatedRequest;
      return test(request) ? [next.startedAt - endedAt(request)] : [];
    }),
  );
}

/** Kolmogorov's test at the level of one in a thousand: the samples follow the distribution function. */
export function expectLaw(samples: readonly number[], law: (value: number) => number): void {
  const sorted = samples.toSorted((a, b) => a - b);
  const n = sorted.length;
  expect(n).toBeGreaterThan(100);
  const distance = Math.max(...sorted.map((value, i) => Math.max((i + 1) / n - law(value), law(value) - i / n)));
  expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
}

export function uniformLaw(low: number, high: number): (value: number) => number {
  return (value) => Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** A count of `n` trials at `share` lies within five standard deviations. */
export function expectShare(count: number, n: number, share: number): void {
  expect(Math.abs(count - n * share)).toBeLessThanOrEqual(5 * Math.sqrt(n * share * (1 - share)) + 1e-9);
}
