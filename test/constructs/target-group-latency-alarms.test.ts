import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { BackgroundEstimate, CountForm, DetectionLevel, Guard, Traffic } from '../../lib/constructs/choices.ts';
import { HoldProfile } from '../../lib/constructs/hold-profile.ts';
import { LoadBalancerAlarms } from '../../lib/constructs/load-balancer-alarms.ts';
import {
  TargetGroupLatencyAlarms,
  type TargetGroupLatencyAlarmsProps,
} from '../../lib/constructs/target-group-latency-alarms.ts';
import { TargetGroupRef } from '../../lib/constructs/target-group-ref.ts';
import { planTarget } from '../../lib/core/alarms/plan.ts';
import { GUARD_IDS, type GuardId } from '../../lib/core/targets.ts';
import { aTarget } from './_environment.ts';

const twin = aTarget();
const PROPS: TargetGroupLatencyAlarmsProps = {
  target: TargetGroupRef.fromArns(twin.loadBalancer.arn, twin.targetGroup.arn),
  environmentName: 'prod',
  name: 'fleet-server',
  traffic: Traffic.LONG_POLLS,
  hold: HoldProfile.elasticFleet(),
  clients: 50,
  idleTimeout: Duration.minutes(10),
  dashboardName: 'holdband-prod',
};
const ENV = { account: '111122223333', region: 'us-east-2' };

function made(changes: Partial<TargetGroupLatencyAlarmsProps> = {}): TargetGroupLatencyAlarms {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  return new TargetGroupLatencyAlarms(stack, 'Alarms', { ...PROPS, ...changes });
}

describe('TargetGroupLatencyAlarms', () => {
  it('plans the same alarms as a config with the same values and defaults', () => {
    const plan = planTarget(twin);

    const { alarms, composite, leftOut } = made();

    expect(alarms.map(({ definition }) => definition)).toEqual(plan.alarms);
    expect(composite?.alarmName).toBeDefined();
    expect(leftOut).toEqual(plan.leftOut);
  });

  it.each<[string, Partial<TargetGroupLatencyAlarmsProps>, Partial<ReturnType<typeof aTarget>>]>([
    ['environmentName', { environmentName: 'qa', dashboardName: 'holdband-qa' }, { environment: 'qa' }],
    ['name', { name: 'agents' }, { name: 'agents' }],
    ['traffic', { traffic: Traffic.MIXED }, { traffic: 'mixed' }],
    ['hold', { hold: HoldProfile.fromCatalogue('consul') }, { hold: HoldProfile.fromCatalogue('consul').data }],
    ['objective', { objective: Duration.millis(1500) }, { objectiveSeconds: 1.5 }],
    ['slowSharePercent', { slowSharePercent: 10 }, { slowSharePercent: 10 }],
    ['level', { level: DetectionLevel.THOROUGH }, { level: 'thorough' }],
    ['estimate', { estimate: BackgroundEstimate.FLAT }, { estimate: 'flat' }],
    ['countForm', { countForm: CountForm.PERCENTILE_RANK }, { countForm: 'PR' }],
    ['clients', { clients: 7 }, { clients: 7 }],
    ['idleTimeout', { idleTimeout: Duration.seconds(300) }, { idleTimeoutSeconds: 300 }],
    ['traffic exempt', { traffic: Traffic.exempt('moves') }, { traffic: 'exempt', exempt: { reason: 'moves' } }],
  ])('passes %s on to the plan', (_, changes, expected) => {
    const { alarms, watched } = made(changes);

    const wanted = { ...twin, ...expected };
    expect(watched).toMatchObject(expected);
    expect(alarms.map(({ definition }) => definition)).toEqual(planTarget(wanted).alarms);
    expect(planTarget(wanted)).not.toEqual(planTarget(twin));
  });

  it.each<[GuardId, string]>(
    GUARD_IDS.map((id) => [id, id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]),
  )('passes the setting of the guard %s on', (id, prop) => {
    expect(made({ guards: { [prop]: Guard.OFF } }).watched.guards[id]).toEqual({ on: false });
    expect(made({ guards: { [prop]: Guard.PAGE } }).watched.guards[id]).toEqual({ on: true, severity: 'page' });
    expect(made({ guards: { [prop]: Guard.TICKET } }).watched.guards[id]).toEqual({ on: true, severity: 'ticket' });
    expect(made().watched.guards[id]).toEqual({ on: true });
  });

  it('links the dashboard that was named, and none where none was: ours is made by other stacks', () => {
    const second = (changes: Partial<TargetGroupLatencyAlarmsProps>) =>
      made(changes).alarms[0]?.definition.description.split('\n')[1];

    expect(second({ dashboardName: 'mine' })).toBe(
      'https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#dashboards/dashboard/mine',
    );
    expect(second({ dashboardName: undefined })).toMatch(/^Left out: idle long polls/);
  });

  it('gives the inner resources out, so that nobody is stuck', () => {
    const { alarms } = made();
    const [first] = alarms;
    if (first) first.cfnAlarm.threshold = 12;

    Template.fromStack(Stack.of(first as (typeof alarms)[0])).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'holdband-prod-fleet-server-slow-1m',
      Threshold: 12,
    });
  });

  it('has no action where none was given', () => {
    Template.fromStack(Stack.of(made())).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmActions: Match.absent(),
      ActionsEnabled: true,
    });
  });

  it('warns of guards that need the number of clients', () => {
    const alarms = made({ clients: undefined });

    const warnings = Annotations.fromStack(Stack.of(alarms)).findWarning('*', Match.stringLikeRegexp('LeftOut'));
    expect(warnings.length).toBe(alarms.leftOut.filter(({ mendable }) => mendable).length);
    expect(warnings.length).toBeGreaterThan(0);
  });

  it.each([
    ['Region', 'us-east-1', '111122223333', /is in region us-east-2, the stack in us-east-1/],
    ['account', 'us-east-2', '444455556666', /is in account 111122223333, the stack in 444455556666/],
  ])('fails when the target group is of another %s than the stack', (_, region, account, message) => {
    const stack = new Stack(new App(), 'Stack', { env: { region, account } });
    expect(() => new TargetGroupLatencyAlarms(stack, 'Alarms', PROPS)).toThrow(message);
  });

  it.each(['Fleet', '', '-fleet', 'fleet_server', 'a'.repeat(65)])('fails when the name is "%s"', (name) => {
    expect(() => made({ name })).toThrow(/name: must be 1 to 64 small letters, digits and hyphens.*got: "/);
  });

  it('fails when long polls have no hold', () => {
    expect(() => made({ hold: undefined })).toThrow(/needs a hold/);
  });
});

describe('LoadBalancerAlarms', () => {
  it('watches for severed holds once for all target groups of a load balancer', () => {
    const first = made();
    const stack = Stack.of(first);
    const second = new TargetGroupLatencyAlarms(stack, 'Second', { ...PROPS, name: 'canary' });

    new LoadBalancerAlarms(stack, 'LoadBalancer', { targetGroups: [first, second] });

    Template.fromStack(stack).resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { AlarmName: 'holdband-prod-fleet-server-alb-severed-holds', Threshold: 20 },
      1,
    );
  });

  it.each([
    ['mine', /\/mine$/],
    [undefined, /^Target groups with long polls/],
  ])('links the dashboard %s', (dashboardName, second) => {
    const first = made();

    const { alarms } = new LoadBalancerAlarms(Stack.of(first), 'LoadBalancer', {
      targetGroups: [first],
      dashboardName,
    });

    expect(alarms[0]?.definition.description.split('\n')[1]).toMatch(second);
  });
});
