import { Aws, Fn, Token } from 'aws-cdk-lib';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type ElbArn, loadBalancerArn, targetGroupArn } from '../core/config/arns.ts';
import { InputError } from '../core/errors.ts';
import type { ElbResource } from '../core/targets.ts';

/**
 * A target group together with the load balancer in front of it: CloudWatch publishes no latency of a target group alone.
 * Values known only at deployment (CDK tokens) are taken everywhere; literal ones are checked.
 */
export class TargetGroupRef {
  /**
   * A target group and an Application Load Balancer of this app, or imported or looked up into it.
   *
   * @param loadBalancer the load balancer whose listener forwards to `targetGroup`
   */
  static fromTargetGroup(targetGroup: IApplicationTargetGroup, loadBalancer: IApplicationLoadBalancer): TargetGroupRef {
    return TargetGroupRef.fromArns(loadBalancer.loadBalancerArn, targetGroup.targetGroupArn);
  }

  /**
   * By the names CloudWatch uses as dimensions.
   *
   * @param loadBalancerFullName `app/<name>/<16 hex>`
   * @param targetGroupFullName `targetgroup/<name>/<16 hex>`
   * @throws InputError where a literal name has another form
   */
  static fromFullNames(loadBalancerFullName: string, targetGroupFullName: string): TargetGroupRef {
    // In the Region and account of the stack that uses it: an alarm reads only metrics of its own.
    const prefix = `arn:${Aws.PARTITION}:elasticloadbalancing:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
    requireForm('loadBalancerFullName', loadBalancerFullName, /^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/, 'app');
    requireForm(
      'targetGroupFullName',
      targetGroupFullName,
      /^targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/,
      'targetgroup',
    );
    return new TargetGroupRef(
      named(`${prefix}:loadbalancer/${loadBalancerFullName}`, loadBalancerFullName),
      named(`${prefix}:${targetGroupFullName}`, targetGroupFullName),
    );
  }

  /**
   * By ARN.
   *
   * @param loadBalancer ARN of an Application Load Balancer
   * @param targetGroup ARN of a target group behind it
   * @throws InputError where a literal ARN is of something else
   */
  static fromArns(loadBalancer: string, targetGroup: string): TargetGroupRef {
    return new TargetGroupRef(
      Token.isUnresolved(loadBalancer) || isLookedUpLater(loadBalancer)
        ? named(loadBalancer, Fn.select(1, Fn.split(':loadbalancer/', loadBalancer)))
        : understood('loadBalancer', loadBalancer, loadBalancerArn(loadBalancer), 'an Application Load Balancer'),
      Token.isUnresolved(targetGroup)
        ? named(targetGroup, Fn.select(5, Fn.split(':', targetGroup)))
        : understood('targetGroup', targetGroup, targetGroupArn(targetGroup), 'a target group'),
    );
  }

  /** ARN of the load balancer. */
  readonly loadBalancerArn: string;
  /** Dimension `LoadBalancer`: `app/<name>/<16 hex>`. */
  readonly loadBalancerFullName: string;
  /** Name of the load balancer alone. */
  readonly loadBalancerName: string;
  /** ARN of the target group. */
  readonly targetGroupArn: string;
  /** Dimension `TargetGroup`: `targetgroup/<name>/<16 hex>`. */
  readonly targetGroupFullName: string;
  /** Name of the target group alone. */
  readonly targetGroupName: string;

  private constructor(loadBalancer: ElbResource, targetGroup: ElbResource) {
    this.loadBalancerArn = loadBalancer.arn;
    this.loadBalancerFullName = loadBalancer.fullName;
    this.loadBalancerName = loadBalancer.name;
    this.targetGroupArn = targetGroup.arn;
    this.targetGroupFullName = targetGroup.fullName;
    this.targetGroupName = targetGroup.name;
  }
}

/**
 * Whether an ARN is what `fromLookup` gives until CDK has looked: it synthesises once with this, looks, and synthesises again.
 * A real one says `loadbalancer/app/`.
 */
export function isLookedUpLater(loadBalancerArn: string): boolean {
  return loadBalancerArn.includes(':loadbalancer/application/my-load-balancer/');
}

function named(arn: string, fullName: string): ElbResource {
  const name = Token.isUnresolved(fullName)
    ? Fn.select(1, Fn.split('/', fullName))
    : (fullName.split('/')[1] as string);
  return { arn, fullName, name };
}

function understood(parameter: string, text: string, arn: ElbArn, wanted: string): ElbResource {
  if (!('refused' in arn)) return arn.elb;
  const message = `must be the ARN of ${wanted}, got: ${JSON.stringify(text)} (${arn.refused})`;
  throw new InputError('ArnRefused', { where: parameter, message });
}

function requireForm(parameter: string, text: string, form: RegExp, begin: string): void {
  if (Token.isUnresolved(text) || form.test(text)) return;
  const message = `must be ${begin}/<name>/<16 hex digits>, got: ${JSON.stringify(text)}`;
  throw new InputError('FullNameRefused', { where: parameter, message });
}
