import { describe, expect, it } from 'vitest';
import { dop833Day, elasticsearchLogLines, fleetLogLines } from '../../../lib/core/traffic/dop833.ts';
import { truthCounts } from '../../../lib/core/traffic/figures.ts';
import { endedAt } from '../../../lib/core/traffic/request.ts';
import { byClient, HOUR, START } from './_scenarios.ts';

const DAY = dop833Day({ seed: 1, day: START });
const LAST_HOUR = { start: START + 23 * HOUR, end: START + 24 * HOUR };
const ARNS = {
  loadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/front/50dc6c495c0c9188',
  targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/agents/943f017f100becff',
};

describe('the DOP-833 day', () => {
  it.each([1, 2, 7, 42])(
    'has 3 to 5 requests a minute at Fleet Server with seed %i, one of them a check-in',
    (seed) => {
      const { fleet } = dop833Day({ seed, day: START });
      const checkins = fleet.filter(({ path }) => path.endsWith('/checkin'));
      expect(fleet.length / 1440).toBeGreaterThan(3);
      expect(fleet.length / 1440).toBeLessThan(5);
      expect(checkins.length / 1440).toBeCloseTo(5 / (286 / 60), 1);
    },
  );

  it('has five agents, each with a poll of 270 to 300 s parked nearly all the time', () => {
    const polls = DAY.fleet.filter(({ truth }) => truth === 'expired-hold');
    expect(byClient(polls)).toHaveLength(DAY.agents);
    expect(DAY.agents).toBe(5);
    expect(polls.every((r) => r.durationSeconds > 270 && r.durationSeconds < 300)).toBe(true);
    expect(polls.reduce((sum, r) => sum + r.durationSeconds, 0) / (24 * HOUR)).toBeGreaterThan(4.9);
  });

  it.each([1, 2, 7, 42])('has nothing slow at Fleet Server with seed %i', (seed) => {
    expect(truthCounts(dop833Day({ seed, day: START }).fleet).slow).toBe(0);
  });

  it('has one policy change, which ends every poll at once and is acknowledged', () => {
    const released = DAY.fleet.filter(({ truth }) => truth === 'early-release');
    expect(released.length).toBeGreaterThanOrEqual(4); // an agent may be in its gap
    expect(released.every((r) => Math.abs(endedAt(r) - DAY.policyChangeAt) < 0.1)).toBe(true);
    for (const { client } of released) {
      const ack = DAY.fleet.find(
        (r) => r.client === client && r.path.endsWith('/acks') && r.startedAt > DAY.policyChangeAt,
      );
      expect(ack?.startedAt).toBeLessThan(DAY.policyChangeAt + 1);
    }
  });

  it('has its slow Elasticsearch requests in the slowdown, and the slowdown in the last hour', () => {
    const slow = DAY.elasticsearch.filter(({ truth }) => truth === 'slow');
    const { from = 0, to = 0 } = DAY.slowdown ?? {};
    expect(from).toBeGreaterThanOrEqual(LAST_HOUR.start);
    expect(to).toBeLessThanOrEqual(LAST_HOUR.end);
    expect(slow.every((r) => r.startedAt >= from && r.startedAt < to)).toBe(true);
  });

  it('slows well above 5 % of the last hour’s requests', () => {
    const { slow, fast } = truthCounts(DAY.elasticsearch, LAST_HOUR);
    expect(slow / (slow + fast)).toBeGreaterThan(0.2);
  });

  it('slows as large a share as asked for, and nothing with 0', () => {
    const share = (slow: number) => {
      const day = dop833Day({ seed: 1, day: START, slow });
      const { from, to } = DAY.slowdown as { from: number; to: number };
      const during = day.elasticsearch.filter((r) => r.startedAt >= from && r.startedAt < to);
      return during.filter(({ truth }) => truth === 'slow').length / during.length;
    };
    expect(share(0)).toBe(0);
    expect(share(0.25)).toBeCloseTo(0.25, 1);
    expect(share(1)).toBe(1);
    expect(dop833Day({ seed: 1, day: START, slow: 0 }).slowdown).toBeUndefined();
  });

  it('leaves Fleet Server and Elasticsearch’s arrivals as they are whatever is slow', () => {
    const calm = dop833Day({ seed: 1, day: START, slow: 0 });
    expect(calm.fleet).toEqual(DAY.fleet);
    const starts = (day: typeof DAY) => day.elasticsearch.map(({ startedAt }) => startedAt).toSorted();
    expect(starts(calm)).toEqual(starts(DAY));
  });

  it('refuses a share that is none', () => {
    expect(() => dop833Day({ seed: 1, day: START, slow: 60 })).toThrow('slowdowns[0].share is 60, allowed: 0 to 1');
  });

  it('is written as the access logs of two load balancers', () => {
    const [fleet] = fleetLogLines(DAY, ARNS);
    const [search] = elasticsearchLogLines(DAY, { ...ARNS, loadBalancerArn: 'app/search/60ed7d5a6d1da299' });
    expect(fleet).toMatch(/^https 2026-11-20T00:0\S+ app\/front\/50dc6c495c0c9188 /);
    expect(fleet).toContain('"Elastic Agent v');
    expect(search).toContain(' app/search/60ed7d5a6d1da299 ');
    expect([...fleetLogLines(DAY, ARNS)]).toHaveLength(DAY.fleet.length);
  });
});
