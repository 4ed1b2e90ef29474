import {
  DescribeListenersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { type AccountData, dimensionOf } from '../../../lib/adapters/local-account/data.ts';
import { LOAD_BALANCER, request, START, start } from './_account.ts';

const OLD =
  'arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/k8s-elastics-fleetser-73e2d6bc24/943f017f100becff';
const TAGS = { 'ingress.k8s.aws/resource': 'elastic-system/fleet:8220' };
const DATA: AccountData = {
  loadBalancers: [{ arn: LOAD_BALANCER }],
  targetGroups: [{ arn: OLD, loadBalancer: LOAD_BALANCER, tags: TAGS, targets: [{ id: '10.0.3.17', port: 8220 }] }],
  traffic: [{ targetGroup: OLD, requests: [request(0, 0.1), request(1, 0.2), request(2, 0.3)] }],
};

describe('A target group that is made anew', () => {
  it('has another id, and another name where the Service is another', async () => {
    const { account } = await start(DATA);
    const again = account.recreateTargetGroup(OLD);
    const another = account.recreateTargetGroup(again, { serviceUid: '6f1c' });

    expect(again).toMatch(/:targetgroup\/k8s-elastics-fleetser-73e2d6bc24\/[0-9a-f]{16}$/);
    expect(again).not.toBe(OLD);
    expect(another).toMatch(/:targetgroup\/k8s-elastics-fleetser-[0-9a-f]{10}\/[0-9a-f]{16}$/);
    expect(another).not.toContain('73e2d6bc24');
  });

  it('keeps tags, and what forwarded to the old one forwards to it', async () => {
    const { account, elb } = await start({
      ...DATA,
      loadBalancers: [{ arn: LOAD_BALANCER, listeners: [{ arn: 'l/1', port: 443, targetGroup: OLD }] }],
    });
    const fresh = account.recreateTargetGroup(OLD);
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [fresh] }));
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: LOAD_BALANCER }));

    expect(TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn)).toEqual([fresh]);
    expect(TagDescriptions?.[0]?.Tags).toEqual([
      { Key: 'ingress.k8s.aws/resource', Value: TAGS['ingress.k8s.aws/resource'] },
    ]);
    expect(Listeners?.[0]?.DefaultActions?.[0]?.TargetGroupArn).toBe(fresh);
    await expect(elb.send(new DescribeTagsCommand({ ResourceArns: [OLD] }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });

  it('is measured under its own dimension from then on, the load balancer as before', async () => {
    const { account } = await start(DATA);
    const fresh = account.recreateTargetGroup(OLD, { at: START + 60 });
    const minutesOf = (arn?: string) => {
      const group = arn === undefined ? [] : [{ Name: 'TargetGroup', Value: dimensionOf(arn) }];
      const Dimensions = [...group, { Name: 'LoadBalancer', Value: dimensionOf(LOAD_BALANCER) }];
      const series = account.metrics.find({ Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions });
      return [...(series?.minutes.keys() ?? [])].map((at) => (at - START) / 60);
    };

    expect([minutesOf(OLD), minutesOf(fresh), minutesOf()]).toEqual([[0], [1, 2], [0, 1, 2]]);
  });

  it('must have been there', async () => {
    const { account } = await start(DATA);

    expect(() => account.recreateTargetGroup(`${OLD}0`)).toThrow(RangeError);
  });
});
