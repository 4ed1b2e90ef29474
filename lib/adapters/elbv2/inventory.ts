import {
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type AccountInventory, LISTED_AT_ONCE } from '../../core/inventory/account.ts';
import { everyPage } from '../pages.ts';
import { readFailed } from '../read-failed.ts';
import { describeGroup } from './target-group.ts';

/** Lists the load balancers and target groups of an account through the SDK. */
export function accountInventory(client: ElasticLoadBalancingV2Client): AccountInventory {
  return {
    loadBalancers: (signal) =>
      everyPage('elasticloadbalancing:DescribeLoadBalancers', async (Marker) => {
        const { LoadBalancers = [], NextMarker } = await client.send(
          new DescribeLoadBalancersCommand({ PageSize: LISTED_AT_ONCE, ...(Marker !== undefined && { Marker }) }),
          signal ? { abortSignal: signal } : {},
        );
        const items = LoadBalancers.map(({ LoadBalancerArn = '', LoadBalancerName = '', Type = 'application' }) => ({
          arn: LoadBalancerArn,
          name: LoadBalancerName,
          type: Type,
        }));
        return { items, next: NextMarker };
      }),
    targetGroups: (signal) =>
      everyPage('elasticloadbalancing:DescribeTargetGroups', async (Marker) => {
        const { TargetGroups = [], NextMarker } = await client.send(
          new DescribeTargetGroupsCommand({ PageSize: LISTED_AT_ONCE, ...(Marker !== undefined && { Marker }) }),
          signal ? { abortSignal: signal } : {},
        );
        return { items: TargetGroups.map(describeGroup), next: NextMarker };
      }),
    tags: async (arns, signal) => {
      const { TagDescriptions = [] } = await client
        .send(new DescribeTagsCommand({ ResourceArns: [...arns] }), signal ? { abortSignal: signal } : {})
        .catch((error: unknown) => {
          throw readFailed('elasticloadbalancing:DescribeTags', error);
        });
      const pairs = TagDescriptions.map(({ ResourceArn = '', Tags = [] }) => {
        const values = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
        return [ResourceArn, values] as const;
      });
      return new Map(pairs);
    },
  };
}
