import type { HoldProfile } from './holds/profile.ts';

/** What a target group carries. */
export const TRAFFIC_KINDS = ['requests', 'mixed', 'long-polls', 'exempt'] as const;
export type TrafficKind = (typeof TRAFFIC_KINDS)[number];

/** Everything that watches a target group beside its latency alarms. The ids are config keys and ends of alarm names. */
export const GUARD_IDS = [
  'holds-stopped',
  'clients-gone',
  'no-healthy-target',
  'poll-storm',
  'hold-overrun',
  'severed-holds',
  'target-errors',
  'unhealthy-targets',
] as const;
export type GuardId = (typeof GUARD_IDS)[number];

/** Who is told: `page` wakes somebody, `ticket` waits for working hours. */
export const SEVERITIES = ['page', 'ticket'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How much detection is bought: `thorough` adds longer windows and two bands, see `LATENCY_WINDOWS`. */
export const LEVELS = ['standard', 'thorough'] as const;
export type Level = (typeof LEVELS)[number];

/** Form of the background estimate; `flat` is for broadcast products only. */
export const ESTIMATES = ['survivor', 'flat'] as const;
export type Estimate = (typeof ESTIMATES)[number];

/** Statistic the alarms count with: trimmed count, or percentile rank times sample count. */
export const COUNT_FORMS = ['TC', 'PR'] as const;
export type CountForm = (typeof COUNT_FORMS)[number];

/** An Elastic Load Balancing resource as CloudWatch and CloudFormation name it. */
export interface ElbResource {
  /** The whole ARN. */
  readonly arn: string;
  /** The dimension value: `app/<name>/<16 hex>` or `targetgroup/<name>/<16 hex>`. */
  readonly fullName: string;
  /** The name alone: stable when the resource is made again under the same name. */
  readonly name: string;
}

/** Health check of a target group, as far as the config tells. */
export interface HealthCheck {
  /** Seconds between two checks, 5 to 300. */
  readonly intervalSeconds?: number;
  /** Failed checks in a row until a target counts as unhealthy, 2 to 10. */
  readonly unhealthyThreshold?: number;
  /** Statuses that count as healthy, as Elastic Load Balancing writes them: `200`, `200-299`, `200,404`. */
  readonly codes?: string;
}

export interface GuardSetting {
  readonly on: boolean;
  /** @default - the severity of the guard in the model */
  readonly severity?: Severity;
}

/** What finds a target group in an account: a name, tags or both; all of it must fit. */
export interface Match {
  /** Pattern of the target group's name; `*` stands for any characters, also for none. @default - any name */
  readonly name?: string;
  /** Tags it must carry, all of them, with these values. @default - any tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Who hears of one target instead of those who hear of its environment, as ARNs of topics. */
export interface TargetNotify {
  /** Topic that wakes somebody. @default - that of the environment */
  readonly page?: string;
  /** Topic that waits for working hours. @default - that of the environment */
  readonly ticket?: string;
}

/** What discovery does with target groups that a rule fits: leaves them out with a reason, or says who hears of them. */
export interface DiscoverRule extends Match {
  /** Why they are none of holdband's business; untrusted text. @default - they are looked at */
  readonly exclude?: string;
  /** Who hears of them. @default - those who hear of the environment */
  readonly notify?: TargetNotify;
}

/** Where the lock says that a target's alarms are. */
export interface Placement {
  /** Stack of its alarms, from 1. */
  readonly stack: number;
  /** Stack they are moving to: the first of two steps. @default - they stay */
  readonly movingTo?: number;
  /** Stack they came from: the second of two steps. @default - they are where they were */
  readonly movedFrom?: number;
}

/** One target group as the config asks for it, every default filled in. Plain data. */
export interface Target {
  /** Config name; alarm names and logical ids come from it. */
  readonly name: string;
  readonly environment: string;
  readonly loadBalancer: ElbResource;
  readonly targetGroup: ElbResource;
  readonly traffic: TrafficKind;
  /** A slower request is slow. Seconds. */
  readonly objectiveSeconds: number;
  /** Alarm above this share of slow requests, in percent of the requests that are not long polls. */
  readonly slowSharePercent: number;
  readonly level: Level;
  readonly estimate: Estimate;
  readonly countForm: CountForm;
  /** False is shadow mode: everything deployed, actions disabled. */
  readonly paging: boolean;
  /** Set for `mixed` and `long-polls`; may be set for `exempt`. */
  readonly hold?: HoldProfile;
  /** Idle timeout of the load balancer in seconds, 1 to 4000. @default - not known: lint says what to check */
  readonly idleTimeoutSeconds?: number;
  /** Deregistration delay of the target group in seconds, 0 to 3600. @default - not known: not checked */
  readonly deregistrationDelaySeconds?: number;
  /** Keep-alive of the targets' HTTP servers in seconds. @default - not known: not checked */
  readonly targetKeepAliveSeconds?: number;
  /** Health check of the target group. @default - not known: not checked */
  readonly healthCheck?: HealthCheck;
  /** Clients expected to keep a poll parked. @default - not known: guards that need it are left out */
  readonly clients?: number;
  /** Every guard, defaults filled in. */
  readonly guards: { readonly [id in GuardId]: GuardSetting };
  /** Why and until when (ISO date) a target group is exempt; set for `exempt` only. */
  readonly exempt?: { readonly reason: string; readonly until?: string };
  /** Who hears of this target's alarms; those of its load balancer stay with the environment. @default - as the environment */
  readonly notify?: TargetNotify;
}

/** Who hears what, as ARNs; absent ones are topics the stack makes. */
export interface Notify {
  /** Topic that wakes somebody. */
  readonly page?: string;
  /** Topic that waits for working hours. */
  readonly ticket?: string;
  /** Topic that gets the runbook's verdicts. */
  readonly verdict?: string;
  /** KMS key that encrypts the topics. @default - the stack makes a key for the topics it makes */
  readonly key?: string;
  /** E-mail addresses or https URLs subscribed to topics the stack makes. */
  readonly subscribe?: readonly string[];
}

/** One account and Region with everything watched there. */
export interface Environment {
  readonly name: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso…`: taken from the Region and the ARNs. */
  readonly partition: string;
  readonly notify: Notify;
  readonly paging: boolean;
  /** How many stacks the targets are spread over, by name. At least 1. */
  readonly stacks: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Policy ARN that bounds every role made. */
  readonly permissionsBoundary?: string;
  /** Bootstrap qualifier of the account. @default - CDK's own */
  readonly qualifier?: string;
  readonly runbook: { readonly on: boolean; readonly architecture: 'arm64' | 'x86_64' };
  readonly targets: readonly Target[];
  /** Where the lock keeps targets, by name; a target it lacks is placed by its name. Empty without a lock. */
  readonly placement: Readonly<Record<string, Placement>>;
  /** Where the lock keeps the alarms of load balancers, by name. @default - by their names */
  readonly loadBalancerPlacement?: Readonly<Record<string, Placement>>;
  /** How many stacks the alarms were placed over, as the lock has it. @default - the lock does not say, or there is none */
  readonly placedOver?: number;
  /** What discovery leaves out, and who hears of what it finds; the first rule that fits a target group wins. */
  readonly discover: readonly DiscoverRule[];
}
