import { parseArn } from '../../config/arns.ts';
import { withoutStop } from '../../sentence.ts';
import type { Environment } from '../../targets.ts';
import { attempt } from '../../triage/live/reads.ts';
import type { Listing, ReadFailedError, TargetGroupDescription } from '../account.ts';
import { discover } from '../discover.ts';
import { messageOf } from '../discover-read.ts';
import type { Discovery } from '../discovery.ts';
import { givingUp } from '../giving-up.ts';
import type { CheckFacts, ExpectedAlarms, Fact, Window } from './facts.ts';
import { known } from './facts.ts';
import { type CheckReader, withDetails } from './read-details.ts';
import { readingOnce } from './reading-once.ts';

export type { CheckReader } from './read-details.ts';

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
  /** Of the config, in this Region, that are not to be checked. @default - none */
  readonly neighbours?: readonly Environment[];
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
  const reader = readingOnce(givingUp(account));
  const problems: string[] = [];
  const lost = (what: string, failed: ReadFailedError): string => {
    const why = messageOf(failed);
    problems.push(`${what}: ${why}`);
    return withoutStop(why);
  };

  progress('listing load balancers, target groups and alarms');
  const [balancers, groups, alarmsRead] = await Promise.all([
    attempt('elasticloadbalancing:DescribeLoadBalancers', () => reader.loadBalancers(), undefined),
    attempt('elasticloadbalancing:DescribeTargetGroups', () => reader.targetGroups(), undefined),
    attempt('cloudwatch:DescribeAlarms', () => reader.everyAlarm(), undefined),
  ]);
  if ('failed' in groups && 'failed' in alarmsRead) throw groups.failed;
  const alarms = listingFact(alarmsRead, (failed) => lost('Not all alarms could be read', failed));
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

  const own = accountOf([...(known(targetGroups) ?? []), ...(known(loadBalancers) ?? []), ...(known(alarms) ?? [])]);
  // Of an account that nobody knows nothing is missing: the credentials may be of another one.
  const [here, neighbours] = [environments, question.neighbours ?? []].map((all) =>
    all.filter(({ account: id }) => id === own),
  ) as [Environment[], Environment[]];
  const discovery = await discovered(reader, { ...question, environments: [...here, ...neighbours] }, groups, problems);
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
    neighbours,
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
  return { facts: await withDetails(reader, listed, { lost, progress }), problems };
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
function accountOf(resources: readonly { readonly arn: string }[]): string | undefined {
  for (const { arn } of resources) {
    const id = parseArn(arn)?.account;
    if (id) return id;
  }
  return undefined;
}
