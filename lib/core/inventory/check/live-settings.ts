import type { HealthCheck } from '../../targets.ts';
import { type CheckFacts, known, whyNot } from './facts.ts';
import type { CheckedGroup } from './groups.ts';

/** What the account has of a target's settings. */
export interface LiveSettings {
  /** Of the load balancer in front; the shortest of several. */
  readonly idleTimeoutSeconds?: number;
  readonly deregistrationDelaySeconds?: number;
  readonly healthCheck: HealthCheck;
  /** Why one is not known, where it was asked for. */
  readonly unread: { readonly idleTimeout?: string; readonly deregistrationDelay?: string };
}

/** The settings of a target group and of the load balancer in front of it, as they are now. */
export function liveSettings(
  { targetGroup, loadBalancers, description }: CheckedGroup,
  facts: CheckFacts,
): LiveSettings {
  const timeouts = loadBalancers.map(({ arn }) => ({
    fact: facts.loadBalancerAttributes.get(arn),
    seconds: Number(known(facts.loadBalancerAttributes.get(arn))?.get('idle_timeout.timeout_seconds')),
  }));
  const missing = timeouts.find(({ seconds }) => !(seconds > 0));
  const attributes = facts.targetGroupAttributes.get(targetGroup.arn);
  const delay = Number(known(attributes)?.get('deregistration_delay.timeout_seconds') ?? Number.NaN);
  return {
    ...(!missing && timeouts.length > 0 && { idleTimeoutSeconds: Math.min(...timeouts.map(({ seconds }) => seconds)) }),
    ...(Number.isFinite(delay) && { deregistrationDelaySeconds: delay }),
    healthCheck: description.healthCheck,
    unread: {
      ...(missing && { idleTimeout: whyNot(missing.fact) }),
      ...(attributes && !Number.isFinite(delay) && { deregistrationDelay: whyNot(attributes) }),
    },
  };
}
