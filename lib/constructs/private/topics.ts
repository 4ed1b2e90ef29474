import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { parseArn } from '../../core/config/arns.ts';
import { InputError } from '../../core/errors.ts';
import type { Environment, Notify, Target } from '../../core/targets.ts';

/** Who is told what. */
const ROLES = ['page', 'ticket', 'verdict'] as const;
type TopicRole = (typeof ROLES)[number];

/** Properties of {@link EnvironmentTopics}. */
export interface EnvironmentTopicsProps {
  readonly environment: Environment;
  /** True in the stack that makes the topics nobody gave; the others refer to them by ARN. */
  readonly make: boolean;
}

/** The topics of an environment: given ones by ARN, the rest made, each with the policy that lets alarms publish. */
export class EnvironmentTopics extends Construct {
  readonly page: ITopic;
  readonly ticket: ITopic;
  /** Absent where there is no runbook. */
  readonly verdict?: ITopic;
  /** The key given, or the one made for topics made. */
  readonly key?: IKey;
  private readonly topics = new Map<string, ITopic>();

  /** @throws InputError where an ARN given is of another Region or partition, which an alarm cannot reach */
  constructor(scope: Construct, id: string, { environment, make }: EnvironmentTopicsProps) {
    super(scope, id);
    requireReachable(environment);
    const { notify, runbook } = environment;
    const wanted = ROLES.filter((role) => role !== 'verdict' || runbook.on);
    const makesTopics = make && wanted.some((role) => notify[role] === undefined);
    this.key = notify.key === undefined ? undefined : Key.fromKeyArn(this, 'Key', notify.key);
    if (makesTopics && !this.key) this.key = this.makeKey();
    const topic = (role: TopicRole): ITopic =>
      make && notify[role] === undefined
        ? this.makeTopic(environment, role)
        : Topic.fromTopicArn(this, role, notify[role] ?? this.madeArn(environment, role));
    this.page = topic('page');
    this.ticket = topic('ticket');
    if (runbook.on) this.verdict = topic('verdict');
    if (makesTopics && notify.key !== undefined) this.warnOfKey(notify.key);
  }

  /** Whom the alarms of a target call: topics of its own, else those of the environment. */
  forTarget({ notify = {} }: Target): { readonly page: ITopic; readonly ticket: ITopic } {
    const { page, ticket } = notify;
    return {
      page: page === undefined ? this.page : this.imported(page),
      ticket: ticket === undefined ? this.ticket : this.imported(ticket),
    };
  }

  /** Many targets share a topic: one construct for each ARN. */
  private imported(arn: string): ITopic {
    const known = this.topics.get(arn) ?? Topic.fromTopicArn(this, arn, arn);
    this.topics.set(arn, known);
    return known;
  }

  /** A policy of a key made elsewhere cannot be added to from here. */
  private warnOfKey(key: string): void {
    Validations.of(this).addWarning(
      'holdband:Topic.keyPolicy',
      `topics are made under ${key}; its policy must let cloudwatch.amazonaws.com call kms:Decrypt and kms:GenerateDataKey*, or alarms fail in silence`,
    );
  }

  /** A topic made by the first stack, as the others know it. */
  private madeArn({ name, partition, region, account }: Environment, role: TopicRole): string {
    return `arn:${partition}:sns:${region}:${account}:${topicName(name, role)}`;
  }

  private makeTopic({ name, notify }: Environment, role: TopicRole): Topic {
    const topic = new Topic(this, role, {
      topicName: topicName(name, role),
      masterKey: this.key,
      enforceSSL: true,
    });
    // Any policy of one's own replaces the default one, so enforceSSL alone would leave alarms without the right to publish:
    // they would fail in silence.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: this.fromThisAccount(),
      }),
    );
    this.subscribe(topic, role, notify);
    return topic;
  }

  private makeKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts what holdband publishes; alarms may use it',
      enableKeyRotation: true,
      // Nothing is kept under it: a message lives until it is delivered. KMS waits 30 days anyway.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // An alarm publishes as the service: without this grant every message to an encrypted topic is lost.
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: this.fromThisAccount(),
      }),
    );
    return key;
  }

  private fromThisAccount(): { StringEquals: { 'aws:SourceAccount': string } } {
    return { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
  }

  private subscribe(topic: Topic, role: TopicRole, { subscribe = [] }: Notify): void {
    for (const address of subscribe) {
      topic.addSubscription(
        address.startsWith('https://') ? new UrlSubscription(address) : new EmailSubscription(address),
      );
    }
    if (subscribe.length > 0) return;
    Validations.of(topic).addWarning(
      `holdband:Topic.noSubscriber.${role}`,
      `nobody subscribes to the ${role} topic; give notify.subscribe, or the ARN of a topic of yours as notify.${role}`,
    );
  }
}

function topicName(environment: string, role: TopicRole): string {
  return `holdband-${environment}-${role}`;
}

/** A config was checked for this; an environment made by hand was not. */
function requireReachable({ name, notify, targets, region, partition }: Environment): void {
  const given = [
    ...[...ROLES, 'key' as const].map((role) => [`notify.${role}`, notify[role]] as const),
    ...targets.flatMap((target) =>
      (['page', 'ticket'] as const).map(
        (role) => [`targets.${target.name}.notify.${role}`, target.notify?.[role]] as const,
      ),
    ),
  ];
  const problems = given.flatMap(([path, text]) => {
    if (text === undefined) return [];
    const arn = parseArn(text);
    if (arn?.region === region && arn.partition === partition) return [];
    const there = arn ? `${arn.partition} ${arn.region}` : 'no ARN';
    const message = `must be in ${partition} ${region}, like the alarms that use it, got: ${text} (${there})`;
    return [{ where: `environments.${name}.${path}`, message }];
  });
  if (problems.length > 0) throw new InputError('TopicUnreachable', problems);
}
