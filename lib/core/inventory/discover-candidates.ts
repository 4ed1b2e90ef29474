import { loadBalancerArn, targetGroupArn } from '../config/arns.ts';
import type { ElbResource } from '../targets.ts';
import { plural } from '../triage/words.ts';
import type { TargetGroupDescription } from './account.ts';

/** Protocols of target groups behind an Application Load Balancer, and none for functions. */
const OF_APPLICATION = new Set<string | undefined>(['HTTP', 'HTTPS', undefined]);

/** A target group of an Application Load Balancer. */
export interface Candidate {
  readonly targetGroup: ElbResource;
  /** @default - none forwards to it */
  readonly loadBalancer?: ElbResource;
}

/** Left out where something else than an Application Load Balancer is, or could be, in front of it. */
export function candidateOf(
  { arn, loadBalancerArns, protocol }: TargetGroupDescription,
  problems: string[],
): Candidate[] {
  const group = targetGroupArn(arn);
  if ('refused' in group || !OF_APPLICATION.has(protocol)) return [];
  const targetGroup = group.elb;
  if (loadBalancerArns.length === 0) return [{ targetGroup }];
  const [first, ...others] = loadBalancerArns.map(loadBalancerArn).flatMap((read) => ('elb' in read ? [read.elb] : []));
  if (!first) return [];
  if (others.length > 0) {
    const more = plural(others.length, 'other load balancer');
    problems.push(`${targetGroup.name}: ${more} forwards here, too; only ${first.name} was looked at.`);
  }
  return [{ targetGroup, loadBalancer: first }];
}
