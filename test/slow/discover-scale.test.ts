import { describe, expect, it } from 'vitest';
import { discoverAtScale } from '../../bench/scale/run.ts';

const HOLDING = new Set<string | undefined>(['product', 'mixed']);

describe('Discovery of 3,000 target groups on 60 load balancers, on the quotas of an account', () => {
  it('makes hardly more calls than could do, in 400 MB and a minute, and finds what holds', async () => {
    const { tally, discovery, kinds, ...figures } = await discoverAtScale({
      loadBalancers: 60,
      groupsEach: 50,
      faults: [],
    });
    const said = (traffic: readonly string[]) =>
      discovery.targetGroups.filter((group) => traffic.includes(group.traffic)).map(({ arn }) => kinds.get(arn));
    const { operations } = tally;

    expect(discovery.problems).toEqual([]);
    expect(discovery.targetGroups).toHaveLength(3000);
    // Counted from what came over the wire: 8 pages of 400, 150 batches of 20 tags, 60 of each that is asked one by one.
    expect(tally.calls).toBeLessThanOrEqual(1.05 * tally.least);
    expect([operations.DescribeTargetGroups?.least, operations.DescribeTags?.least]).toEqual([8, 150]);
    expect([operations.DescribeListeners?.least, operations.DescribeRules?.least]).toEqual([60, 60]);
    expect(tally.calls).toBeLessThanOrEqual(1.05 * (discovery.plan?.calls ?? 0));
    expect(discovery.plan?.metrics).toBe(tally.differentMetrics);
    // With Node's own settings, as a person runs it.
    expect(figures.peakMegabytes).toBeLessThanOrEqual(400);
    expect(figures.wallSeconds).toBeLessThanOrEqual(60);
    expect(figures.virtualSeconds).toBeLessThan(180);
    const found = said(['mixed', 'long-polls']);
    expect(found.every((kind) => HOLDING.has(kind))).toBe(true);
    expect(found.length).toBeGreaterThan(0.9 * [...kinds.values()].filter((kind) => HOLDING.has(kind)).length);
  });
});
