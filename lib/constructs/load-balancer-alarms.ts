import type { Construct } from 'constructs';
import { planLoadBalancers } from '../core/alarms/plan.ts';
import { type AlarmActionOptions, PlannedAlarms } from './planned-alarms.ts';
import { placeOf, type TargetGroupLatencyAlarms } from './target-group-latency-alarms.ts';

/** Properties of {@link LoadBalancerAlarms}. */
export interface LoadBalancerAlarmsProps extends AlarmActionOptions {
  /**
   * Every watched target group of the load balancers. Those of one load balancer only, where its name is known only at
   * deployment.
   */
  readonly targetGroups: TargetGroupLatencyAlarms[];
}

/**
 * `severed-holds`, once for each load balancer that has a target group with long polls: CloudWatch counts the answers a
 * load balancer gives itself by load balancer alone.
 */
export class LoadBalancerAlarms extends PlannedAlarms {
  /** @throws InputError where target groups disagree about the idle timeout of their load balancer */
  constructor(scope: Construct, id: string, props: LoadBalancerAlarmsProps) {
    const { targetGroups, paging, pageActions, ticketActions } = props;
    const plan = planLoadBalancers(
      targetGroups.map(({ watched }) => watched),
      placeOf(scope),
    );
    super(scope, id, { plan, paging, pageActions, ticketActions });
  }
}
