import { loadBalancerArn } from '../../config/arns.ts';
import type { AccountReader } from '../../inventory/account.ts';
import type { TargetGroupFigures } from '../figures.ts';
import type { LiveQuestion } from './live.ts';
import { attempt, remedyFor } from './reads.ts';

/** The load balancer in front of a target group, or why there are no figures: without it no metric of the group has a name. */
export type LoadBalancerFound =
  | {
      readonly arn: string;
      /** Full name, `app/…`. */
      readonly fullName: string;
      /** How many others there are. */
      readonly others: number;
    }
  | { readonly unread: NonNullable<TargetGroupFigures['unread']> };

/** As told, else as Elastic Load Balancing says, which costs a read. */
export async function findLoadBalancer(
  reader: AccountReader,
  { loadBalancer, targetGroup, signal }: LiveQuestion,
): Promise<LoadBalancerFound> {
  if (loadBalancer) return { ...loadBalancer, others: 0 };
  const group = await attempt(
    'elasticloadbalancing:DescribeTargetGroups',
    () => reader.targetGroup(targetGroup.arn, signal),
    signal,
  );
  if ('failed' in group) {
    const reason = `The load balancer is not known: ${group.failed.message}`;
    return { unread: { reason, nextStep: remedyFor(group.failed) } };
  }
  const [arn, ...others] = group.value.loadBalancerArns;
  if (arn === undefined) {
    const nextStep = 'See which listener should forward to the target group: none does.';
    return { unread: { reason: 'No load balancer forwards to the target group.', nextStep } };
  }
  const read = loadBalancerArn(arn);
  if ('refused' in read) {
    const reason = `In front of the target group is ${read.refused}.`;
    return { unread: { reason, nextStep: 'Only Application Load Balancers measure response times.' } };
  }
  return { arn, fullName: read.elb.fullName, others: others.length };
}
