import { describe, expect, it } from 'vitest';
import { alarmOnNothing } from '../../../../lib/core/inventory/check/rules/alarm-on-nothing.ts';
import { alarm, BALANCER, dimensionsOf, facts, group, judge } from './_facts.ts';

const say = (changes: Parameters<typeof facts>[0]) => judge(alarmOnNothing, facts(changes));
const onGone = (name: string, more: object = {}) => alarm(name, { Dimensions: dimensionsOf('gone'), ...more });

describe('alarm-on-nothing', () => {
  it('is silent about alarms on what is there', () => {
    expect(say({ alarms: { value: [alarm('latency')] } })).toEqual({ found: [], open: [] });
  });

  it("finds somebody's alarm on a target group that is gone, with the command that deletes it", () => {
    expect(say({ alarms: { value: [onGone('old latency')] } }).found).toMatchObject([
      {
        subject: 'old latency',
        severity: 'warning',
        message: expect.stringContaining('targetgroup/gone/'),
        command: "aws cloudwatch delete-alarms --alarm-names 'old latency' --region us-east-2",
      },
    ]);
  });

  it('finds one of ours as an error, and has it mended instead of deleted', () => {
    const [mine] = say({ alarms: { value: [onGone('holdband-prod-orders-slow-1m')] } }).found;

    expect(mine?.severity).toBeUndefined();
    expect(mine?.command).toBeUndefined();
    expect(mine?.advice).toContain('holdband discover --write');
  });

  it('names the composites that count on it', () => {
    const composite = {
      ...alarm('page'),
      kind: 'composite' as const,
      properties: { AlarmRule: 'AT_LEAST(1, ALARM, ("old", "other"))' },
    };
    const [first] = say({ alarms: { value: [onGone('old'), composite] } }).found;

    expect(first?.message).toContain('; page reads it');
    // CloudWatch would refuse it.
    expect(first?.command).toBeUndefined();
  });

  it('leaves alarms of a scaling policy to the policy', () => {
    const policy = 'arn:aws:autoscaling:us-east-2:111122223333:scalingPolicy:0:resource/ecs/service/a/b:policyName/p';
    const [first] = say({ alarms: { value: [onGone('TargetTracking-b', { AlarmActions: [policy] })] } }).found;

    expect(first).toMatchObject({ severity: 'warning', advice: expect.stringContaining('delete the policy') });
    expect(first?.command).toBeUndefined();
  });

  it('looks into metric math, and finds load balancers that are gone, too', () => {
    const query = {
      Id: 'm1',
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: 'RequestCount',
          Dimensions: [{ Name: 'LoadBalancer', Value: 'app/old/0000000000000000' }],
        },
        Period: 60,
        Stat: 'Sum',
      },
    };
    const math = alarm('math', { MetricName: undefined, Metrics: [query] });
    const elsewhere = alarm('math', { MetricName: undefined, Metrics: [{ ...query, AccountId: '444455556666' }] });

    expect(say({ alarms: { value: [math] } }).found[0]?.message).toContain('app/old/0000000000000000');
    expect(say({ alarms: { value: [elsewhere] } }).found).toEqual([]);
  });

  it.each([
    ['target groups', { targetGroups: { value: [group('orders')], incomplete: 'a page failed' } }],
    ['load balancers', { loadBalancers: { value: [BALANCER], incomplete: 'a page failed' } }],
  ] as const)('calls nothing gone while not all %s are known', (what, listing) => {
    const wrong =
      what === 'target groups'
        ? onGone('old')
        : alarm('old', { Dimensions: [{ Name: 'LoadBalancer', Value: 'app/old/1' }] });
    const { found, open } = say({ ...listing, alarms: { value: [wrong] } });

    expect(found).toEqual([]);
    expect(open).toMatchObject([{ subject: `alarms on ${what}`, reason: expect.stringContaining('a page failed') }]);
  });

  it('judges nothing without the alarms', () => {
    expect(say({ alarms: { unread: 'denied' } }).open).toMatchObject([{ subject: 'every alarm' }]);
  });
});
