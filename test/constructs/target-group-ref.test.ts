import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { describe, expect, it } from 'vitest';
import { Traffic } from '../../lib/constructs/choices.ts';
import { HoldProfile } from '../../lib/constructs/hold-profile.ts';
import { LoadBalancerAlarms } from '../../lib/constructs/load-balancer-alarms.ts';
import { TargetGroupLatencyAlarms } from '../../lib/constructs/target-group-latency-alarms.ts';
import { TargetGroupRef } from '../../lib/constructs/target-group-ref.ts';

const ALB = 'app/web/50dc6c495c0c9188';
const GROUP = 'targetgroup/checkout/943f017f100becff';
const ALB_ARN = `arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:loadbalancer/${ALB}`;
const GROUP_ARN = `arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:${GROUP}`;

const GROUP_ARN_HERE = `arn:aws:elasticloadbalancing:us-east-2:111122223333:${GROUP}`;

/** A team's own stack with its load balancer. */
function shop(): { stack: Stack; vpc: Vpc; loadBalancer: ApplicationLoadBalancer } {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  return { stack, vpc, loadBalancer: new ApplicationLoadBalancer(stack, 'Alb', { vpc }) };
}

function alarmsOf(
  stack: Stack,
  name: string,
  target: TargetGroupRef,
  clients?: number,
  idleMinutes = 10,
): TargetGroupLatencyAlarms {
  return new TargetGroupLatencyAlarms(stack, `${name}-alarms`, {
    ...{ target, name, environmentName: 'shop', traffic: Traffic.MIXED, hold: HoldProfile.elasticFleet() },
    clients,
    idleTimeout: Duration.minutes(idleMinutes),
  });
}

describe('TargetGroupRef', () => {
  it('takes full names and names from ARNs of any partition', () => {
    const ref = TargetGroupRef.fromArns(ALB_ARN, GROUP_ARN);

    expect(ref).toMatchObject({
      loadBalancerFullName: ALB,
      loadBalancerName: 'web',
      targetGroupFullName: GROUP,
      targetGroupName: 'checkout',
      targetGroupArn: GROUP_ARN,
    });
  });

  it('makes ARNs of the stack that uses it out of full names', () => {
    const ref = TargetGroupRef.fromFullNames(ALB, GROUP);

    expect(ref.targetGroupName).toBe('checkout');
    expect(new Stack().resolve(ref.loadBalancerArn)).toEqual({
      'Fn::Join': [
        '',
        [
          ...['arn:', { Ref: 'AWS::Partition' }, ':elasticloadbalancing:', { Ref: 'AWS::Region' }, ':'],
          ...[{ Ref: 'AWS::AccountId' }, `:loadbalancer/${ALB}`],
        ],
      ],
    });
  });

  it('alarms on a target group of the same app, whose names are known only at deployment', () => {
    const { stack, vpc, loadBalancer } = shop();
    const group = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, protocol: ApplicationProtocol.HTTP });

    const alarms = alarmsOf(stack, 'checkout', TargetGroupRef.fromTargetGroup(group, loadBalancer), 12);
    new LoadBalancerAlarms(stack, 'LoadBalancer', { targetGroups: [alarms] });

    const [slow] = Object.values(
      Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm', {
        Properties: { AlarmName: 'holdband-shop-checkout-slow-5m' },
      }),
    );
    const dimensions = slow?.Properties.Metrics[1].MetricStat.Metric.Dimensions;
    expect(dimensions).toContainEqual({
      Name: 'TargetGroup',
      Value: { 'Fn::Select': [5, { 'Fn::Split': [':', stack.resolve(group.targetGroupArn)] }] },
    });
    expect(dimensions).toContainEqual({
      Name: 'LoadBalancer',
      Value: { 'Fn::Select': [1, { 'Fn::Split': [':loadbalancer/', stack.resolve(loadBalancer.loadBalancerArn)] }] },
    });
  });

  it('waits for a load balancer that CDK has yet to look up', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'us-east-2' } });
    const alarms = ['shop', 'search'].map((team, index) => {
      const { loadBalancerArn } = ApplicationLoadBalancer.fromLookup(stack, team, { loadBalancerTags: { team } });
      return alarmsOf(stack, `${team}-web`, TargetGroupRef.fromArns(loadBalancerArn, GROUP_ARN_HERE), 12, 10 + index);
    });
    new LoadBalancerAlarms(stack, 'LoadBalancers', { targetGroups: alarms });

    expect(app.synth().manifest.missing?.map(({ provider }) => provider)).toContain('load-balancer');
  });

  it('knows two target groups of one load balancer of the same app for two of one', () => {
    const { stack, vpc, loadBalancer } = shop();
    const alarms = ['checkout', 'search'].map((name) => {
      const group = new ApplicationTargetGroup(stack, name, { vpc, port: 80, protocol: ApplicationProtocol.HTTP });
      return alarmsOf(stack, name, TargetGroupRef.fromTargetGroup(group, loadBalancer), 12);
    });

    new LoadBalancerAlarms(stack, 'LoadBalancer', { targetGroups: alarms });

    const severed = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).filter(
      ({ Properties }) => Properties.Metrics[1].MetricStat.Metric.MetricName === 'HTTPCode_ELB_504_Count',
    );
    // A fifth of the clients of both.
    expect(severed.map(({ Properties }) => Properties.Threshold)).toEqual([4.8]);
  });

  it('warns of a load balancer whose name is known only at deployment in words, not in a token', () => {
    const { stack, loadBalancer } = shop();
    const target = TargetGroupRef.fromArns(loadBalancer.loadBalancerArn, GROUP_ARN_HERE);
    const alarms = alarmsOf(stack, 'checkout', target);

    new LoadBalancerAlarms(stack, 'LoadBalancer', { targetGroups: [alarms] });

    const [warning] = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('no severed-holds alarm'));
    expect(warning?.entry.data).toMatch(/^the load balancer: no severed-holds alarm: clients is not given/);
  });

  it('asks for one construct for each load balancer where their names are known only at deployment', () => {
    const { stack, vpc, loadBalancer } = shop();
    const other = new ApplicationLoadBalancer(stack, 'Other', { vpc });
    const alarms = [loadBalancer, other].map((alb, index) =>
      alarmsOf(stack, `group-${index}`, TargetGroupRef.fromArns(alb.loadBalancerArn, GROUP_ARN_HERE), 12),
    );

    expect(() => new LoadBalancerAlarms(stack, 'Both', { targetGroups: alarms })).toThrow(
      /Both: .*2 load balancers.*make one LoadBalancerAlarms for each/,
    );
  });

  it.each([
    ['a Network Load Balancer', ALB_ARN.replace('/app/', '/net/'), GROUP_ARN, /Network Load Balancer/],
    [
      'the two ARNs swapped',
      GROUP_ARN,
      ALB_ARN,
      /loadBalancer: must be the ARN of an Application Load Balancer, got: .*a target group/,
    ],
    ['no ARN', ALB, GROUP_ARN, /loadBalancer: must be the ARN of .*got: "app\/web/],
  ])('fails when given %s', (_, loadBalancer, group, message) => {
    expect(() => TargetGroupRef.fromArns(loadBalancer, group)).toThrow(message);
  });

  it.each([
    [`loadbalancer/${ALB}`, GROUP, /loadBalancerFullName: must be app\/<name>/],
    [ALB, 'targetgroup/checkout', /targetGroupFullName: must be targetgroup\/<name>/],
  ])('fails when given the full names %s and %s', (loadBalancer, group, message) => {
    expect(() => TargetGroupRef.fromFullNames(loadBalancer, group)).toThrow(message);
  });
});
