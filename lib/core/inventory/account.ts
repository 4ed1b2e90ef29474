import type { AlarmState, MetricInput } from '../alarms/definition.ts';
import { HoldbandError } from '../errors.ts';
import type { HealthCheck } from '../targets.ts';

/** One metric that is asked for. */
export interface MetricQuery extends MetricInput {
  /** @default AWS/ApplicationELB */
  readonly namespace?: string;
  /** Length of its data points in seconds. @default - that of the request */
  readonly periodSeconds?: number;
}

/** A stretch of CloudWatch metrics, minute by minute. */
export interface MetricRequest {
  /** At most 500; ids unique. */
  readonly queries: readonly MetricQuery[];
  /** Epoch seconds, a multiple of 60. */
  readonly start: number;
  /** Exclusive, epoch seconds. */
  readonly end: number;
  /** Length of a data point in seconds. @default 60 */
  readonly periodSeconds?: number;
}

/** Data points of one query, oldest first. */
export interface MetricPoints {
  /** Starts of the periods, epoch seconds. */
  readonly at: readonly number[];
  readonly values: readonly number[];
  /** False where CloudWatch says there is more (`PartialData`) and no page brought it, or failed (`InternalError`). */
  readonly complete: boolean;
}

/** What one read of metrics brought. */
export interface MetricAnswer {
  /** By query id; every query has one, without points where the metric has none. */
  readonly series: ReadonlyMap<string, MetricPoints>;
  /** Why something is missing, one sentence each: a page that failed, a message of CloudWatch. Untrusted text. */
  readonly problems: readonly string[];
}

/** An alarm as an account has it. */
export interface AccountAlarm {
  readonly kind: 'metric' | 'composite' | 'log';
  readonly name: string;
  readonly arn: string;
  readonly state: AlarmState;
  /** Since when it is in its state, epoch seconds. @default - CloudWatch did not say */
  readonly stateSince?: number;
  /** Settings by the names of DescribeAlarms and PutMetricAlarm, such as `AlarmRule` and `Metrics`. Untrusted. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Which alarms are asked for. */
export type AlarmSelection =
  | { readonly names: readonly string[] }
  | { readonly prefix: string }
  | { readonly all: true };

/** One entry of an alarm's history. */
export interface AlarmHistoryEntry {
  readonly alarm: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  /** Parsed JSON. @default - CloudWatch gave none, or none that is JSON */
  readonly data?: unknown;
}

/** A target group as Elastic Load Balancing describes it. */
export interface TargetGroupDescription {
  readonly arn: string;
  readonly name: string;
  /** ARNs of the load balancers in front of it; usually one. */
  readonly loadBalancerArns: readonly string[];
  readonly healthCheck: HealthCheck;
  /** `HTTP`, `HTTPS`, or one of another kind of load balancer, such as `TCP`. @default - none: its targets are functions */
  readonly protocol?: string;
  /** Where its targets are. @default - none: they are functions */
  readonly vpc?: string;
}

/** A load balancer as Elastic Load Balancing describes it. */
export interface LoadBalancerDescription {
  readonly arn: string;
  readonly name: string;
  /** `application`, `network`, `gateway`, or what AWS adds. */
  readonly type: string;
}

/** What a read of many pages brought. */
export interface Listing<T> {
  readonly items: readonly T[];
  /** Why pages are missing at the end. @default - all were read */
  readonly failed?: ReadFailedError;
}

/** One registered target. */
export interface TargetHealthRow {
  readonly id: string;
  readonly port?: number;
  /** `healthy`, `unhealthy`, `initial`, `draining`, `unused`, `unavailable`, what AWS adds, or `unknown` where it told none. */
  readonly state: string;
  /** Such as `Target.Timeout`. @default - healthy */
  readonly reason?: string;
}

/** What sends requests to a target group: one listener rule. */
export interface ListenerRuleRow {
  readonly listenerPort?: number;
  /** Priority as a number, or `default`. */
  readonly priority: string;
  /** Conditions in words: `host api.example.com`, `path /api/fleet/*`. Empty for a default rule. Untrusted text. */
  readonly conditions: readonly string[];
  readonly targetGroupArns: readonly string[];
}

/**
 * How holdband reads an AWS account: one function a question. Each rejects with a {@link ReadFailedError} and with nothing
 * else, so that who asked can do without the answer and say so.
 */
export interface AccountReader {
  /** `cloudwatch:GetMetricData`, one call; further pages where CloudWatch asks for them. Partial data is an answer. */
  metrics(request: MetricRequest, signal?: AbortSignal): Promise<MetricAnswer>;
  /** `cloudwatch:DescribeAlarms` with all alarm types, paged. */
  alarms(selection: AlarmSelection, signal?: AbortSignal): Promise<readonly AccountAlarm[]>;
  /** `cloudwatch:DescribeAlarmHistory`, paged, newest first. Times are epoch seconds. */
  alarmHistory(
    query: { readonly alarm?: string; readonly from: number; readonly to: number },
    signal?: AbortSignal,
  ): Promise<readonly AlarmHistoryEntry[]>;
  /** `elasticloadbalancing:DescribeTargetGroups`. */
  targetGroup(arn: string, signal?: AbortSignal): Promise<TargetGroupDescription>;
  /** `elasticloadbalancing:DescribeTargetHealth`. */
  targetHealth(targetGroupArn: string, signal?: AbortSignal): Promise<readonly TargetHealthRow[]>;
  /** `elasticloadbalancing:DescribeLoadBalancerAttributes`: values by key, such as `idle_timeout.timeout_seconds`. */
  loadBalancerAttributes(loadBalancerArn: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** `elasticloadbalancing:DescribeTargetGroupAttributes`: values by key, such as `deregistration_delay.timeout_seconds`. */
  targetGroupAttributes(targetGroupArn: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /**
   * `elasticloadbalancing:DescribeListeners`, then `DescribeRules` of each.
   *
   * @param listeners told how many listeners there are, before their rules are read
   */
  listenerRules(
    loadBalancerArn: string,
    signal?: AbortSignal,
    listeners?: (count: number) => void,
  ): Promise<readonly ListenerRuleRow[]>;
}

/**
 * How holdband lists what an account has. Each rejects with a {@link ReadFailedError} where it brought nothing, and with
 * nothing else; a page that fails later costs itself and those behind it.
 */
export interface AccountInventory {
  /** `elasticloadbalancing:DescribeLoadBalancers`, paged: those of every type but classic. */
  loadBalancers(signal?: AbortSignal): Promise<Listing<LoadBalancerDescription>>;
  /** `elasticloadbalancing:DescribeTargetGroups`, paged: all. */
  targetGroups(signal?: AbortSignal): Promise<Listing<TargetGroupDescription>>;
  /**
   * `elasticloadbalancing:DescribeTags`: tags by ARN, untrusted text. An ARN without tags has an empty record.
   *
   * @param arns at most {@link TAGS_AT_ONCE}, of load balancers or target groups
   */
  tags(arns: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
}

/** One subscription of a topic. */
export interface TopicSubscription {
  /** `email`, `https`, `lambda`, `sqs`, or what AWS adds. */
  readonly protocol: string;
  /** False while whoever has the endpoint has not agreed: nothing is delivered. */
  readonly confirmed: boolean;
}

/** What only `holdband check` asks of an account. Each rejects with a {@link ReadFailedError} and with nothing else. */
export interface AccountAudit {
  /** `sns:ListSubscriptionsByTopic`, paged: of a topic in the Region of the account that was opened. */
  topicSubscriptions(topicArn: string, signal?: AbortSignal): Promise<readonly TopicSubscription[]>;
  /** `cloudwatch:DescribeAlarms` with all alarm types, paged; a page that fails costs itself and those behind it. */
  everyAlarm(signal?: AbortSignal): Promise<Listing<AccountAlarm>>;
  /**
   * `cloudwatch:DescribeAlarmHistory` of every alarm, paged, newest first; a page that fails costs itself and what is older.
   * Times are epoch seconds.
   */
  historyOfAll(
    query: { readonly from: number; readonly to: number },
    signal?: AbortSignal,
  ): Promise<Listing<AlarmHistoryEntry>>;
}

/** Resources on the largest page of a `Describe` call. Source: API references of the calls. */
export const LISTED_AT_ONCE = 400;

/** Most resources named in one call of DescribeTags. Source: its API reference. */
export const TAGS_AT_ONCE = 20;

/** Why a read failed, as far as it decides what a person can do. */
export type ReadFailure = 'denied' | 'throttled' | 'not-found' | 'time-out' | 'unreachable' | 'refused' | 'failed';

/**
 * A read that brought nothing. `message` is one sentence that names the call and the reason, without credentials or
 * request signatures.
 */
export class ReadFailedError extends HoldbandError {
  /** IAM action, such as `cloudwatch:GetMetricData`. */
  readonly action: string;
  readonly failure: ReadFailure;

  constructor(action: string, failure: ReadFailure, message: string, options?: ErrorOptions) {
    super('ReadFailed', message, options);
    this.action = action;
    this.failure = failure;
  }
}

/** The account was not even asked who may do what: credentials are expired or not accepted. No other call will do better. */
export class CredentialsFailedError extends ReadFailedError {}
