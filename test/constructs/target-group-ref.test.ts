import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
    const stack = new Stack(new App(), 'Shop');
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
    const loadBalancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc });
    const group = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, protocol: ApplicationProtocol.HTTP });

    const alarms = new TargetGroupLatencyAlarms(stack, 'Alarms', {
      target: TargetGroupRef.fromTargetGroup(group, loadBalancer),
      environmentName: 'shop',
      name: 'checkout',
      traffic: Traffic.MIXED,
      hold: HoldProfile.elasticFleet(),
      clients: 12,
      idleTimeout: Duration.minutes(10),
    });
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
