import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, planHistoryCalls } from '../../../../lib/core/backtest/live/plan-calls.ts';
import type { HistoryRead } from '../../../../lib/core/backtest/live/reads.ts';

const DAY = 86_400;
const NOON = Date.UTC(2026, 10, 16, 12) / 1000;

function reads(count: number, periodSeconds = 60): HistoryRead[] {
  return Array.from({ length: count }, (_, i) => ({
    namespace: 'AWS/ApplicationELB',
    metricName: 'RequestCount',
    dimensions: { LoadBalancer: `app/${i}` },
    stat: 'Sum',
    periodSeconds,
  }));
}

const span = (seconds: number) => ({ from: NOON - seconds, to: NOON });

describe('the calls of a live read', () => {
  it.each([
    ['one metric of 15 days', 1, 1],
    ['four, which fill a page', 4, 1],
    ['five', 5, 2],
    ['fourteen, cut into three parts of five days', 14, 3],
  ])('are as few as pages allow for %s', (_, metrics, calls) => {
    expect(planHistoryCalls(reads(metrics), span(15 * DAY))).toHaveLength(calls);
  });

  it('hold at most 500 queries', () => {
    const calls = planHistoryCalls(reads(1001), span(3600));

    expect(calls.map((call) => call.reads.length)).toEqual([500, 500, 1]);
  });

  it('are none where there is nothing to read', () => {
    expect(planHistoryCalls([], span(DAY))).toEqual([]);
    expect(planHistoryCalls(reads(3), span(0))).toEqual([]);
  });

  it('cost what the metrics they request cost', () => {
    const calls = planHistoryCalls(reads(1000), span(3600));

    expect(costOf(calls)).toEqual({ calls: 2, metrics: 1000, dollars: 0.01 });
  });

  it('begin inside a period only where that period began before', () => {
    const [call] = planHistoryCalls(reads(1, 300), { from: NOON + 120, to: NOON + 1200 });

    expect(call).toMatchObject({ from: NOON, to: NOON + 1200 });
  });

  const period = fc.constantFrom(60, 120, 300, 600, 900, 3600);
  const asked = fc.record({
    counts: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), period), { minLength: 1, maxLength: 3 }),
    from: fc.integer({ min: 0, max: 3000 }),
    minutes: fc.integer({ min: 1, max: 15 * 1440 }),
  });

  it('read every minute of every metric once, and fit a page each', () => {
    fc.assert(
      fc.property(asked, ({ counts, from, minutes }) => {
        const wanted = counts.flatMap(([count, seconds], i) =>
          reads(count, seconds).map((read) => ({ ...read, stat: `TC(${i}:)` })),
        );
        const start = NOON + 60 * from;
        const end = start + 60 * minutes;

        const calls = planHistoryCalls(wanted, { from: start, to: end });

        for (const call of calls) {
          const points = call.reads.map((read) => Math.ceil((call.to - call.from) / read.periodSeconds));
          expect(call.reads.length).toBeLessThanOrEqual(500);
          expect(points.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100_800);
          for (const read of call.reads) expect(call.from % read.periodSeconds).toBe(0);
        }
        for (const read of wanted) {
          const parts = calls.filter((call) => call.reads.includes(read)).sort((a, b) => a.from - b.from);
          expect(parts[0]?.from).toBeLessThanOrEqual(start);
          expect(parts.at(-1)?.to).toBe(end);
          for (const [i, part] of parts.entries()) if (i > 0) expect(part.from).toBe(parts[i - 1]?.to);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are never more than whole series would take', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 15 }), (metrics, days) => {
        const calls = planHistoryCalls(reads(metrics), span(days * DAY));

        expect(calls.length).toBeLessThanOrEqual(Math.ceil(metrics / Math.floor(100_800 / (1440 * days))));
      }),
      { numRuns: 40 },
    );
  });
});
