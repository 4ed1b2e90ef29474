import { parseArn } from '../../config/arns.ts';
import type { Environment } from '../../targets.ts';
import { attempt } from '../../triage/live/reads.ts';
import {
  type AccountAlarm,
  type AccountAudit,
  type AccountInventory,
  type AccountReader,
  CredentialsFailedError,
  type Listing,
  ReadFailedError,
  type TargetGroupDescription,
} from '../account.ts';
import { atMost } from '../at-once.ts';
import { discover } from '../discover.ts';
import type { Discovery } from '../discovery.ts';
import { replayAlarms } from '../replay-alarms.ts';
import { actionsInAlarm } from './actions.ts';
import type { CheckFacts, ExpectedAlarms, Fact, TopicState, Window } from './facts.ts';
import { known } from './facts.ts';
import { type CheckedGroup, checkedGroups } from './groups.ts';
import { holdOf, isSetOffByHolds, latencyAlarms } from './held.ts';
import { readingOnce } from './reading-once.ts';

/** All that a check asks of an account. */
export type CheckReader = AccountReader & AccountInventory & AccountAudit;

/** What is to be checked. */
export interface CheckQuestion {
  readonly region: string;
  /** The present, epoch seconds. */
  readonly now: number;
  /** How much of the alarms' history is looked at. Seconds. */
  readonly historySeconds: number;
  /** How much traffic is looked at closest. Seconds. */
  readonly windowSeconds: number;
  /** Of the config, in this Region. */
  readonly environments: readonly Environment[];
  /** Of every environment of the config. @default - those that are checked */
  readonly environmentNames?: readonly string[];
  /** By name of the environment. @default - nothing is in a lock */
  readonly locks?: CheckFacts['locks'];
  /** Targets of the config that the lock does not know. @default - none */
  readonly unresolved?: CheckFacts['unresolved'];
  /** What should be deployed. */
  readonly expected: ReadonlyMap<string, Fact<ExpectedAlarms>>;
  /** Told what is being read. */
  readonly progress?: (text: string) => void;
}

/** Calls in flight: Elastic Load Balancing lets 40 through at once and 10 a second after that, SNS 30 a second. */
const AT_ONCE = 4;
const MINUTE = 60;
const DAY = 86_400;

/**
 * Asks an account everything that the rules need, nothing twice. A read that fails costs its own fact.
 *
 * @throws ReadFailedError where nobody is accepted as the caller, or neither target groups nor alarms can be listed
 */
export async function readFacts(
  account: CheckReader,
  question: CheckQuestion,
): Promise<{ readonly facts: CheckFacts; readonly problems: readonly string[] }> {
  const { region, now, environments, progress = () => {} } = question;
  const reader = readingOnce(account);
  const problems: string[] = [];
  const lost = (what: string, failed: ReadFailedError): string => {
    if (failed instanceof CredentialsFailedError) throw failed;
    problems.push(`${what}: ${failed.message}`);
    return withoutStop(failed.message);
  };

  progress('listing load balancers, target groups and alarms');
  const [balancers, groups, alarmsRead] = await Promise.all([
    attempt('elasticloadbalancing:DescribeLoadBalancers', () => reader.loadBalancers(), undefined),
    attempt('elasticloadbalancing:DescribeTargetGroups', () => reader.targetGroups(), undefined),
    attempt('cloudwatch:DescribeAlarms', () => reader.alarms({ all: true }), undefined),
  ]);
  if ('failed' in groups && 'failed' in alarmsRead) throw groups.failed;
  const alarms: Fact<readonly AccountAlarm[]> =
    'value' in alarmsRead
      ? { value: alarmsRead.value }
      : { unread: lost('The alarms could not be read', alarmsRead.failed) };
  // What discover() says of listings it says itself.
  const loadBalancers = listingFact(balancers, (failed) =>
    'failed' in groups ? lost('The load balancers could not be listed', failed) : withoutStop(failed.message),
  );
  const targetGroups = listingFact(groups, (failed) =>
    'failed' in groups ? lost('The target groups could not be listed', failed) : withoutStop(failed.message),
  );

  const window: Window = { start: now - question.historySeconds, end: now };
  progress('reading the history of the alarms');
  const past = await attempt(
    'cloudwatch:DescribeAlarmHistory',
    () => reader.historyOfAll({ from: window.start, to: window.end }),
    undefined,
  );
  const alarmHistory = listingFact(past, (failed) => lost('The history of the alarms is not whole', failed));

  const own = accountOf(known(targetGroups) ?? [], known(alarms) ?? []);
  const here = environments.filter((environment) => own === undefined || environment.account === own);
  const discovery = await discovered(reader, { ...question, environments: here }, groups, problems);
  const listed: CheckFacts = {
    region,
    ...(own !== undefined && { account: own }),
    now,
    history: window,
    environments: here,
    environmentNames: question.environmentNames ?? environments.map(({ name }) => name),
    unresolved: question.unresolved ?? [],
    locks: question.locks ?? new Map(),
    elsewhere: environments.filter((environment) => !here.includes(environment)),
    loadBalancers,
    targetGroups,
    discovery,
    loadBalancerAttributes: new Map(),
    targetGroupAttributes: new Map(),
    targetHealth: new Map(),
    alarms,
    alarmHistory,
    topics: new Map(),
    replays: new Map(),
    replayed: { start: now - DAY, end: now },
    expected: question.expected,
  };
  return { facts: await withDetails(reader, listed, lost, progress), problems };
}

type Lost = (what: string, failed: ReadFailedError) => string;

/** What is asked of single load balancers, target groups and topics, once it is known which there are. */
async function withDetails(
  reader: CheckReader,
  facts: CheckFacts,
  lost: Lost,
  progress: (text: string) => void,
): Promise<CheckFacts> {
  const groups = checkedGroups(facts);
  const balancers = new Map(groups.flatMap(({ loadBalancers }) => loadBalancers.map((elb) => [elb.arn, elb.name])));
  const names = new Map(groups.map(({ targetGroup }) => [targetGroup.arn, targetGroup.name]));
  const withDelay = groups.filter((group) => holdOf(group) ?? group.targets.some(tellsDelay));
  const topics = new Map(topicsOf(known(facts.alarms) ?? [], facts).map((arn) => [arn, arn]));
  let done = 0;
  const all = balancers.size + names.size + withDelay.length + topics.size;
  const each = async <T>(
    of: ReadonlyMap<string, string>,
    action: string,
    read: (arn: string) => Promise<T>,
    sayLost: (name: string, failed: ReadFailedError) => string,
  ): Promise<Map<string, Fact<T>>> => {
    const answers = await atMost(AT_ONCE, [...of], async ([arn, name]): Promise<[string, Fact<T>]> => {
      const answer = await attempt(action, () => read(arn), undefined);
      done += 1;
      progress(`${done} of ${all} attributes, targets and topics read`);
      return [arn, 'value' in answer ? answer : { unread: sayLost(name, answer.failed) }];
    });
    return new Map(answers);
  };
  const loadBalancerAttributes = await each(
    balancers,
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    (arn) => reader.loadBalancerAttributes(arn),
    // They were asked for already, to discover: that said what is lost.
    (_, failed) => withoutStop(failed.message),
  );
  const targetGroupAttributes = await each(
    new Map(withDelay.map(({ targetGroup }) => [targetGroup.arn, targetGroup.name])),
    'elasticloadbalancing:DescribeTargetGroupAttributes',
    (arn) => reader.targetGroupAttributes(arn),
    (name, failed) => lost(`The attributes of ${name} are not known`, failed),
  );
  const targetHealth = await each(
    names,
    'elasticloadbalancing:DescribeTargetHealth',
    (arn) => reader.targetHealth(arn),
    (name, failed) => lost(`The targets of ${name} are not known`, failed),
  );
  const subscriptions = await each(
    topics,
    'sns:ListSubscriptionsByTopic',
    (arn) => subscriptionsOf(reader, arn),
    (arn, failed) => lost(`Who is subscribed to ${arn} is not known`, failed),
  );
  const detailed = { ...facts, loadBalancerAttributes, targetGroupAttributes, targetHealth, topics: subscriptions };
  return { ...detailed, replays: await replaysOf(reader, detailed, groups) };
}

function tellsDelay({ target }: CheckedGroup['targets'][number]): boolean {
  return target.deregistrationDelaySeconds !== undefined;
}

/** That a topic is not there is an answer. */
async function subscriptionsOf(reader: CheckReader, arn: string): Promise<TopicState> {
  try {
    return await reader.topicSubscriptions(arn);
  } catch (error) {
    if (error instanceof ReadFailedError && error.failure === 'not-found') return 'gone';
    throw error;
  }
}

/** Where no history tells how often alarms on holds fired, their metrics do. */
async function replaysOf(
  reader: CheckReader,
  { alarms, alarmHistory, replayed }: CheckFacts,
  groups: readonly CheckedGroup[],
): Promise<CheckFacts['replays']> {
  if (known(alarmHistory)) return new Map();
  const reading = latencyAlarms(known(alarms) ?? []);
  const onHolds = groups.flatMap((group) => reading(group).filter((alarm) => isSetOffByHolds(alarm, group)));
  const window = {
    start: MINUTE * Math.floor(replayed.start / MINUTE),
    end: MINUTE * Math.floor(replayed.end / MINUTE),
  };
  return replayAlarms(reader, [...new Set(onHolds)], window);
}

/** Topics of this account and Region that alarms act on in ALARM: of others nobody here may list the subscriptions. */
function topicsOf(alarms: readonly AccountAlarm[], { account, region }: CheckFacts): string[] {
  const arns = new Set(alarms.flatMap(({ properties }) => actionsInAlarm(properties)));
  return [...arns].filter((text) => {
    const arn = parseArn(text);
    return arn?.service === 'sns' && arn.region === region && (account === undefined || arn.account === account);
  });
}

/** What the account's target groups carry; where they could not be listed nobody asks for their traffic. */
async function discovered(
  reader: CheckReader,
  { region, now, windowSeconds, environments, progress = () => {} }: CheckQuestion,
  groups: Attempted<Listing<TargetGroupDescription>>,
  problems: string[],
): Promise<Fact<Discovery>> {
  if ('failed' in groups) return { unread: withoutStop(groups.failed.message) };
  const there = new Set(groups.value.items.map(({ arn }) => arn));
  const discovery = await discover(reader, {
    region,
    now,
    windowSeconds,
    // A target whose target group is gone is a finding here, not a problem of reading.
    environments: environments.map((each) => ({
      ...each,
      targets: each.targets.filter(({ targetGroup }) => there.has(targetGroup.arn)),
    })),
    read: { listenerRules: false, targetGroupAttributes: 'none' },
    progress: (read, of) => progress(`${read} of ${of} target groups read`),
  });
  problems.push(...discovery.problems);
  return { value: discovery };
}

type Attempted<T> = { readonly value: T } | { readonly failed: ReadFailedError };

function listingFact<T>(read: Attempted<Listing<T>>, lost: (failed: ReadFailedError) => string): Fact<readonly T[]> {
  if ('failed' in read) return { unread: lost(read.failed) };
  const { items, failed } = read.value;
  return failed ? { value: items, incomplete: lost(failed) } : { value: items };
}

/** The account that answered, by what it has. */
function accountOf(groups: readonly { readonly arn: string }[], alarms: readonly AccountAlarm[]): string | undefined {
  for (const { arn } of [...groups, ...alarms]) {
    const id = parseArn(arn)?.account;
    if (id) return id;
  }
  return undefined;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
