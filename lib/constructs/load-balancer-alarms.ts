import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmPlan } from '../core/alarms/definition.ts';
import { planLoadBalancers } from '../core/alarms/plan.ts';
import { InputError } from '../core/errors.ts';
import { type AlarmActionOptions, PlannedAlarms } from './planned-alarms.ts';
import { placeOf, type TargetGroupLatencyAlarms } from './target-group-latency-alarms.ts';
import { isLookedUpLater } from './target-group-ref.ts';

/** Properties of {@link LoadBalancerAlarms}. */
export interface LoadBalancerAlarmsProps extends AlarmActionOptions {
  /**
   * Every watched target group of the load balancers. Those of one load balancer only, where its name is known only at
   * deployment.
   */
  readonly targetGroups: TargetGroupLatencyAlarms[];
  /**
   * Dashboard of yours that shows the load balancers: linked in every description.
   *
   * @default - none is linked
   */
  readonly dashboardName?: string;
}

/**
 * `severed-holds`, once for each load balancer that has a target group with long polls: CloudWatch counts the answers a
 * load balancer gives itself by load balancer alone.
 */
export class LoadBalancerAlarms extends PlannedAlarms {
  /**
   * @throws InputError where target groups disagree about the idle timeout of their load balancer, and where two load
   * balancers have names that are known only at deployment: no logical id can be made of those
   */
  constructor(scope: Construct, id: string, props: LoadBalancerAlarmsProps) {
    const { targetGroups, paging, pageActions, ticketActions, dashboardName } = props;
    const plan = planLoadBalancers(
      // Until CDK has looked them up all load balancers have one name, and would disagree about their idle timeout.
      targetGroups.map(({ watched }) => watched).filter(({ loadBalancer }) => !isLookedUpLater(loadBalancer.arn)),
      placeOf(scope, dashboardName),
    );
    requireOneUnknown(id, plan);
    super(scope, id, { plan, paging, pageActions, ticketActions });
  }
}

function requireOneUnknown(id: string, { alarms, leftOut }: AlarmPlan): void {
  const unknown = new Set(
    [...alarms, ...leftOut].map(({ subject }) => subject).filter((name) => Token.isUnresolved(name)),
  );
  if (unknown.size < 2) return;
  const message = `stands for ${unknown.size} load balancers whose names are known only at deployment; make one LoadBalancerAlarms for each`;
  throw new InputError('LoadBalancersUnknown', { where: id, message });
}
