import { isRecord } from '../../core/diff/canonical.ts';
import { resolveTemplate } from '../../core/diff/resolve-template.ts';
import { InputError } from '../../core/errors.ts';
import type { LocalAccount } from './account.ts';
import type { SubscriptionData, TopicData } from './data.ts';
import { putCompositeAlarm, putMetricAlarm } from './put-alarm.ts';
import { ServiceError } from './service-error.ts';

/** A function of a template: who runs it has to bring its code. */
export interface LoadedFunction {
  readonly arn: string;
  /** Environment variables that are known. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hash of the code's asset: it lies in `asset.HASH` beside the template. @default - the code is no asset */
  readonly codeAsset?: string;
}

/** What a template brought into the account. */
export interface LoadedAlarms {
  readonly metricAlarms: number;
  readonly compositeAlarms: number;
  readonly functions: readonly LoadedFunction[];
  /** What could not be made out, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Puts the alarms of a template into an account, as CloudFormation would: with the checks of PutMetricAlarm and
 * PutCompositeAlarm, children before composites, and names for what the template leaves to CloudFormation.
 *
 * @param template parsed JSON
 * @param where the file, for errors
 * @param stack name of the stack
 * @throws InputError code `AlarmRefused` naming every alarm that the service would refuse, and why
 */
export function loadAlarms(account: LocalAccount, template: unknown, where: string, stack = 'local'): LoadedAlarms {
  const { accountId, region, partition } = account;
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
  const functions: LoadedFunction[] = [];
  const { resources, notes } = resolveTemplate(template, {
    stack,
    account: accountId,
    region,
    partition,
    resourceValue: ({ logicalId, type }, attribute) => {
      const name = physicalName(template, logicalId, stack);
      switch (type) {
        case 'AWS::SNS::Topic':
          return attribute === 'TopicName' ? name : arn('sns', name);
        case 'AWS::SQS::Queue':
          if (attribute === undefined) return account.queueUrl(name);
          return attribute === 'QueueName' ? name : arn('sqs', name);
        case 'AWS::Lambda::Function':
          return attribute === 'Arn' ? arn('lambda', `function:${name}`) : name;
        default:
          // Of others only the name matters: as a metric's dimension.
          return attribute === undefined && !type.startsWith('AWS::CloudWatch::') ? name : undefined;
      }
    },
  });
  const composites: Readonly<Record<string, unknown>>[] = [];
  const metrics: Readonly<Record<string, unknown>>[] = [];
  for (const { logicalId, type, properties } of resources) {
    if (type === 'AWS::CloudWatch::Alarm') metrics.push(named(logicalId, stack, properties));
    if (type === 'AWS::CloudWatch::CompositeAlarm') composites.push(named(logicalId, stack, properties));
    if (type === 'AWS::Lambda::Function') {
      const { Environment: environment, Code: code } = properties;
      const asset = /^([0-9a-f]{64})\.zip$/.exec(isRecord(code) ? String(code.S3Key) : '')?.[1];
      functions.push({
        arn: arn('lambda', `function:${physicalName(template, logicalId, stack)}`),
        environment: textsOf(isRecord(environment) ? environment.Variables : undefined),
        ...(asset !== undefined && { codeAsset: asset }),
      });
    }
  }
  account.addTopics(topicsOf(resources, (logicalId) => arn('sns', physicalName(template, logicalId, stack))));
  const problems: string[] = [];
  for (const alarm of metrics) attempt(() => putMetricAlarm(alarm, account), alarm, problems);
  for (const alarm of composites) attempt(() => putCompositeAlarm(alarm, account), alarm, problems);
  if (problems.length > 0) {
    throw new InputError(
      'AlarmRefused',
      problems.map((message) => ({ where, message })),
    );
  }
  return { metricAlarms: metrics.length, compositeAlarms: composites.length, functions, notes };
}

function named(
  logicalId: string,
  stack: string,
  { AlarmName, ...properties }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return { AlarmName: typeof AlarmName === 'string' ? AlarmName : `${stack}-${logicalId}`, ...properties };
}

const NAMES = ['FunctionName', 'QueueName', 'TopicName'];

/** The name that the template gives a resource, or one made up as CloudFormation would. */
function physicalName(template: unknown, logicalId: string, stack: string): string {
  const resources = isRecord(template) && isRecord(template.Resources) ? template.Resources : {};
  const resource = resources[logicalId];
  const properties = isRecord(resource) && isRecord(resource.Properties) ? resource.Properties : {};
  for (const key of NAMES) {
    const name = properties[key];
    if (typeof name === 'string') return name;
  }
  return `${stack}-${logicalId}`;
}

/** The topics a template makes. Addresses and URLs are asked first whether they agree; queues and functions are not. */
function topicsOf(
  resources: ReturnType<typeof resolveTemplate>['resources'],
  arnOf: (logicalId: string) => string,
): TopicData[] {
  const subscribed = resources
    .filter(({ type }) => type === 'AWS::SNS::Subscription')
    .map(({ properties }) => ({ ...properties, topic: properties.TopicArn }));
  return resources
    .filter(({ type }) => type === 'AWS::SNS::Topic')
    .map(({ logicalId, properties: { Subscription: within } }) => {
      const arn = arnOf(logicalId);
      const own = [...(Array.isArray(within) ? within : []), ...subscribed.filter(({ topic }) => topic === arn)];
      return { arn, subscriptions: own.filter(isRecord).map(subscriptionOf) };
    });
}

function subscriptionOf({ Protocol, Endpoint }: Readonly<Record<string, unknown>>): SubscriptionData {
  const protocol = String(Protocol);
  return { protocol, endpoint: String(Endpoint), confirmed: protocol === 'sqs' || protocol === 'lambda' };
}

function textsOf(variables: unknown): Record<string, string> {
  const entries = Object.entries(isRecord(variables) ? variables : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function attempt(put: () => void, { AlarmName }: Readonly<Record<string, unknown>>, problems: string[]): void {
  try {
    put();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    problems.push(`${AlarmName}: ${error.message}`);
  }
}
