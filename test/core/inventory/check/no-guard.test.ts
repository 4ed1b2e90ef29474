import { describe, expect, it } from 'vitest';
import { noGuard } from '../../../../lib/core/inventory/check/rules/no-guard.ts';
import { ELASTICSEARCH, everyGuard } from '../../alarms/_targets.ts';
import { alarm, BALANCER_ELB, elbOf, environment, facts, judge } from './_facts.ts';

const LATENCY = alarm('latency');
const HEALTH = alarm('healthy', { MetricName: 'HealthyHostCount' });
const say = (changes: Parameters<typeof facts>[0]) => judge(noGuard, facts(changes));

describe('no-guard', () => {
  it('finds a target group whose latency is watched, and nothing else of it', () => {
    expect(say({ alarms: { value: [LATENCY] } }).found).toMatchObject([
      { subject: 'orders', message: expect.stringContaining('latency watches its latency, but no alarm') },
    ]);
  });

  it.each([
    ['an alarm on its healthy targets', HEALTH],
    ['a guard of ours', alarm('holdband-prod-orders-target-errors', { MetricName: 'RequestCount' })],
  ])('is content with %s', (_, guard) => {
    expect(say({ alarms: { value: [LATENCY, guard] } })).toEqual({ found: [], open: [] });
  });

  it('leaves to another rule what nobody watches at all', () => {
    expect(say({ alarms: { value: [] } }).found).toEqual([]);
  });

  it('is content where the config switches every guard off', () => {
    const target = { ...ELASTICSEARCH, targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
    const of = (on: boolean) => [environment([{ ...target, guards: everyGuard({ on }) }])];

    expect(say({ alarms: { value: [LATENCY] }, environments: of(false) }).found).toEqual([]);
    expect(say({ alarms: { value: [LATENCY] }, environments: of(true) }).found).toHaveLength(1);

    const some = { ...everyGuard({ on: true }), 'target-errors': { on: false } };
    const partly = [environment([{ ...target, guards: some }])];
    expect(say({ alarms: { value: [LATENCY] }, environments: partly }).found).toHaveLength(1);
  });

  it('judges nothing without the alarms', () => {
    expect(say({ alarms: { unread: 'denied' } }).open).toMatchObject([{ subject: 'every target group' }]);
  });
});
