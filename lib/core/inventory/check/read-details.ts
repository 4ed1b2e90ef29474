import { parseArn } from '../../config/arns.ts';
import { withoutStop } from '../../sentence.ts';
import { attempt } from '../../triage/live/reads.ts';
import {
  type AccountAlarm,
  type AccountAudit,
  type AccountInventory,
  type AccountReader,
  ReadFailedError,
} from '../account.ts';
import { atMost } from '../at-once.ts';
import { replayAlarms } from '../replay-alarms.ts';
import { actionsToCome } from './actions.ts';
import { type CheckFacts, type Fact, known, type TopicState } from './facts.ts';
import { type CheckedGroup, checkedGroups } from './groups.ts';
import { holdOf, isSetOffByHolds, latencyAlarms } from './held.ts';

/** All that a check asks of an account. */
export type CheckReader = AccountReader & AccountInventory & AccountAudit;

/** Calls in flight: Elastic Load Balancing lets 40 through at once and 10 a second after that, SNS 30 a second. */
const AT_ONCE = 4;
const MINUTE = 60;

/** Who is told, and what becomes of a read that failed. */
export interface DetailOptions {
  /** Lists what is not known. @returns why, one sentence without full stop */
  readonly lost: (what: string, failed: ReadFailedError) => string;
  readonly progress: (text: string) => void;
}

/** What is asked of single load balancers, target groups and topics, once it is known which there are. */
export async function withDetails(
  reader: CheckReader,
  facts: CheckFacts,
  { lost, progress }: DetailOptions,
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
  if (known(alarmHistory, true)) return new Map();
  const reading = latencyAlarms(known(alarms) ?? []);
  const onHolds = groups.flatMap((group) => reading(group).filter((alarm) => isSetOffByHolds(alarm, group)));
  const window = {
    start: MINUTE * Math.floor(replayed.start / MINUTE),
    end: MINUTE * Math.floor(replayed.end / MINUTE),
  };
  return replayAlarms(reader, [...new Set(onHolds)], window);
}

/** Topics of this account and Region that alarms act on in ALARM, or will: of others nobody here may list the subscriptions. */
function topicsOf(alarms: readonly AccountAlarm[], { account, region }: CheckFacts): string[] {
  const arns = new Set(alarms.flatMap(actionsToCome));
  return [...arns].filter((text) => {
    const arn = parseArn(text);
    return arn?.service === 'sns' && arn.region === region && (account === undefined || arn.account === account);
  });
}
