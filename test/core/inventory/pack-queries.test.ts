import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricInput } from '../../../lib/core/alarms/definition.ts';
import { packQueries, queriesPerCall } from '../../../lib/core/inventory/pack-queries.ts';

const own = (group: string, id: string): MetricInput => ({
  id,
  metricName: 'RequestCount',
  stat: `TC(:${id.slice(1)})`,
  dimensions: { TargetGroup: group, LoadBalancer: 'edge' },
});
const shared = (balancer: string): MetricInput => ({
  id: 'elb504',
  metricName: 'HTTPCode_ELB_504_Count',
  stat: 'Sum',
  dimensions: { LoadBalancer: balancer },
});
const asked = (group: string, count: number, balancer: string) => ({
  of: group,
  queries: [...Array.from({ length: count }, (_, i) => own(group, `b${i + 1}`)), shared(balancer)],
});

const GROUPS = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 40 })
  .map((groups) => groups.map(([count, balancer], i) => asked(`group-${i}`, count, `balancer-${balancer}`)));
const POINTS = fc.integer({ min: 1, max: 3000 });

describe('Packed queries', () => {
  it('are as few calls as hold them: every call but the last is full', () => {
    fc.assert(
      fc.property(GROUPS, POINTS, (groups, points) => {
        const calls = packQueries(groups, points);
        const unique = new Set(
          groups.flatMap(({ queries }) => queries.map(({ id: _, ...query }) => JSON.stringify(query))),
        );

        expect(calls).toHaveLength(Math.ceil(unique.size / queriesPerCall(points)));
        expect(calls.flatMap(({ queries }) => queries)).toHaveLength(unique.size);
      }),
    );
  });

  it('stay within 500 queries and 100,800 data points a call', () => {
    fc.assert(
      fc.property(GROUPS, POINTS, (groups, points) => {
        for (const { queries } of packQueries(groups, points)) {
          expect(queries.length).toBeLessThanOrEqual(500);
          expect(queries.length * points).toBeLessThanOrEqual(100_800);
        }
      }),
    );
  });

  it('have ids that are unique in a call, and every one that was asked is wanted exactly once', () => {
    fc.assert(
      fc.property(GROUPS, POINTS, (groups, points) => {
        const calls = packQueries(groups, points);
        for (const { queries } of calls) expect(new Set(queries.map(({ id }) => id)).size).toBe(queries.length);
        const wanted = calls.flatMap((call) => [...call.wanted.values()].flat().map(({ of, id }) => `${of} ${id}`));
        const all = groups.flatMap(({ of, queries }) => queries.map(({ id }) => `${of} ${id}`));

        expect(wanted.sort()).toEqual(all.sort());
      }),
    );
  });

  it('bring back to each what it asked for', () => {
    const [call] = packQueries([asked('web', 2, 'edge'), asked('api', 1, 'edge')], 10);
    const places = call?.queries.map(({ id, dimensions }) => [dimensions.TargetGroup ?? 'edge', call.wanted.get(id)]);

    expect(places).toEqual([
      ['web', [{ of: 'web', id: 'b1' }]],
      ['web', [{ of: 'web', id: 'b2' }]],
      [
        'edge',
        [
          { of: 'web', id: 'elb504' },
          { of: 'api', id: 'elb504' },
        ],
      ],
      ['api', [{ of: 'api', id: 'b1' }]],
    ]);
  });

  it('of a series that is longer than a page are asked one by one', () => {
    expect(queriesPerCall(200_000)).toBe(1);
  });
});
