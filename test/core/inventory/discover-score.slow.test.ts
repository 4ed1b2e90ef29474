import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../bench/discover/account.ts';
import { drawGroups, type SimulatedGroup } from '../../../bench/discover/groups.ts';
import { discoverAll, GOALS, saysHolds, scoreOf } from '../../../bench/discover/score.ts';
import { triageLive } from '../../../lib/core/triage/live/triage-live.ts';
import type { VerdictId } from '../../../lib/core/triage/verdict.ts';
import { fakeReader } from '../triage/live/_reader.ts';

/** Not the seeds of the bench, nor those that settings were chosen on. */
const SEED = 60;
const groups = drawGroups(SEED);

describe('Two hundred simulated target groups', () => {
  it('are told apart as well as discovery promises', { timeout: 120_000 }, async () => {
    const judged = await discoverAll(groups);
    const { precision, recall, trapsNotSeparable, rightWord, rightHold } = scoreOf(judged);

    expect(judged).toHaveLength(200);
    expect(judged.filter((one) => one.group.kind === 'trap' && saysHolds(one))).toEqual([]);
    expect(precision).toBeGreaterThanOrEqual(GOALS.precision);
    expect(recall).toBeGreaterThanOrEqual(GOALS.recall);
    expect(trapsNotSeparable).toBe(GOALS.trapsNotSeparable);
    expect(Math.min(rightWord, rightHold)).toBeGreaterThan(0.95);
  });
});

describe('A dependency that gives up after a fixed time, as live triage sees it', () => {
  const traps = groups.filter(({ kind, about }) => kind === 'trap' && !about.includes('on and off'));

  it.each(traps.map((trap) => [trap.about, trap] as const))('is not taken for holds: %s', async (about, trap) => {
    const { verdict, also } = await verdictOn(trap);
    const said: readonly VerdictId[] = [verdict, ...also];

    expect(said).not.toContain('idle-long-polls');
    expect(said).not.toContain('idle-long-polls-and-slow-requests');
    // A few percent of slow requests are within the limit, whatever they are.
    if (/ (10|30|100) % of/.test(about)) expect(said).toContain('not-separable');
  });
});

async function verdictOn(group: SimulatedGroup) {
  const now = group.scenario.to;
  const account = accountOf([group], now);
  const [described] = (await account.targetGroups()).items;
  const [balancer] = (await account.loadBalancers()).items;
  if (!described || !balancer) throw new RangeError('an account of one target group');
  const question = {
    targetGroup: { arn: described.arn, fullName: `targetgroup/${described.arn.split(':targetgroup/')[1]}` },
    loadBalancer: { arn: balancer.arn, fullName: balancer.arn.split(':loadbalancer/')[1] ?? '' },
    window: { start: now - 3600, end: now },
    now,
    baselineSeconds: 86_400,
  };
  const { verdict } = await triageLive({ ...fakeReader(), ...account }, question);
  return verdict;
}
