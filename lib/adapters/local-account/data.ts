import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { StoredDistribution } from '../../core/statistics/distribution.ts';
import type { SimulatedRequest } from '../../core/traffic/request.ts';

/** Everything a local account knows, as plain data. Names are those of the services' own APIs. */
export interface AccountData {
  /** Twelve digits. @default 111122223333 */
  readonly accountId?: string;
  /** @default us-east-2 */
  readonly region?: string;
  readonly loadBalancers: readonly LoadBalancerData[];
  readonly targetGroups: readonly TargetGroupData[];
  /** @default - nobody sent anything */
  readonly traffic?: readonly TrafficData[];
  /** Metrics beside those of the traffic; one of the same name and dimensions replaces the derived one. @default - none */
  readonly metrics?: readonly MetricSeries[];
  /** Topics that exist: actions on others fail. @default - every topic exists, and nobody is subscribed */
  readonly topics?: readonly TopicData[];
}

export interface TopicData {
  readonly arn: string;
  /** @default - nobody is subscribed */
  readonly subscriptions?: readonly SubscriptionData[];
}

export interface SubscriptionData {
  /** `email`, `https`, `sqs`, … */
  readonly protocol: string;
  /** Address, URL or ARN. */
  readonly endpoint: string;
  /** False while whoever has the endpoint has not agreed: nothing is delivered. @default true */
  readonly confirmed?: boolean;
}

export interface LoadBalancerData {
  readonly arn: string;
  /** @default application */
  readonly type?: 'application' | 'network' | 'gateway';
  /** @default internet-facing */
  readonly scheme?: 'internet-facing' | 'internal';
  /** Attributes that differ from the service's defaults, such as `idle_timeout.timeout_seconds`. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - one on port 443 that forwards to the load balancer's first target group */
  readonly listeners?: readonly ListenerData[];
}

export interface ListenerData {
  readonly arn: string;
  readonly port: number;
  /** @default HTTPS */
  readonly protocol?: string;
  /** ARN of the target group that the default rule forwards to. @default - `actions` say what it does */
  readonly targetGroup?: string;
  /** What the default rule does, as the service shows it. @default - it forwards to `targetGroup` */
  readonly actions?: readonly Action[];
  /** Beside the default rule. @default - none */
  readonly rules?: readonly RuleData[];
}

export interface RuleData {
  readonly arn: string;
  /** 1 to 50,000. */
  readonly priority: number;
  /** Path patterns, any of which matches. @default - every path */
  readonly paths?: readonly string[];
  /** Conditions of any kind, as the service takes them; all must hold, with `paths`. @default - none */
  readonly conditions?: readonly RuleCondition[];
  /** ARN of the target group that it forwards to. @default - `actions` say what it does */
  readonly targetGroup?: string;
  /** As the service shows them. @default - it forwards to `targetGroup` */
  readonly actions?: readonly Action[];
}

export interface TargetGroupData {
  readonly arn: string;
  /** ARN. @default - no load balancer uses it */
  readonly loadBalancer?: string;
  /** @default 443 */
  readonly port?: number;
  /** @default HTTPS */
  readonly protocol?: string;
  /** `HTTP1`, `HTTP2` or `GRPC`. @default HTTP1 */
  readonly protocolVersion?: string;
  /** `lambda` has neither port nor protocol. @default ip */
  readonly targetType?: 'instance' | 'ip' | 'lambda' | 'alb';
  readonly healthCheck?: {
    /** @default / */
    readonly path?: string;
    /** @default 30 */
    readonly intervalSeconds?: number;
    /** @default 2 */
    readonly unhealthyThreshold?: number;
    /** @default 200 */
    readonly codes?: string;
  };
  /** Attributes that differ from the service's defaults, such as `deregistration_delay.timeout_seconds`. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - none registered: no host counts either */
  readonly targets?: readonly TargetData[];
}

export interface TargetData {
  /** Instance id or address. */
  readonly id: string;
  readonly port: number;
  /** @default healthy */
  readonly state?: 'healthy' | 'unhealthy' | 'initial' | 'draining' | 'unused' | 'unavailable';
  /** As the service names it, such as `Target.ResponseCodeMismatch`. @default - none */
  readonly reason?: string;
}

/** What one target group was sent. */
export interface TrafficData {
  /** ARN of a target group of the account. */
  readonly targetGroup: string;
  /** Every request: all metrics follow from them. */
  readonly requests?: Iterable<SimulatedRequest>;
  /** Or recorded response times: minute (epoch seconds, a multiple of 60) and what CloudWatch stored in it. */
  readonly minutes?: Iterable<readonly [number, StoredDistribution]>;
}

/** A metric with all its minutes. */
export interface MetricSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** As CloudWatch names it: `Seconds`, `Count`. */
  readonly unit: string;
  /** By the start of the minute, epoch seconds. */
  readonly minutes: ReadonlyMap<number, StoredDistribution>;
}

const ELB_ARN = /^arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:(?:loadbalancer\/(.+)|(targetgroup\/.+))$/;

/** The value of a metric's dimension: `app/name/id` or `targetgroup/name/id`. @throws RangeError for another ARN */
export function dimensionOf(arn: string): string {
  const match = ELB_ARN.exec(arn);
  const value = match?.[1] ?? match?.[2];
  if (value === undefined) throw new RangeError(`not the ARN of a load balancer or target group: ${arn}`);
  return value;
}

/** The name within an ARN: `name` of `targetgroup/name/id` and of `loadbalancer/app/name/id`. */
export function nameOf(arn: string): string {
  return arn.split('/').at(-2) as string;
}
