import { expect, it } from 'vitest';
import type { RouteFigures } from '../../../lib/core/triage/figures.ts';
import { triage } from '../../../lib/core/triage/triage.ts';
import { byHand, SETTINGS } from './scenarios.ts';

/** A fast route whose name tells its p95 apart, with some requests cut short. */
function route(path: string, cut: { readonly elb504?: number; readonly client460?: number } = {}): RouteFigures {
  const { elb504 = 0, client460 = 0 } = cut;
  return {
    method: 'GET',
    path,
    held: false,
    requests: 100,
    answered: 100 - elb504 - client460,
    p50: 0.01,
    p95: 0.02,
    histogram: { edges: [0, 0.1], counts: [100 - elb504 - client460] },
    status2xx: 100 - elb504 - client460,
    status4xx: 0,
    status5xx: 0,
    elb504,
    client460,
  };
}

function named(routes: readonly RouteFigures[]): string[] {
  const figures = { ...byHand(60, () => ({ answered: [0.01] })), routes };
  return (triage(figures, SETTINGS).routes ?? []).map(({ path }) => path);
}

const PLAIN = ['/a', '/b', '/c', '/d', '/e', '/f', '/g'].map((path) => route(path));

it('names five routes where none is slow, held or cut short', () => {
  expect(named(PLAIN)).toEqual(['/a', '/b', '/c', '/d', '/e']);
});

it('names every further route that clients gave up, the most given up first', () => {
  const routes = [...PLAIN, route('/x', { client460: 1 }), route('/y', { client460: 7 })];

  expect(named(routes)).toEqual(['/a', '/b', '/c', '/d', '/e', '/y', '/x']);
});

it('puts a route with a 504 among the slowest', () => {
  expect(named([...PLAIN, route('/z', { elb504: 1 })])[0]).toBe('/z');
});

it('names at most ten further routes', () => {
  const given = Array.from({ length: 20 }, (_, i) => route(`/x${i}`, { client460: 1 }));

  expect(named([...PLAIN, ...given])).toHaveLength(15);
});
