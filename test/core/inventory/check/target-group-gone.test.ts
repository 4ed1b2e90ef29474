import { describe, expect, it } from 'vitest';
import { targetGroupGone } from '../../../../lib/core/inventory/check/rules/target-group-gone.ts';
import { ELASTICSEARCH } from '../../alarms/_targets.ts';
import { BALANCER_ELB, elbOf, environment, facts, group, judge } from './_facts.ts';

const ENVIRONMENT = environment([
  { ...ELASTICSEARCH, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB },
]);
const say = (changes: Parameters<typeof facts>[0]) =>
  judge(targetGroupGone, facts({ environments: [ENVIRONMENT], ...changes }));

describe('target-group-gone', () => {
  it('is silent about target groups that are there', () => {
    expect(say({})).toEqual({ found: [], open: [] });
  });

  it('finds a target whose target group the account does not have', () => {
    expect(say({ targetGroups: { value: [] } }).found).toMatchObject([
      {
        subject: 'prod/orders',
        target: { name: 'orders', key: 'targetGroup' },
        advice: expect.stringContaining('take the target out'),
      },
    ]);
  });

  it('finds one that no load balancer forwards to', () => {
    const alone = group('orders', { loadBalancerArns: [] });

    expect(say({ targetGroups: { value: [alone] } }).found).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('no load balancer forwards to target group') },
    ]);
  });

  it('names the one that was made anew under the same name', () => {
    const anew = group('orders', { arn: elbOf('orders').arn.replace('943f017f100becff', 'ffffffffffffffff') });

    expect(say({ targetGroups: { value: [anew] } }).found[0]?.message).toContain(`there as ${anew.arn}`);
  });

  it('leaves targets with match to the rule about the lock', () => {
    const settings = { targets: [{ name: 'orders', match: { name: 'orders' } }] } as never;

    expect(say({ targetGroups: { value: [] }, locks: new Map([['prod', { settings }]]) }).found).toEqual([]);
  });

  it('calls nothing gone while not all target groups are known', () => {
    const { found, open } = say({ targetGroups: { value: [], incomplete: 'a page failed' } });

    expect(found).toEqual([]);
    expect(open).toMatchObject([{ subject: 'prod/orders', reason: expect.stringContaining('a page failed') }]);
  });
});
