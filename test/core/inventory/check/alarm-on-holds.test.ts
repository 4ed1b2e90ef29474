import { describe, expect, it } from 'vitest';
import { alarmOnHolds } from '../../../../lib/core/inventory/check/rules/alarm-on-holds.ts';
import { FLEET, FLEET_SERVER } from '../../alarms/_targets.ts';
import { alarm, BALANCER_ELB, discovery, elbOf, environment, facts, found, group, judge, NOW } from './_facts.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const GENERIC = alarm('generic latency', { AlarmActions: [TOPIC] });
const HOLDING = { value: discovery([found('orders', { traffic: 'long-polls', hold: FLEET })]) };
const fired = (days: number) => ({
  alarm: GENERIC.name,
  at: NOW - days * 86_400,
  type: 'StateUpdate' as const,
  summary: 'Alarm updated from OK to ALARM',
});
const say = (changes: Parameters<typeof facts>[0]) =>
  judge(alarmOnHolds, facts({ alarms: { value: [GENERIC] }, discovery: HOLDING, ...changes }));

describe('alarm-on-holds', () => {
  it('finds an alarm that discovered holds set off, how often it fired, and the command that disables it', () => {
    expect(say({ alarmHistory: { value: [fired(1), fired(2)] } }).found).toMatchObject([
      {
        subject: 'generic latency',
        alarm: 'generic latency',
        message: expect.stringMatching(/p95 .*alone put it in ALARM, those of orders; it fired 2 times in 15 days$/),
        command: "aws cloudwatch disable-alarm-actions --alarm-names 'generic latency' --region us-east-2",
      },
    ]);
  });

  it('finds one that holds of the config set off, on the load balancer, too', () => {
    const target = { ...FLEET_SERVER, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
    const wide = alarm('wide', { Dimensions: [{ Name: 'LoadBalancer', Value: BALANCER_ELB.fullName }] });
    const { found: all } = say({
      environments: [environment([target])],
      discovery: { value: discovery([]) },
      alarms: { value: [wide] },
    });

    expect(all).toMatchObject([{ subject: 'wide', message: expect.stringContaining('whole load balancer') }]);
  });

  it('says once of an alarm that the holds of several target groups set off', () => {
    const wide = alarm('wide', { Dimensions: [{ Name: 'LoadBalancer', Value: BALANCER_ELB.fullName }] });
    const holding = ['orders', 'carts', 'stock'].map((name) => found(name, { traffic: 'long-polls', hold: FLEET }));
    const { found: all } = say({
      targetGroups: { value: [group('orders'), group('carts'), group('stock')] },
      discovery: { value: discovery(holding) },
      alarms: { value: [wide] },
    });

    expect(all).toMatchObject([{ message: expect.stringContaining('those of orders and 2 more target groups') }]);
  });

  it('weighs less where it did not fire, or calls nobody by itself', () => {
    const silent = alarm('generic latency');

    expect(say({}).found).toMatchObject([{ severity: 'warning' }]);
    expect(say({ alarms: { value: [silent] }, alarmHistory: { value: [fired(1)] } }).found).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('it calls nobody by itself') },
    ]);
  });

  it('weighs no less where a composite pages on it, and disables nothing that has no actions', () => {
    const page = { ...alarm('page'), kind: 'composite' as const };
    const rule = { AlarmRule: 'ALARM("generic latency") AND NOT ALARM(mute)', AlarmActions: [TOPIC] };
    const alarms = { value: [alarm('generic latency'), { ...page, properties: rule }] };
    const [first] = say({ alarms, alarmHistory: { value: [fired(1)] } }).found;

    expect(first?.message).toContain('it calls nobody by itself, but page reads it');
    expect(first?.severity).toBeUndefined();
    expect(first?.command).toBeUndefined();
  });

  it('is content with an alarm that somebody disabled, and only names it', () => {
    const disabled = alarm('generic latency', { AlarmActions: [TOPIC], ActionsEnabled: false });
    const [first] = say({ alarms: { value: [disabled] }, alarmHistory: { value: [fired(1)] } }).found;

    expect(first).toMatchObject({ severity: 'info', message: expect.stringContaining('its actions are disabled') });
    expect(first?.command).toBeUndefined();
  });

  it('lets nobody disable the alarm of a scaling policy', () => {
    const policy = 'arn:aws:autoscaling:us-east-2:111122223333:scalingPolicy:0:resource/ecs/service/a/b:policyName/p';
    const scaling = alarm('generic latency', { AlarmActions: [policy] });
    const [first] = say({ alarms: { value: [scaling] }, alarmHistory: { value: [fired(1)] } }).found;

    expect(first).toMatchObject({ severity: 'warning', message: expect.stringContaining('it pages nobody') });
    expect(first?.command).toBeUndefined();
  });

  it('is silent where nothing is held, and about alarms of ours', () => {
    const ours = alarm('holdband-prod-orders-slow-1m');

    expect(say({ discovery: { value: discovery([found('orders')]) } }).found).toEqual([]);
    expect(say({ alarms: { value: [ours] } }).found).toEqual([]);
  });

  it('says what a replay shows where there is no history', () => {
    const replays = new Map([[GENERIC.name, { minutesInAlarm: 90, everySeconds: 60 }]]);
    const { found: all } = say({ alarmHistory: { unread: 'denied' }, replays });

    expect(all[0]?.message).toContain(
      'is not known (denied), but over the last 24 h its metrics put it in ALARM for 90',
    );
    expect(all[0]?.severity).toBeUndefined();
  });

  it('counts at least what it knows of a history that broke off', () => {
    const { found: all } = say({ alarmHistory: { value: [fired(1)], incomplete: 'a page failed' } });

    expect(all[0]?.message).toContain('it fired at least 1 time in 15 days');
  });

  it('does not take the rest of a history that broke off for none', () => {
    const { found: all } = say({ alarmHistory: { value: [], incomplete: 'a page failed' } });

    expect(all[0]?.message).toContain('how often it fired is not known (a page failed)');
    expect(all[0]?.severity).toBeUndefined();
  });

  it('does not judge alarms that nobody can work out, nor anything without the alarms', () => {
    const band = alarm('band', {
      MetricName: undefined,
      ThresholdMetricId: 'ad1',
      Metrics: [
        {
          Id: 'm1',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/ApplicationELB',
              MetricName: 'TargetResponseTime',
              Dimensions: GENERIC.properties.Dimensions,
            },
            Period: 60,
            Stat: 'p95',
          },
        },
        { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
      ],
      ComparisonOperator: 'GreaterThanUpperThreshold',
    });

    expect(say({ alarms: { value: [band] } })).toMatchObject({
      found: [],
      open: [{ subject: 'band', reason: expect.stringContaining('cannot be worked out') }],
    });
    expect(say({ alarms: { unread: 'denied' } }).open).toMatchObject([{ subject: 'every alarm' }]);
    expect(say({ discovery: { unread: 'denied' } }).open).toMatchObject([{ subject: 'orders' }]);
  });
});
