import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HoldProfile } from '../../../../lib/core/holds/profile.ts';
import { edgeIndexAtOrAbove, printableEdge } from '../../../../lib/core/statistics/edges.ts';
import { parseStatistic } from '../../../../lib/core/statistics/statistic.ts';
import { histogramEdges } from '../../../../lib/core/triage/live/histogram-edges.ts';
import { type PlanInput, planQueries } from '../../../../lib/core/triage/live/plan-queries.ts';
import { separate } from '../../../../lib/core/triage/separation.ts';
import { byHand, FLEET, HOUR, SETTINGS } from '../scenarios.ts';

const DAY = 86_400;
const ASKED: PlanInput = {
  targetGroup: 'targetgroup/by-hand/943f017f100becff',
  loadBalancer: 'app/by-hand/50dc6c495c0c9188',
  window: HOUR,
  now: HOUR.end,
  baselineSeconds: DAY,
  settings: SETTINGS,
};

const holds = fc
  .record({
    ceilingSeconds: fc.double({ min: 1, max: 1200, noNaN: true }),
    spread: fc.constantFrom(-0.3, -0.1, 0, 0.0625, 0.5),
    releaseLaw: fc.constantFrom('broadcast', 'message-driven'),
  })
  .map(({ ceilingSeconds, spread, releaseLaw }): HoldProfile => {
    return { ...FLEET, name: 'custom', ceilingSeconds, spreadSeconds: spread * ceilingSeconds, releaseLaw };
  });
const settings = fc
  .record({
    objectiveSeconds: fc.constantFrom(0.3, 0.8, 2),
    hold: fc.option(holds, { nil: undefined }),
  })
  .map(({ hold, ...rest }) => ({ ...SETTINGS, ...rest, ...(hold && { hold }) }));

describe('The queries of a plan', () => {
  it('are at most 500, of statistics that CloudWatch takes, with ids of their own', () => {
    fc.assert(
      fc.property(settings, (own) => {
        const { queries } = planQueries({ ...ASKED, settings: own });
        expect(queries.length).toBeLessThanOrEqual(500);
        expect(new Set(queries.map(({ id }) => id)).size).toBe(queries.length);
        for (const { id, stat } of queries) {
          expect(id).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
          parseStatistic(stat);
        }
      }),
    );
  });

  it('count every response time once: bins follow one another from 0 to infinity, on storage-bin edges', () => {
    fc.assert(
      fc.property(settings, (own) => {
        const { edges, bins, queries } = planQueries({ ...ASKED, settings: own });
        expect(edges.at(0)).toBe(0);
        expect(edges.at(-1)).toBe(Infinity);
        expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
        for (const edge of edges.slice(1, -1)) expect(edge).toBe(printableEdge(edgeIndexAtOrAbove(edge)));
        const stats = bins.map((id) => parseStatistic(queries.find((query) => query.id === id)?.stat ?? ''));
        expect(stats.map((stat) => ('from' in stat ? stat.from : 0))).toEqual(edges.slice(0, -1));
        expect(stats.map((stat) => ('to' in stat ? stat.to : Infinity))).toEqual(edges.slice(1));
      }),
    );
  });

  it('have an edge wherever triage counts, also where the idle timeout becomes known only beside them', () => {
    fc.assert(
      fc.property(settings, fc.option(fc.integer({ min: 1, max: 4000 })), fc.boolean(), (own, idle, before) => {
        const known = idle === null ? {} : { idleTimeoutSeconds: idle };
        const edges = histogramEdges(before ? { ...own, ...known } : own);
        const { edges: counted } = separate(
          byHand(10, () => ({ answered: [1] })),
          { ...own, ...known },
        );
        const { unheldOnly: _, doubtful, slow, hang, ...alone } = counted;
        const all = [alone, slow ?? {}, hang ?? {}, doubtful ?? {}].flatMap((part) => Object.values(part) as number[]);
        for (const edge of all) expect(edges).toContain(edge);
      }),
    );
  });

  it('ask for response times, requests and host counts of the target group, and for 502 to 504 of the load balancer', () => {
    const { queries } = planQueries(ASKED);
    const names = (of: 'group' | 'load balancer') =>
      new Set(queries.filter((q) => 'TargetGroup' in q.dimensions === (of === 'group')).map((q) => q.metricName));

    expect([...names('load balancer')]).toEqual([
      'HTTPCode_ELB_502_Count',
      'HTTPCode_ELB_503_Count',
      'HTTPCode_ELB_504_Count',
    ]);
    expect([...names('group')]).toEqual([
      'TargetResponseTime',
      'RequestCount',
      'HTTPCode_Target_5XX_Count',
      'HealthyHostCount',
      'UnHealthyHostCount',
    ]);
  });
});

describe('The baseline of a plan', () => {
  it('is as long as asked for, but fits one page with its window', () => {
    fc.assert(
      fc.property(
        settings,
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 0, max: 3 * DAY }),
        (own, minutes, seconds) => {
          const window = { start: HOUR.start, end: HOUR.start + 60 * minutes };
          const { queries, start, end } = planQueries({
            ...ASKED,
            settings: own,
            window,
            now: window.end,
            baselineSeconds: seconds,
          });
          const points = (queries.length * (end - start)) / 60;

          expect(points).toBeLessThanOrEqual(100_800);
          expect(start % 60).toBe(0);
          expect(window.start - start).toBeLessThanOrEqual(seconds);
          const longer = points + queries.length > 100_800 || window.start - start > seconds - 60;
          expect(longer).toBe(true);
        },
      ),
    );
  });

  it('is nothing where the window alone is longer than a page', () => {
    const window = { start: HOUR.start, end: HOUR.start + 2 * DAY };

    expect(planQueries({ ...ASKED, window, now: window.end }).start).toBe(window.start);
  });

  it('does not reach back to minutes that CloudWatch no longer keeps', () => {
    const now = HOUR.end + 15 * DAY - 1800;
    const { start } = planQueries({ ...ASKED, now });

    expect(now - start).toBeLessThan(15 * DAY);
    expect(now - start).toBeGreaterThan(15 * DAY - 121);
  });
});
