import { type Duration, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Place } from '../core/alarms/description.ts';
import { planTarget } from '../core/alarms/plan.ts';
import { parseArn } from '../core/config/arns.ts';
import { InputError } from '../core/errors.ts';
import type { GuardId, GuardSetting, Target } from '../core/targets.ts';
import {
  BackgroundEstimate,
  CountForm,
  DetectionLevel,
  type Guard,
  type GuardOptions,
  type Traffic,
} from './choices.ts';
import type { HoldProfile } from './hold-profile.ts';
import { type AlarmActionOptions, PlannedAlarms } from './planned-alarms.ts';
import { isLookedUpLater, type TargetGroupRef } from './target-group-ref.ts';

/** Properties of {@link TargetGroupLatencyAlarms}. */
export interface TargetGroupLatencyAlarmsProps extends AlarmActionOptions {
  /** The target group and its load balancer. */
  readonly target: TargetGroupRef;
  /** Second part of every alarm name, `holdband-<environment>-<name>-<kind>`. Small letters, digits and hyphens. */
  readonly environmentName: string;
  /** Third part of every alarm name. Small letters, digits and hyphens; unique within the environment. */
  readonly name: string;
  /** What the target group carries. */
  readonly traffic: Traffic;
  /** What is held, and how long. Needed for `MIXED` and `LONG_POLLS`. @default - nothing is held */
  readonly hold?: HoldProfile;
  /** A slower request is slow. @default Duration.millis(800) */
  readonly objective?: Duration;
  /** Alarm above this share of slow requests among those that are not long polls, in percent, 0 to 100. @default 5 */
  readonly slowSharePercent?: number;
  /** How much detection is bought. @default DetectionLevel.STANDARD */
  readonly level?: DetectionLevel;
  /** How early releases are estimated. @default BackgroundEstimate.SURVIVOR */
  readonly estimate?: BackgroundEstimate;
  /** The statistic that counts. @default CountForm.TRIMMED_COUNT */
  readonly countForm?: CountForm;
  /** Clients expected to keep a poll parked, 1 or more. @default - not known: guards that need it are left out, with a warning */
  readonly clients?: number;
  /** Idle timeout of the load balancer, 1 to 4000 seconds. @default - not known */
  readonly idleTimeout?: Duration;
  /**
   * Dashboard of yours that shows the target group: linked in every description.
   *
   * @default - none is linked
   */
  readonly dashboardName?: string;
  /** Settings of the guards. @default - every guard with the severity of the model */
  readonly guards?: GuardOptions;
}

const DEFAULT_OBJECTIVE_SECONDS = 0.8;
const DEFAULT_SLOW_SHARE_PERCENT = 5;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/**
 * Latency alarms and guards of one target group, for a stack of your own. `severed-holds` is counted by load balancer:
 * see {@link LoadBalancerAlarms}.
 */
export class TargetGroupLatencyAlarms extends PlannedAlarms {
  /** What is watched, as plain data. */
  readonly watched: Target;

  /** @throws InputError where a value cannot be planned with, or the target group is in another Region or account */
  constructor(scope: Construct, id: string, props: TargetGroupLatencyAlarmsProps) {
    const watched = targetOf(props);
    requireSamePlace(scope, watched);
    const { paging, pageActions, ticketActions, dashboardName } = props;
    super(scope, id, { plan: planTarget(watched, placeOf(scope, dashboardName)), paging, pageActions, ticketActions });
    this.watched = watched;
  }
}

function targetOf(props: TargetGroupLatencyAlarmsProps): Target {
  requireName('environmentName', props.environmentName);
  requireName('name', props.name);
  const { target, traffic, guards = {} } = props;
  return {
    name: props.name,
    environment: props.environmentName,
    loadBalancer: { arn: target.loadBalancerArn, fullName: target.loadBalancerFullName, name: target.loadBalancerName },
    targetGroup: { arn: target.targetGroupArn, fullName: target.targetGroupFullName, name: target.targetGroupName },
    traffic: traffic.kind,
    objectiveSeconds: props.objective?.toSeconds({ integral: false }) ?? DEFAULT_OBJECTIVE_SECONDS,
    slowSharePercent: props.slowSharePercent ?? DEFAULT_SLOW_SHARE_PERCENT,
    level: (props.level ?? DetectionLevel.STANDARD).id,
    estimate: (props.estimate ?? BackgroundEstimate.SURVIVOR).id,
    countForm: (props.countForm ?? CountForm.TRIMMED_COUNT).id,
    paging: props.paging ?? true,
    hold: props.hold?.data,
    idleTimeoutSeconds: props.idleTimeout?.toSeconds(),
    clients: props.clients,
    guards: guardSettings(guards),
    exempt: traffic.reason === undefined ? undefined : { reason: traffic.reason },
  };
}

function guardSettings(guards: GuardOptions): Target['guards'] {
  const setting = (guard: Guard | undefined): GuardSetting => guard?.setting ?? { on: true };
  return {
    'holds-stopped': setting(guards.holdsStopped),
    'clients-gone': setting(guards.clientsGone),
    'no-healthy-target': setting(guards.noHealthyTarget),
    'poll-storm': setting(guards.pollStorm),
    'hold-overrun': setting(guards.holdOverrun),
    'severed-holds': setting(guards.severedHolds),
    'target-errors': setting(guards.targetErrors),
    'unhealthy-targets': setting(guards.unhealthyTargets),
  } satisfies Record<GuardId, GuardSetting>;
}

/** Region and partition of the stack, where they are known at synth, and the dashboard that was named. */
export function placeOf(scope: Construct, dashboardName: string | undefined): Place {
  const { region, partition } = Stack.of(scope);
  const unknown = Token.isUnresolved(region) || Token.isUnresolved(partition);
  return { ...(unknown ? {} : { region, partition }), dashboard: dashboardName ?? false };
}

/**
 * An alarm reads metrics of its own Region and account only.
 *
 * @throws InputError where an ARN known at synth is of another place than the stack
 */
export function requireSamePlace(scope: Construct, target: Target): void {
  const stack = Stack.of(scope);
  for (const { arn } of [target.loadBalancer, target.targetGroup]) {
    const parts = Token.isUnresolved(arn) || isLookedUpLater(arn) ? undefined : parseArn(arn);
    for (const part of ['region', 'account'] as const) {
      const there = parts?.[part];
      if (there === undefined || Token.isUnresolved(stack[part]) || there === stack[part]) continue;
      const message = `${arn} is in ${part} ${there}, the stack in ${stack[part]}: an alarm sees only its own`;
      throw new InputError('OtherPlace', { where: `${target.environment}.${target.name}`, message });
    }
  }
}

/** @throws InputError where a name would make an alarm name that cannot be frozen */
export function requireName(where: string, name: string): void {
  if (!Token.isUnresolved(name) && NAME.test(name)) return;
  const got = Token.isUnresolved(name) ? 'a value known only at deployment' : JSON.stringify(name);
  const message = `must be 1 to 64 small letters, digits and hyphens, with a letter or digit at both ends, got: ${got}`;
  throw new InputError('NameRefused', { where, message });
}
