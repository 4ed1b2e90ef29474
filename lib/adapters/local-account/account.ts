import type { InvokeFunction, RecordedInvocation } from './alarm-actions.ts';
import { AlarmRunner } from './alarm-runner.ts';
import { AlarmStore } from './alarm-store.ts';
import { type AccountData, dimensionOf, nameOf, type TopicData } from './data.ts';
import { type FaultRule, FaultScript } from './faults.ts';
import type { CheckMath, EvaluateMath, MathInput, MathQuery } from './math.ts';
import { checkWithCore, evaluateWithCore } from './metric-math.ts';
import { MetricStore } from './metric-store.ts';
import { type QuotaOptions, Quotas } from './quotas.ts';
import { type Recreation, recreate } from './recreate.ts';
import { trafficMetrics } from './traffic-metrics.ts';

/** A call as the account saw it. */
export interface RecordedCall {
  readonly service: 'CloudWatch' | 'ELBv2' | 'SNS' | 'SQS';
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

/** A message that was sent to a queue. */
export interface SentMessage {
  readonly queueUrl: string;
  readonly body: string;
  readonly messageId: string;
}

export interface LocalAccountOptions {
  /** The present, epoch seconds: decides what is retained, and stamps history. */
  readonly now: () => number;
  /** Scripted faults, in order; the first that applies is used. @default - none */
  readonly faults?: readonly FaultRule[];
  /** @default - the metric math of the alarm evaluator */
  readonly evaluateMath?: EvaluateMath;
  /** @default - what the metric math of the alarm evaluator can parse */
  readonly checkMath?: CheckMath;
  /** Throttles calls as AWS does an account's. @default - as many calls as the process can answer */
  readonly quotas?: QuotaOptions;
  /** Runs the functions that alarms call. @default - there is none: such actions fail */
  readonly invoke?: InvokeFunction;
  /** Whether `invoke` runs a function; an action on another fails, as on one that does not exist. @default - any */
  readonly hasFunction?: (functionArn: string) => boolean;
}

/** An AWS account in memory: what the endpoint answers from, and what was asked of it. */
export class LocalAccount {
  /** What is there now: a change shows in the next call. */
  data: AccountData;
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
  /** What SQS was given, oldest first. */
  readonly sent: SentMessage[] = [];
  /** Functions that alarms called, oldest first. */
  readonly invocations: RecordedInvocation[] = [];
  readonly now: () => number;
  /** @default - there are none */
  readonly quotas: Quotas | undefined;
  /** Evaluates the alarms and does what they say. */
  readonly runner: AlarmRunner;
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
    this.quotas = options.quotas && new Quotas(options.quotas, options.now);
    this.#options = options;
    this.runner = new AlarmRunner(this, options.invoke);
  }

  /**
   * Makes a target group anew, as the AWS Load Balancer Controller does: another id, the same tags, rules and targets. What was
   * measured from then on has its dimension, what was measured before keeps the old one.
   *
   * @param arn of the target group that goes
   * @returns ARN of the new one
   * @throws RangeError where the account has no such target group
   */
  recreateTargetGroup(arn: string, { at = this.now(), ...options }: Recreation = {}): string {
    const { data, arn: fresh } = recreate(this.data, arn, { at, ...options });
    this.metrics.rename('TargetGroup', dimensionOf(arn), dimensionOf(fresh), at);
    this.data = data;
    return fresh;
  }

  /** Topics more; without effect where every topic exists. */
  addTopics(topics: readonly TopicData[]): void {
    if (this.data.topics) this.data = { ...this.data, topics: [...this.data.topics, ...topics] };
  }

  /** Whether a topic can be published to. */
  hasTopic(arn: string): boolean {
    return this.data.topics?.some((topic) => topic.arn === arn) ?? true;
  }

  evaluateMath(input: MathInput): ReturnType<EvaluateMath> {
    return (this.#options.evaluateMath ?? evaluateWithCore)(input);
  }

  checkMath(query: MathQuery, ids: readonly string[]): void {
    (this.#options.checkMath ?? checkWithCore)(query, ids);
  }

  /** Whether an alarm can call this function. */
  hasFunction(arn: string): boolean {
    const { invoke, hasFunction } = this.#options;
    return invoke !== undefined && (hasFunction?.(arn) ?? true);
  }

  /** ARN of an alarm of this account. */
  alarmArn(name: string): string {
    return `arn:${this.partition}:cloudwatch:${this.region}:${this.accountId}:alarm:${name}`;
  }

  /** URL of a queue of this account: clients take its host for the endpoint where none is set. */
  queueUrl(name: string): string {
    return `https://sqs.${this.region}.amazonaws.com/${this.accountId}/${name}`;
  }

  /** What the service generates itself for a load balancer: an address that leads nowhere. */
  dnsNameOf(loadBalancerArn: string): string {
    return `${nameOf(loadBalancerArn)}.${this.region}.elb.invalid`;
  }
}
