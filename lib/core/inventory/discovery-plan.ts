import { FIRST_PERIOD, LOOK_BACK, OWN_METRICS, SHARED_METRICS } from './looks.ts';
import { type CallPlan, type DataNeeded, planCalls } from './plan-calls.ts';
import type { LookSize } from './read-traffic.ts';

/** What is read of what was listed: each part is calls of its own. */
export interface DiscoverReads {
  /** One call for twenty target groups. Read anyway where a rule of the config asks for tags. @default true */
  readonly tags?: boolean;
  /** One call a load balancer. Without it the idle timeout is not known. @default true */
  readonly loadBalancerAttributes?: boolean;
  /** One call a load balancer, and one a listener. @default true */
  readonly listenerRules?: boolean;
  /** What is paid for. Without it every target group is `unknown`. @default true */
  readonly metrics?: boolean;
  /** One call a target group: of none, of those that hold, of those that the config has, or of all. @default held */
  readonly targetGroupAttributes?: 'none' | 'held' | 'configured' | 'all';
}

/** Metrics that are about to be paid for. */
export interface Spending {
  /** The first look is at all target groups, the close one at those that it did not settle. */
  readonly look: 'first' | 'close';
  /** Target groups that are looked at. */
  readonly groups: number;
  /** All calls up to and with this look, and what they cost. */
  readonly plan: CallPlan;
  /** The same for every look that may follow. */
  readonly most: CallPlan;
}

/** How many there are of what is read. */
export interface Listed {
  readonly loadBalancers: number;
  readonly targetGroups: number;
  /** Target groups of Application Load Balancers. */
  readonly candidates: number;
  /** Load balancers in front of them. */
  readonly inFront: number;
}

/** Keeps the plan of a discovery: what is needed becomes known as it goes on. */
export class DiscoveryPlan {
  #needed: DataNeeded;
  #done = 0;
  readonly #listed: Listed;

  constructor(listed: Listed, reads: DiscoverReads = {}) {
    const { tags = true, loadBalancerAttributes = true, listenerRules = true } = reads;
    const { loadBalancers, targetGroups, candidates, inFront } = listed;
    this.#listed = listed;
    this.#needed = {
      loadBalancers,
      targetGroups,
      ...(tags && { tagsOf: candidates }),
      ...(loadBalancerAttributes && { attributesOfLoadBalancers: inFront }),
      // How many listeners there are is not listed: each load balancer that forwards has one at least, until it is known.
      ...(listenerRules && { rules: { ofLoadBalancers: inFront, listeners: inFront } }),
      ...(reads.targetGroupAttributes === 'all' && { attributesOfTargetGroups: candidates }),
    };
    // The lists are there.
    this.#done = planCalls({ loadBalancers, targetGroups }).calls;
  }

  /** Counts calls that were made. */
  made(calls = 1): void {
    this.#done += calls;
  }

  /** Puts the listeners of one load balancer, now that they are known, in the place of the one that was planned. */
  listeners(count: number): void {
    const { rules } = this.#needed;
    if (!rules) return;
    this.#needed = { ...this.#needed, rules: { ...rules, listeners: rules.listeners + count - 1 } };
  }

  /** Adds a look that is about to be made. */
  spending(look: 'first' | 'close', size: LookSize, groups: number): Spending {
    const { metrics = [] } = this.#needed;
    this.#needed = { ...this.#needed, metrics: [...metrics, size] };
    const plan = this.calls();
    if (look === 'close') return { look, groups, plan, most: plan };
    return { look, groups, plan, most: this.most(groups) };
  }

  /** After the first look: as if every target group had to be looked at closely, and its longest response took as long as any may. */
  most(groups: number): CallPlan {
    const { inFront } = this.#listed;
    const { metrics = [] } = this.#needed;
    const close = { count: groups * OWN_METRICS.mostClose + inFront * SHARED_METRICS.close, points: LOOK_BACK / 60 };
    return planCalls({ ...this.#needed, attributesOfTargetGroups: groups, metrics: [...metrics, close] });
  }

  /** Target groups whose attributes are read. */
  targetGroupAttributes(count: number): void {
    this.#needed = { ...this.#needed, attributesOfTargetGroups: count };
  }

  /** The least calls for all that is known to be needed. */
  calls(): CallPlan {
    return planCalls(this.#needed);
  }

  /** Calls that were made, and those that are planned as far as it is known. */
  progress(): { done: number; planned: number } {
    return { done: this.#done, planned: Math.max(this.#done, this.calls().calls) };
  }
}

/** Listeners that a load balancer may have. Source: quotas of Application Load Balancers. */
const MOST_LISTENERS = 50;

/** What discovery will call and cost, before anything but the lists was read: at least, and at most. */
export function plansOf(
  listed: Listed,
  groups: number,
  reads: DiscoverReads = {},
): { least: CallPlan; most: CallPlan } {
  const plan = new DiscoveryPlan(listed, reads);
  const count = groups * OWN_METRICS.first + listed.inFront * SHARED_METRICS.first;
  const { plan: least } = plan.spending('first', { count, points: LOOK_BACK / FIRST_PERIOD }, groups);
  for (let i = 0; i < listed.inFront; i += 1) plan.listeners(MOST_LISTENERS);
  return { least, most: plan.most(groups) };
}
