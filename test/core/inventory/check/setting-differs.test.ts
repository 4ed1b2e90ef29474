import { describe, expect, it } from 'vitest';
import { settingDiffers } from '../../../../lib/core/inventory/check/rules/setting-differs.ts';
import { FLEET_SERVER } from '../../alarms/_targets.ts';
import { BALANCER, BALANCER_ELB, elbOf, environment, facts, judge } from './_facts.ts';

const TARGET = { ...FLEET_SERVER, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
const attributes = (arn: string, values: Record<string, string>) =>
  new Map([[arn, { value: new Map(Object.entries(values)) }]]);
const LIVE = {
  loadBalancerAttributes: attributes(BALANCER.arn, { 'idle_timeout.timeout_seconds': '300' }),
  targetGroupAttributes: attributes(elbOf('orders').arn, { 'deregistration_delay.timeout_seconds': '300' }),
};
const say = (target: Partial<typeof TARGET> = {}, changes: Parameters<typeof facts>[0] = {}) =>
  judge(settingDiffers, facts({ environments: [environment([{ ...TARGET, ...target }])], ...LIVE, ...changes }));

describe('setting-differs', () => {
  it('is silent where the config tells what is there, or tells nothing', () => {
    expect(say()).toEqual({ found: [], open: [] });
    expect(say({ deregistrationDelaySeconds: 300, healthCheck: { codes: '200', intervalSeconds: 30 } }).found).toEqual(
      [],
    );
  });

  it.each([
    [
      'idleTimeout',
      { idleTimeoutSeconds: 600 },
      'idleTimeout is 600 in the config and 300 in the account',
      'idleTimeout',
    ],
    ['deregistrationDelay', { deregistrationDelaySeconds: 30 }, 'deregistrationDelay is 30', 'deregistrationDelay'],
    ['healthCheck.interval', { healthCheck: { intervalSeconds: 10 } }, 'healthCheck.interval is 10', 'healthCheck'],
    [
      'healthCheck.unhealthyThreshold',
      { healthCheck: { unhealthyThreshold: 5 } },
      'unhealthyThreshold is 5',
      'healthCheck',
    ],
    ['healthCheck.codes', { healthCheck: { codes: '200,404' } }, 'codes is 200,404', 'healthCheck'],
  ])('finds another %s', (_, target, message, key) => {
    expect(say(target).found).toMatchObject([
      { subject: 'prod/orders', message: expect.stringContaining(message), target: { key } },
    ]);
  });

  it('finds another load balancer in front', () => {
    const old = { ...BALANCER_ELB, arn: BALANCER.arn.replace('edge', 'old'), name: 'old' };

    expect(say({ loadBalancer: old }).found).toMatchObject([
      { severity: 'error', message: expect.stringContaining('load balancer old in front of it, the account edge') },
    ]);
  });

  it('does not judge what could not be read', () => {
    const { found, open } = say({}, { loadBalancerAttributes: new Map([[BALANCER.arn, { unread: 'denied' }]]) });

    expect(found).toEqual([]);
    expect(open).toEqual([{ subject: 'prod/orders', reason: 'idleTimeout is not known: denied' }]);
  });
});
