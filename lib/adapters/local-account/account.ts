import { AlarmStore } from './alarm-store.ts';
import { type AccountData, nameOf } from './data.ts';
import { type FaultRule, FaultScript } from './faults.ts';
import type { CheckMath, EvaluateMath, MathInput, MathQuery } from './math.ts';
import { evaluateWithCore } from './metric-math.ts';
import { MetricStore } from './metric-store.ts';
import { trafficMetrics } from './traffic-metrics.ts';

/** A call as the account saw it. */
export interface RecordedCall {
  readonly service: 'CloudWatch' | 'ELBv2' | 'SNS';
  /** Name of the operation, such as `GetMetricData`. */
  readonly call: string;
  readonly input: unknown;
  /** The fault it ran into. @default - answered */
  readonly fault?: FaultRule['fault'];
}

/** A message that was published to a topic. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly messageId: string;
}

export interface LocalAccountOptions {
  /** The present, epoch seconds: decides what is retained, and stamps history. */
  readonly now: () => number;
  /** Scripted faults, in order; the first that applies is used. @default - none */
  readonly faults?: readonly FaultRule[];
  /** @default - the metric math of the alarm evaluator */
  readonly evaluateMath?: EvaluateMath;
  /** @default - expressions of alarms are stored as they are, except SEARCH and unknown shapes */
  readonly checkMath?: CheckMath;
}

/** An AWS account in memory: what the endpoint answers from, and what was asked of it. */
export class LocalAccount {
  readonly data: AccountData;
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn`, …: that of the first ARN. */
  readonly partition: string;
  readonly metrics: MetricStore;
  readonly alarms: AlarmStore;
  readonly faults: FaultScript;
  /** Every call that was understood, oldest first. */
  readonly calls: RecordedCall[] = [];
  /** What SNS was given, oldest first. */
  readonly published: PublishedMessage[] = [];
  readonly now: () => number;
  readonly #options: LocalAccountOptions;

  /** @throws RangeError for traffic of a target group that is not there */
  constructor(data: AccountData, options: LocalAccountOptions) {
    this.data = data;
    this.accountId = data.accountId ?? '111122223333';
    this.region = data.region ?? 'us-east-2';
    this.partition = data.loadBalancers[0]?.arn.split(':')[1] ?? 'aws';
    this.metrics = new MetricStore(trafficMetrics(data), data.metrics ?? []);
    this.alarms = new AlarmStore();
    this.faults = new FaultScript(options.faults ?? []);
    this.now = options.now;
    this.#options = options;
  }

  evaluateMath(input: MathInput): ReturnType<EvaluateMath> {
    return (this.#options.evaluateMath ?? evaluateWithCore)(input);
  }

  checkMath(query: MathQuery, ids: readonly string[]): void {
    this.#options.checkMath?.(query, ids);
  }

  /** ARN of an alarm of this account. */
  alarmArn(name: string): string {
    return `arn:${this.partition}:cloudwatch:${this.region}:${this.accountId}:alarm:${name}`;
  }

  /** What the service generates itself for a load balancer: an address that leads nowhere. */
  dnsNameOf(loadBalancerArn: string): string {
    return `${nameOf(loadBalancerArn)}.${this.region}.elb.invalid`;
  }
}
