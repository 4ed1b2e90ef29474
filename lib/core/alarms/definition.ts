import type { GuardId, Severity } from '../targets.ts';

/** Alarm states, as CloudWatch names them. */
export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export const MISSING_DATA = ['missing', 'notBreaching', 'breaching', 'ignore'] as const;
export type MissingData = (typeof MISSING_DATA)[number];

export const COMPARISONS = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

/**
 * Latency alarms of one target group. The ids are ends of alarm names.
 * `slow-…` are windows of one estimate (or of the plain share, for `requests`); the others look at
 * other bands, which `LATENCY_WINDOWS` names.
 */
export const ALARM_KINDS = [
  'slow-1m',
  'slow-5m',
  'slow-10m',
  'slow-15m',
  'near-10m',
  'low-5m',
  'mid-5m',
  'wide-5m',
  'hang',
  'hang-10m',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** One metric an alarm reads. */
export interface MetricInput {
  /** Id in the expression: lower-case letter first. */
  readonly id: string;
  /** Metric of namespace `AWS/ApplicationELB`. */
  readonly metricName: string;
  /** CloudWatch statistic string, e.g. `Sum` or `TC(0.826446281:9.8497326758)`. */
  readonly stat: string;
  /** Dimensions by name: `LoadBalancer`, or `LoadBalancer` and `TargetGroup`. */
  readonly dimensions: { readonly [name: string]: string };
}

/** One alarm, as data: what `constructs` turns into a resource and the evaluator replays. */
export interface AlarmDefinition {
  /** Physical name: `holdband-<environment>-<target>-<kind>`. */
  readonly name: string;
  /** What it watches for: a latency alarm or a guard. */
  readonly kind: AlarmKind | GuardId;
  /** Config name of the target; name of the load balancer for `severed-holds`. */
  readonly subject: string;
  readonly severity: Severity;
  readonly description: string;
  /** Metric inputs; every one has the alarm's period. */
  readonly metrics: readonly MetricInput[];
  /** Metric math over the inputs; the one series the alarm compares. */
  readonly expression: string;
  /** What the expression's value means, with its unit: shown on graphs. */
  readonly label: string;
  /** Length of one data point in seconds: a multiple of 60. */
  readonly periodSeconds: number;
  /** Adjacent, disjoint periods looked at: the N of "M out of N". */
  readonly evaluationPeriods: number;
  /** Breaching data points needed: the M of "M out of N". */
  readonly datapointsToAlarm: number;
  readonly comparison: Comparison;
  /** Compared with the expression, in its unit. */
  readonly threshold: number;
  readonly treatMissingData: MissingData;
}

/** One composite alarm, as data. */
export interface CompositeDefinition {
  readonly name: string;
  readonly subject: string;
  readonly description: string;
  /** Names of the alarms any of which holds it in ALARM. At most 100. */
  readonly children: readonly string[];
}

/** A part of the plan that was not made, and why. Shown at synth and in the stack's output. */
export interface LeftOut {
  readonly subject: string;
  readonly kind: AlarmKind | GuardId;
  /** One sentence: why it could never fire, or what is missing to make it. */
  readonly reason: string;
  /** True where a person can mend it in the config (e.g. `clients` not given). */
  readonly mendable: boolean;
}

/** All alarms of one target, or of one load balancer. */
export interface AlarmPlan {
  readonly alarms: readonly AlarmDefinition[];
  /** The page composite; absent where no alarm pages. */
  readonly composite?: CompositeDefinition;
  readonly leftOut: readonly LeftOut[];
}
