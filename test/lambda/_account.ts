import { createHash } from 'node:crypto';
import {
  CloudWatchClient,
  type Metric,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach } from 'vitest';
import type { RunbookAnswer } from '../../lambda/runbook/answer.ts';
import { createHandler, type RunbookDependencies } from '../../lambda/runbook/handler.ts';
import { accountReader } from '../../lib/adapters/account-reader.ts';
import type { AccountData } from '../../lib/adapters/local-account/data.ts';
import { startLocalAccount } from '../../lib/adapters/local-account/endpoint.ts';
import type { FaultRule } from '../../lib/adapters/local-account/faults.ts';
import { publishTo } from '../../lib/adapters/sns/publish.ts';
import type { AlarmPlan } from '../../lib/core/alarms/definition.ts';
import { compositeRule } from '../../lib/core/alarms/limits.ts';
import { planTarget } from '../../lib/core/alarms/plan.ts';
import { fleetProfile } from '../../lib/core/holds/fleet.ts';
import { simulate } from '../../lib/core/traffic/simulate.ts';
import { aTarget } from '../constructs/_environment.ts';

/** The present of every account here. */
export const NOW = Date.UTC(2026, 10, 20, 10, 5, 12) / 1000;
export const VERDICTS = 'arn:aws:sns:us-east-2:111122223333:verdicts';
export const QUEUE = 'https://sqs.us-east-2.amazonaws.com/111122223333/dead-letters';

const PLACE = 'us-east-2:111122223333';
const ELB = `arn:aws:elasticloadbalancing:${PLACE}`;
export const EDGE = elb('loadbalancer/app/edge/50dc6c495c0c9188', 'app/edge/50dc6c495c0c9188');
/** Long polls of Fleet Server that expire, and a few quick requests. Nothing is slow. */
export const FLEET = elb('targetgroup/fleet/943f017f100becff', 'targetgroup/fleet/943f017f100becff');
/** Plain requests, most of them slow in the newest three minutes. */
export const SEARCH = elb('targetgroup/search/a540128a211cfd00', 'targetgroup/search/a540128a211cfd00');

function elb(resource: string, fullName: string) {
  return { arn: `${ELB}:${resource}`, fullName, name: fullName.split('/')[1] as string };
}

export const FLEET_PLAN = planTarget(
  aTarget({ name: 'fleet', targetGroup: FLEET, loadBalancer: EDGE, hold: fleetProfile(), clients: 10 }),
);
export const SEARCH_PLAN = planTarget(
  (({ hold: _, clients: __, ...target }) => target)(
    aTarget({ name: 'search', targetGroup: SEARCH, loadBalancer: EDGE, traffic: 'requests' }),
  ),
);

const END = 60 * Math.floor(NOW / 60);
/** Four hours and a bit: a window and its baseline. Made once; tests do not change it. */
const TRAFFIC: NonNullable<AccountData['traffic']> = [
  {
    targetGroup: FLEET.arn,
    requests: simulate({
      seed: 1,
      from: END - 4 * 3600,
      to: END,
      idleTimeoutSeconds: 600,
      requests: { ratePerMinute: 10 },
      holds: [{ profile: fleetProfile(), clients: 10 }],
    }),
  },
  {
    targetGroup: SEARCH.arn,
    requests: simulate({
      seed: 2,
      from: END - 4 * 3600,
      to: END,
      idleTimeoutSeconds: 600,
      requests: { ratePerMinute: 30 },
      slowdowns: [{ kind: 'wide', seconds: 3, share: 0.9, from: END - 185, to: END }],
    }),
  },
];

const DATA: AccountData = {
  loadBalancers: [
    {
      arn: EDGE.arn,
      attributes: { 'idle_timeout.timeout_seconds': '600' },
      listeners: [
        {
          arn: `${ELB}:listener/app/edge/50dc6c495c0c9188/6d0ecf831eec9f09`,
          port: 443,
          targetGroup: SEARCH.arn,
          rules: [
            {
              arn: `${ELB}:listener-rule/app/edge/50dc6c495c0c9188/6d0ecf831eec9f09/9683b2d02a6cabee`,
              priority: 1,
              paths: ['/api/fleet/*'],
              targetGroup: FLEET.arn,
            },
          ],
        },
      ],
    },
  ],
  targetGroups: [
    { arn: FLEET.arn, loadBalancer: EDGE.arn, targets: [{ id: '10.0.3.17', port: 8220 }] },
    { arn: SEARCH.arn, loadBalancer: EDGE.arn, targets: [{ id: '10.0.3.41', port: 9200 }] },
  ],
  traffic: TRAFFIC,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

export interface RunbookOptions {
  readonly faults?: readonly FaultRule[];
  /** Changes of the environment variables; `undefined` is one that is not set. */
  readonly config?: { readonly [key in keyof RunbookDependencies['config']]?: string | undefined };
  readonly deadLetter?: RunbookDependencies['deadLetter'];
  /** Milliseconds a run has. @default 20 seconds */
  readonly limit?: number;
  /** ARN that the function runs by. @default - one of the account */
  readonly functionArn?: string;
  /** How often the SDK tries. @default 1 */
  readonly attempts?: number;
}

/** The runbook over real SDK clients that talk HTTP to a local account with two target groups and their alarms. */
export async function startRunbook(options: RunbookOptions = {}) {
  let now = NOW;
  const endpoint = await startLocalAccount(DATA, { now: () => now });
  const { account } = endpoint;
  const clientConfig = {
    endpoint: endpoint.url,
    region: 'us-east-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: options.attempts ?? 1,
  };
  const cloudWatch = new CloudWatchClient(clientConfig);
  const elbv2 = new ElasticLoadBalancingV2Client(clientConfig);
  const sns = new SNSClient(clientConfig);
  closing.push(() => {
    for (const client of [cloudWatch, elbv2, sns]) client.destroy();
    return endpoint.close();
  });
  await putPlan(cloudWatch, FLEET_PLAN);
  await putPlan(cloudWatch, SEARCH_PLAN);
  account.calls.length = 0;
  account.faults.set(options.faults ?? []);

  const lines: Record<string, unknown>[] = [];
  const order: string[] = [];
  const letters: Record<string, unknown>[] = [];
  const handler = createHandler({
    config: set({ environment: 'prod', verdictTopicArn: VERDICTS, deadLetterQueueUrl: QUEUE, ...options.config }),
    reader: accountReader({ cloudWatch, elb: elbv2 }),
    publish: (topicArn, message, signal) => {
      order.push('publish');
      return publishTo(sns, topicArn, message, signal);
    },
    deadLetter:
      options.deadLetter ??
      (async (_queueUrl, message) => void letters.push(JSON.parse(message) as Record<string, unknown>)),
    log: (line) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      lines.push(parsed);
      order.push(String(parsed.message));
    },
    now: () => now,
    hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 16),
  });
  const invoke = (event: unknown) => {
    const until = Date.now() + (options.limit ?? 20_000);
    return handler(event, {
      getRemainingTimeInMillis: () => until - Date.now(),
      invokedFunctionArn: options.functionArn ?? `arn:aws:lambda:${PLACE}:function:holdband-prod-runbook`,
    });
  };
  return {
    account,
    cloudWatch,
    lines,
    order,
    letters,
    invoke,
    /** The answer to what alarms and people send. */
    answer: async (event: unknown) => (await invoke(event)) as RunbookAnswer,
    /** Names of the calls made, each once, in order of the alphabet. */
    calls: () => [...new Set(account.calls.map(({ call }) => call))].toSorted(),
    pass: (seconds: number) => {
      now += seconds;
    },
  };
}

function set(config: NonNullable<RunbookOptions['config']>): RunbookDependencies['config'] {
  const entries = Object.entries(config).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as RunbookDependencies['config'];
}

/** As a deployment would: the alarms of a target, OK but for its page composite and one child. */
async function putPlan(client: CloudWatchClient, { alarms, composite }: AlarmPlan): Promise<void> {
  for (const alarm of alarms) {
    const Metrics = alarm.metrics.map(({ id, metricName, stat, dimensions }) => ({
      Id: id,
      MetricStat: { Metric: metric(metricName, dimensions), Period: alarm.periodSeconds, Stat: stat },
      ReturnData: false,
    }));
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName: alarm.name,
        AlarmDescription: alarm.description,
        Metrics: [...Metrics, { Id: 'alarmed', Expression: alarm.expression, ReturnData: true }],
        ComparisonOperator: alarm.comparison,
        Threshold: alarm.threshold,
        EvaluationPeriods: alarm.evaluationPeriods,
        DatapointsToAlarm: alarm.datapointsToAlarm,
        TreatMissingData: alarm.treatMissingData,
      }),
    );
  }
  if (!composite) return;
  await client.send(
    new PutCompositeAlarmCommand({
      AlarmName: composite.name,
      AlarmDescription: composite.description,
      AlarmRule: compositeRule(composite.children),
    }),
  );
  await setAlarm(client, composite.children[0] as string);
  await setAlarm(client, composite.name);
}

/** Puts an alarm over one metric, as somebody who does not know holdband makes it. */
export async function putForeign(
  client: CloudWatchClient,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  metricName = 'TargetResponseTime',
): Promise<void> {
  const { Namespace, MetricName, Dimensions } = metric(metricName, dimensions);
  await client.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName: name, Namespace, MetricName, Dimensions, ExtendedStatistic: 'p95', Period: 60 },
      ...{ EvaluationPeriods: 3, Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' },
    }),
  );
  await setAlarm(client, name);
}

export async function setAlarm(client: CloudWatchClient, name: string): Promise<void> {
  await client.send(
    new SetAlarmStateCommand({ AlarmName: name, StateValue: 'ALARM', StateReason: 'Threshold Crossed' }),
  );
}

function metric(name: string, dimensions: Readonly<Record<string, string>>): Metric {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return { Namespace: 'AWS/ApplicationELB', MetricName: name, Dimensions };
}
