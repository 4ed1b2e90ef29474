import {
  DescribeLoadBalancerAttributesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ReadFailedError, type TargetGroupDescription, type TargetHealthRow } from '../../core/inventory/account.ts';
import { readFailed } from '../read-failed.ts';

/** DescribeTargetGroups of one. @throws ReadFailedError */
export async function readTargetGroup(
  client: ElasticLoadBalancingV2Client,
  arn: string,
  signal?: AbortSignal,
): Promise<TargetGroupDescription> {
  const action = 'elasticloadbalancing:DescribeTargetGroups';
  const { TargetGroups: [group] = [] } = await client
    .send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }), signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw readFailed(action, error);
    });
  if (!group) throw new ReadFailedError(action, 'not-found', `${action} found nothing of that name.`);
  return describeGroup(group);
}

/** A target group in holdband's words. */
export function describeGroup(group: TargetGroup): TargetGroupDescription {
  const { HealthCheckIntervalSeconds: intervalSeconds, UnhealthyThresholdCount: unhealthyThreshold, Matcher } = group;
  const codes = Matcher?.HttpCode ?? Matcher?.GrpcCode;
  return {
    arn: group.TargetGroupArn ?? '',
    name: group.TargetGroupName ?? '',
    // Each once, whatever the service lists twice.
    loadBalancerArns: [...new Set(group.LoadBalancerArns)],
    healthCheck: {
      ...(intervalSeconds !== undefined && { intervalSeconds }),
      ...(unhealthyThreshold !== undefined && { unhealthyThreshold }),
      ...(codes !== undefined && { codes }),
    },
    ...(group.Protocol !== undefined && { protocol: group.Protocol }),
    ...(group.VpcId !== undefined && { vpc: group.VpcId }),
  };
}

/** DescribeTargetHealth of every registered target. @throws ReadFailedError */
export async function readTargetHealth(
  client: ElasticLoadBalancingV2Client,
  targetGroupArn: string,
  signal?: AbortSignal,
): Promise<readonly TargetHealthRow[]> {
  const { TargetHealthDescriptions = [] } = await client
    .send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }), signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw readFailed('elasticloadbalancing:DescribeTargetHealth', error);
    });
  return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
    id: Target?.Id ?? '',
    ...(Target?.Port !== undefined && { port: Target.Port }),
    state: TargetHealth?.State ?? 'unknown',
    ...(TargetHealth?.Reason !== undefined && { reason: TargetHealth.Reason }),
  }));
}

/** DescribeLoadBalancerAttributes. @throws ReadFailedError */
export async function readLoadBalancerAttributes(
  client: ElasticLoadBalancingV2Client,
  loadBalancerArn: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { Attributes = [] } = await client
    .send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: loadBalancerArn }),
      signal ? { abortSignal: signal } : {},
    )
    .catch((error: unknown) => {
      throw readFailed('elasticloadbalancing:DescribeLoadBalancerAttributes', error);
    });
  return new Map(Attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** DescribeTargetGroupAttributes. @throws ReadFailedError */
export async function readTargetGroupAttributes(
  client: ElasticLoadBalancingV2Client,
  arn: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { Attributes = [] } = await client
    .send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }), signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw readFailed('elasticloadbalancing:DescribeTargetGroupAttributes', error);
    });
  return new Map(Attributes.map(({ Key = '', Value = '' }) => [Key, Value]));
}
