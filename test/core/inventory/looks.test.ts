import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricAnswer } from '../../../lib/core/inventory/account.ts';
import { classify } from '../../../lib/core/inventory/discover-classify.ts';
import {
  CLOSE_PERIOD,
  closeLook,
  FIRST_PERIOD,
  firstLook,
  longestOf,
  OWN_METRICS,
  ownMetrics,
  settledAtOnce,
  withFastBins,
} from '../../../lib/core/inventory/looks.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { figuresFromMetrics } from '../../../lib/core/triage/live/figures-from-metrics.ts';
import type { MetricPlan } from '../../../lib/core/triage/live/plan-queries.ts';

const NAMES = { targetGroup: 'targetgroup/web/1', loadBalancer: 'app/edge/1' };
const SPAN = { start: 1_800_000_000, end: 1_800_000_000 + 2 * 3600 };
const SETTINGS = { objectiveSeconds: 0.8, idleTimeoutSeconds: 60 };

/** Seconds of responses, and requests that the load balancer cut, by minute of the span. */
interface Sent {
  readonly minute: number;
  readonly seconds?: number;
  readonly count: number;
}

/** What CloudWatch answers to a plan when this was sent. */
function answerTo(plan: MetricPlan, sent: readonly Sent[], period: number): MetricAnswer {
  const series = new Map<string, Map<number, StoredDistribution>>();
  const add = (metric: string, minute: number, value: number, count: number): void => {
    const at = SPAN.start + period * Math.floor((minute * 60) / period);
    const periods = series.get(metric) ?? new Map<number, StoredDistribution>();
    series.set(metric, periods);
    const stored = periods.get(at) ?? new StoredDistribution();
    periods.set(at, stored);
    stored.add(value, count);
  };
  for (const { minute, seconds, count } of sent) {
    add('RequestCount', minute, 1, count);
    if (seconds === undefined) add('HTTPCode_ELB_504_Count', minute, 1, count);
    else add('TargetResponseTime', minute, seconds, count);
  }
  const points = plan.queries.map(({ id, metricName, stat }) => {
    const all = [...(series.get(metricName) ?? [])].sort(([a], [b]) => a - b);
    const values = all.map(([, stored]) => stored.compute(parseStatistic(stat)) ?? 0);
    return [id, { at: all.map(([at]) => at), values, complete: true }] as const;
  });
  return { series: new Map(points), problems: [] };
}

const asked = { ...NAMES, window: SPAN, now: SPAN.end };
const lookAt = (plan: MetricPlan, sent: readonly Sent[], period: number) => {
  const answer = answerTo(plan, sent, period);
  return { answer, figures: figuresFromMetrics(plan, answer, asked).figures };
};
const first = (sent: readonly Sent[]) => lookAt(firstLook(NAMES, SPAN), sent, FIRST_PERIOD);
const close = (sent: readonly Sent[], longest: number) => lookAt(closeLook(NAMES, SPAN, longest), sent, CLOSE_PERIOD);

const SENT = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 119 }),
    seconds: fc.option(
      fc.oneof(fc.double({ min: 0.001, max: 2.9, noNaN: true }), fc.double({ min: 2, max: 300, noNaN: true })),
      {
        nil: undefined,
        freq: 20,
      },
    ),
    count: fc.integer({ min: 1, max: 40 }),
  }),
  { maxLength: 12 },
);

describe('A first look', () => {
  it('settles nothing that a close look would see otherwise', () => {
    fc.assert(
      fc.property(SENT, (sent) => {
        const { figures, answer } = first(sent);
        const settled = settledAtOnce(figures, SETTINGS);
        const { histogram: _, ...found } = classify(close(sent, longestOf(answer.series)).figures, SETTINGS);

        if (settled) expect(settled).toMatchObject({ ...found, evidence: found.evidence.map(({ id }) => ({ id })) });
      }),
      { numRuns: 60 },
    );
  });

  it('is enough for fast requests, and for none', () => {
    const fast = first([{ minute: 3, seconds: 0.05, count: 5000 }]);

    expect(settledAtOnce(fast.figures, SETTINGS)).toMatchObject({ traffic: 'requests', requests: 5000 });
    expect(settledAtOnce(first([]).figures, SETTINGS)).toMatchObject({ traffic: 'no-traffic' });
  });

  it.each([
    ['ten long responses', [{ minute: 3, seconds: 30, count: 10 }]],
    ['requests that the load balancer cut', [{ minute: 3, count: 30 }]],
  ])('is not enough for %s', (_, sent) => {
    expect(settledAtOnce(first(sent).figures, SETTINGS)).toBeUndefined();
  });

  it('is not enough where it did not see all', () => {
    const plan = firstLook(NAMES, SPAN);
    const { series } = answerTo(plan, [{ minute: 3, seconds: 0.05, count: 100 }], FIRST_PERIOD);
    const cut = new Map([...series].map(([id, points]) => [id, { ...points, complete: id !== 'elb504' }]));
    const { figures } = figuresFromMetrics(plan, { series: cut, problems: [] }, asked);

    expect(settledAtOnce(figures, SETTINGS)).toBeUndefined();
    expect(longestOf(new Map([['max', { at: [1], values: [2], complete: false }]]))).toBe(Infinity);
  });
});

describe('A close look', () => {
  it('asks for fewer metrics the shorter the longest response is, and misses none', () => {
    const sizes = [1, 10, 60, 300, Infinity].map((longest) => ownMetrics(closeLook(NAMES, SPAN, longest)));

    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes.at(-1)).toBe(OWN_METRICS.mostClose);
    expect(sizes[0]).toBeLessThan(10);
    const { figures } = close([{ minute: 1, seconds: 300, count: 7 }], 60);
    expect(figures.minutes[0]?.histogram.counts.at(-1)).toBe(7);
  });

  it('draws fast responses as the first look saw them', () => {
    const sent = [
      { minute: 1, seconds: 0.05, count: 9 },
      { minute: 1, seconds: 0.2, count: 4 },
      { minute: 1, seconds: 60, count: 20 },
    ];
    const before = classify(first(sent).figures, SETTINGS).histogram;
    const { histogram } = classify(close(sent, 60).figures, SETTINGS);
    const drawn = withFastBins(histogram, before);

    expect(histogram.counts[0]).toBe(13);
    expect(drawn.counts.slice(0, 3)).toEqual([9, 4, 0]);
    expect(drawn.counts.reduce((sum, count) => sum + count)).toBe(33);
    expect(drawn.edges).toHaveLength(drawn.counts.length + 1);
  });
});
