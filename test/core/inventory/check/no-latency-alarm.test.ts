import { describe, expect, it } from 'vitest';
import { noLatencyAlarm } from '../../../../lib/core/inventory/check/rules/no-latency-alarm.ts';
import { ELASTICSEARCH, FLEET } from '../../alarms/_targets.ts';
import { alarm, BALANCER_ELB, discovery, elbOf, environment, facts, found, group, judge } from './_facts.ts';

const ORDERS = { ...ELASTICSEARCH, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
const OF_BALANCER = { Dimensions: [{ Name: 'LoadBalancer', Value: BALANCER_ELB.fullName }] };
const PAGING = { AlarmActions: ['arn:aws:sns:us-east-2:111122223333:on-call'] };
const POLICY =
  'arn:aws:autoscaling:us-east-2:111122223333:scalingPolicy:0:resource/ecs/service/prod/orders:policyName/p';
const say = (changes: Parameters<typeof facts>[0]) => judge(noLatencyAlarm, facts(changes));

describe('no-latency-alarm', () => {
  it('sends a target group that match finds, and the lock does not have, to the lock', () => {
    const match = { tags: { app: 'orders' } };
    const settings = { targets: [{ name: 'shop', match }] } as never;
    const changes = { environments: [environment([])], locks: new Map([['prod', { settings }]]) };
    const tagged = { value: discovery([found('orders', match)]) };
    const [untold] = say(changes).found;
    const [told] = say({ ...changes, discovery: tagged }).found;

    expect(untold?.advice).toContain('add it to the config');
    expect(told?.advice).toMatch(/^let the lock follow: 'holdband discover --write --environment prod'; match of shop/);
  });

  it('finds a target group whose response times nobody reads', () => {
    const { found: all, open } = say({});

    expect(open).toEqual([]);
    expect(all).toMatchObject([
      { subject: 'orders', message: expect.stringContaining('which carries requests (5000') },
    ]);
  });

  it.each([
    ["somebody's alarm on its response times", alarm('latency', PAGING)],
    ['an alarm on its load balancer, which has no other target group', alarm('latency', { ...PAGING, ...OF_BALANCER })],
    ['an alarm of ours, in shadow mode, too', alarm('holdband-prod-orders-slow-1m', { ActionsEnabled: false })],
    [
      'an alarm that goes off where few requests are fast',
      alarm('fast', { ...PAGING, ExtendedStatistic: 'PR(:0.8)', ComparisonOperator: 'LessThanThreshold' }),
    ],
    [
      'a query that makes a series of each target group',
      alarm('latency', {
        ...PAGING,
        MetricName: undefined,
        Metrics: [
          { Id: 'q', Expression: 'SELECT MAX(TargetResponseTime) FROM "AWS/ApplicationELB" GROUP BY TargetGroup' },
        ],
      }),
    ],
    [
      'a query that makes a series of each target group of its load balancer',
      alarm('latency', {
        ...PAGING,
        MetricName: undefined,
        Metrics: [
          {
            Id: 'q',
            Expression: `SELECT MAX(TargetResponseTime) FROM "AWS/ApplicationELB" WHERE LoadBalancer = '${BALANCER_ELB.fullName}' GROUP BY TargetGroup`,
          },
        ],
      }),
    ],
  ])('is content with %s', (_, watching) => {
    expect(say({ alarms: { value: [watching] } }).found).toEqual([]);
  });

  it.each([
    [
      'a query of another load balancer',
      alarm('latency', {
        ...PAGING,
        MetricName: undefined,
        Metrics: [
          {
            Id: 'q',
            Expression: `SELECT MAX(TargetResponseTime) FROM "AWS/ApplicationELB" WHERE LoadBalancer = 'app/other/1' GROUP BY TargetGroup`,
          },
        ],
      }),
    ],
    ['an alarm on its requests', alarm('count', { MetricName: 'RequestCount' })],
    ['a guard of ours', alarm('holdband-prod-orders-hold-overrun')],
    ['an alarm that a scaling policy goes by', alarm('TargetTracking-orders-AlarmHigh', { AlarmActions: [POLICY] })],
    ['an alarm on fast responses', alarm('low', { ...PAGING, ComparisonOperator: 'LessThanThreshold' })],
  ])('is not content with %s', (_, watching) => {
    expect(say({ alarms: { value: [watching] } }).found).toHaveLength(1);
  });

  it.each([
    ['has no actions', alarm('latency'), 'it has no actions'],
    ['was disabled', alarm('latency', { ...PAGING, ActionsEnabled: false }), 'its actions are disabled'],
  ])('says of an alarm of others that %s that nobody hears of it', (_, silent, why) => {
    const composite = { ...alarm('page', PAGING), kind: 'composite' as const };
    const reading = { ...composite, properties: { ...PAGING, AlarmRule: 'AT_LEAST(1, ALARM, ("latency", "other"))' } };

    expect(say({ alarms: { value: [silent] } }).found).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining(
          `latency shows slow requests of target group orders, but calls nobody: ${why}`,
        ),
      },
    ]);
    expect(say({ alarms: { value: [silent, reading] } }).found).toEqual([]);
  });

  it('takes an alarm on a load balancer of several target groups for none, and says so', () => {
    const { found: all } = say({
      targetGroups: { value: [group('orders'), group('carts')] },
      alarms: { value: [alarm('latency', OF_BALANCER)] },
    });

    expect(all.map(({ subject }) => subject)).toEqual(['orders', 'carts']);
    expect(all[0]?.message).toContain('latency reads its whole load balancer, where other target groups hide it');
  });

  it('takes an alarm that the holds of the target group set off for none, and says so', () => {
    const { found: all } = say({
      discovery: { value: discovery([found('orders', { traffic: 'long-polls', hold: FLEET })]) },
      alarms: { value: [alarm('latency')] },
    });

    expect(all[0]?.message).toContain('latency reads its holds as slowness');
  });

  it('leaves exempt targets and excluded target groups alone', () => {
    const exempt = { ...ORDERS, traffic: 'exempt', exempt: { reason: 'batch' } } as const;
    const excluded = discovery([found('orders', { excluded: 'a batch service' })]);

    expect(say({ environments: [environment([exempt])] }).found).toEqual([]);
    expect(say({ discovery: { value: excluded } }).found).toEqual([]);
  });

  it('leaves what another environment watches to that environment', () => {
    expect(say({ neighbours: [environment([ORDERS], { name: 'eu' })] }).found).toEqual([]);
  });

  it('does not judge a target group whose tags could not be read where tags exclude some', () => {
    const excluding = environment([], { discover: [{ tags: { team: 'batch' }, exclude: 'a batch service' }] });
    const { tags: _, ...untagged } = found('orders');
    const { found: all, open } = say({ environments: [excluding], discovery: { value: discovery([untagged]) } });

    expect(all).toEqual([]);
    expect(open).toMatchObject([{ subject: 'orders' }]);
    // A target of the config is meant by no such rule.
    const watching = { ...excluding, targets: [ORDERS] };
    expect(say({ environments: [watching], discovery: { value: discovery([untagged]) } }).found).toHaveLength(1);
  });

  it('says of a target of the config that it is not deployed, and where it stands', () => {
    expect(say({ environments: [environment([ORDERS])] }).found).toMatchObject([
      {
        subject: 'prod/orders',
        target: { environment: 'prod', name: 'orders' },
        advice: expect.stringContaining('deploy the stack of prod'),
      },
    ]);
  });

  it('weighs little while nobody sends the target group anything', () => {
    const idle = discovery([found('orders', { traffic: 'no-traffic', requests: 0 })]);

    expect(say({ discovery: { value: idle } }).found).toMatchObject([{ severity: 'info' }]);
  });

  it('judges nothing without the alarms', () => {
    const { found: all, open } = say({ alarms: { unread: 'cloudwatch:DescribeAlarms was denied' } });

    expect(all).toEqual([]);
    expect(open).toMatchObject([{ subject: 'every target group', reason: expect.stringContaining('denied') }]);
  });

  it('judges the target groups it knows, and says that there may be others', () => {
    const { found: all, open } = say({ targetGroups: { value: [group('orders')], incomplete: 'a page failed' } });

    expect([all.length, open.length]).toEqual([1, 1]);
  });
});
