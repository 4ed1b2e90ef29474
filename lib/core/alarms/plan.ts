import type { PlacedKind } from '../placement/where.ts';
import type { Environment, Target } from '../targets.ts';
import { type MonthlyCost, monthlyCost } from './cost.ts';
import type { AlarmDefinition, AlarmPlan, CompositeDefinition, LeftOut } from './definition.ts';
import { describe, type Place } from './description.ts';
import { planGuards } from './guards.ts';
import { planLatency, slowNotes } from './latency.ts';
import { requirePlannable, requireUniqueNames, requireWithinLimits } from './limits.ts';
import { planSeveredHolds } from './load-balancers.ts';
import { type PlanSubject, planSubject } from './subject.ts';

/** A target, its alarms, and what they cost. */
export interface TargetPlan {
  readonly target: Target;
  readonly plan: AlarmPlan;
  readonly costPerMonth: MonthlyCost;
}

/** Everything planned for one account and Region. */
export interface EnvironmentPlan {
  /** In the order of the environment. */
  readonly targets: readonly TargetPlan[];
  /** `severed-holds` of every load balancer with long polls. */
  readonly loadBalancers: AlarmPlan;
  /** All of it together. */
  readonly costPerMonth: MonthlyCost;
}

/**
 * The alarms of one target: latency alarms first, then guards, each in the order of its list. Alarms of severity `page`
 * act through the composite; those of severity `ticket` act by themselves, because a ticket inside would hold the
 * composite in ALARM and swallow a later page.
 *
 * `severed-holds` is not among them: see {@link planLoadBalancers}.
 *
 * @param place for the dashboard link. Default: Region and partition of the target group's ARN, the environment's dashboard
 * @throws InputError where a figure cannot be planned with, or CloudWatch would refuse the result
 */
export function planTarget(target: Target, place?: Place): AlarmPlan {
  requirePlannable(target);
  const subject = planSubject(target, place);
  const latency = planLatency(subject);
  const guards = planGuards(subject);
  const alarms = [...latency.alarms, ...guards.alarms];
  const leftOut = [...latency.leftOut, ...guards.leftOut];
  const composite = pageComposite(subject, alarms, leftOut);
  const plan = { alarms, ...(composite ? { composite } : {}), leftOut };
  requireWithinLimits(plan);
  return plan;
}

/**
 * The alarms that belong to load balancers: `severed-holds`, once for each that has a target group with long polls, by
 * name. There is no composite: an alarm acts by itself, also where its severity was raised to `page`.
 *
 * @throws InputError as {@link planTarget}, and where targets disagree about a load balancer's idle timeout
 */
export function planLoadBalancers(targets: readonly Target[], place?: Place): AlarmPlan {
  return planEachLoadBalancer(targets, () => place);
}

function planEachLoadBalancer(
  targets: readonly Target[],
  placeFor: (loadBalancer: string) => Place | undefined,
): AlarmPlan {
  for (const target of targets) requirePlannable(target);
  const plan = planSeveredHolds(targets, placeFor);
  requireWithinLimits(plan);
  return plan;
}

/**
 * All alarms of an environment.
 *
 * @param dashboardOf name of the dashboard that shows a target or a load balancer, by kind and name. Default: one for all
 * @throws InputError as {@link planTarget}, and where two alarms would share a name
 */
export function planEnvironment(
  environment: Environment,
  dashboardOf: (kind: PlacedKind, name: string) => string = () => `holdband-${environment.name}`,
): EnvironmentPlan {
  const { region, partition } = environment;
  const placeFor = (kind: PlacedKind, name: string): Place => ({
    region,
    partition,
    dashboard: dashboardOf(kind, name),
  });
  const targets = environment.targets.map((target) => {
    const plan = planTarget(target, placeFor('target', target.name));
    return { target, plan, costPerMonth: monthlyCost([plan]) };
  });
  const loadBalancers = planEachLoadBalancer(environment.targets, (name) => placeFor('load-balancer', name));
  const plans = [...targets.map(({ plan }) => plan), loadBalancers];
  requireUniqueNames(plans);
  return { targets, loadBalancers, costPerMonth: monthlyCost(plans) };
}

function pageComposite(
  subject: PlanSubject,
  alarms: readonly AlarmDefinition[],
  leftOut: readonly LeftOut[],
): CompositeDefinition | undefined {
  const { target, dashboard, marker } = subject;
  const paging = alarms.filter(({ severity }) => severity === 'page');
  if (paging.length === 0) return undefined;
  const what = `${target.name} needs somebody now: one of ${paging.map(({ kind }) => kind).join(', ')} is in ALARM.`;
  const notes = [...slowNotes(subject), ...leftOutNotes(leftOut)];
  return {
    name: `holdband-${target.environment}-${target.name}-page`,
    subject: target.name,
    description: describe({ what, dashboard, notes, target, marker }),
    children: paging.map(({ name }) => name),
  };
}

/** One note for each reason: one missing setting costs several guards. */
function leftOutNotes(leftOut: readonly LeftOut[]): string[] {
  const byReason = Map.groupBy(leftOut, ({ reason }) => reason);
  return [...byReason].map(([reason, parts]) => `Left out: ${parts.map(({ kind }) => kind).join(', ')}: ${reason}.`);
}
