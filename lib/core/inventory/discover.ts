import { accountsOf } from '../config/arns.ts';
import { DEFAULTS } from '../config/defaults.ts';
import type { ElbResource, Environment, Target } from '../targets.ts';
import { attempt } from '../triage/live/reads.ts';
import { plural } from '../triage/words.ts';
import type { AccountInventory, AccountReader, TargetGroupDescription } from './account.ts';
import { clientsOff } from './clients-off.ts';
import { type Candidate, candidateOf } from './discover-candidates.ts';
import { type Classified, classify } from './discover-classify.ts';
import {
  messageOf,
  readListenerRules,
  readLoadBalancerAttributes,
  readTags,
  readTargetGroupAttributes,
  type Told,
} from './discover-read.ts';
import { asksForTags, leftOutBy, ruleFor } from './discover-rules.ts';
import { type ConfiguredAs, type DiscoveredGroup, type Discovery, mostInterestingFirst } from './discovery.ts';
import { type DiscoverReads, DiscoveryPlan, type Spending } from './discovery-plan.ts';
import { givingUp } from './giving-up.ts';
import { profileContradiction } from './profile-contradiction.ts';
import { type Looked, readTraffic, type TrafficOf } from './read-traffic.ts';

/** What is to be discovered. */
export interface DiscoverQuestion {
  readonly region: string;
  /** The present, epoch seconds. */
  readonly now: number;
  /** Whole minutes that are looked at closest; 15 h are read in all. Seconds. */
  readonly windowSeconds: number;
  /** What is configured already: those of another Region are not looked at. @default - nothing */
  readonly environments?: readonly Environment[];
  /** What is read beside the lists and the metrics. @default - everything, attributes of target groups that hold */
  readonly read?: DiscoverReads;
  /** Told how many target groups were read, and how many calls of those planned so far were made. */
  readonly progress?: (read: number, of: number, calls: { readonly done: number; readonly planned: number }) => void;
  /**
   * Asked before metrics are paid for, once for each look: with false it is not made, and what it would have told is
   * `unknown`. @default - always
   */
  readonly approve?: (spending: Spending) => Promise<boolean>;
}

type Reader = Pick<AccountReader, 'metrics' | 'loadBalancerAttributes' | 'listenerRules' | 'targetGroupAttributes'> &
  AccountInventory;

const MINUTE = 60;
/** What is kept of a look: figures of a thousand target groups would fill the memory. */
interface Judged {
  readonly carried: Classified;
  readonly configured?: ConfiguredAs;
}

/**
 * Looks at every target group of Application Load Balancers in one account and Region, and says what it carries. A read that
 * fails costs its own answer and is listed.
 *
 * @throws ReadFailedError where the target groups cannot be listed at all, or nobody is accepted as the caller
 */
export async function discover(account: Reader, question: DiscoverQuestion): Promise<Discovery> {
  const reader = givingUp(account);
  const { now, region, windowSeconds, environments = [], progress = () => {} } = question;
  const end = MINUTE * Math.floor(now / MINUTE);
  const window = { start: end - MINUTE * Math.ceil(windowSeconds / MINUTE), end };
  const problems: string[] = [];
  const [balancers, listed] = await Promise.all([
    attempt('elasticloadbalancing:DescribeLoadBalancers', () => reader.loadBalancers(), undefined),
    reader.targetGroups(),
  ]);
  if ('failed' in balancers) problems.push(`The load balancers could not be listed: ${messageOf(balancers.failed)}`);
  else if (balancers.value.failed) {
    problems.push(`Not all load balancers could be listed: ${messageOf(balancers.value.failed)}`);
  }
  if (listed.failed) {
    const read = plural(listed.items.length, 'target group');
    problems.push(`Not all target groups could be listed, only ${read}: ${messageOf(listed.failed)}`);
  }

  const candidates = listed.items.flatMap((group) => candidateOf(group, problems));
  const reads = { ...question.read, tags: (question.read?.tags ?? true) || asksForTags(environments) };
  const { tags: withTags, loadBalancerAttributes = true, listenerRules = true } = reads;
  const targetGroups = candidates.map(({ targetGroup }) => targetGroup);
  const watched = watchedBy(environments);
  const inFront = [...new Map(candidates.flatMap(({ loadBalancer: elb }) => (elb ? [[elb.arn, elb]] : []))).values()];
  const plan = new DiscoveryPlan(
    {
      loadBalancers: 'value' in balancers ? balancers.value.items.length : 0,
      targetGroups: listed.items.length,
      candidates: candidates.length,
      inFront: inFront.length,
    },
    reads,
  );
  let [read, toLookAt] = [0, candidates.length];
  const tell = (): void => progress(read, toLookAt, plan.progress());
  const told: Told = {
    problems,
    called: (calls) => {
      plan.made(calls);
      tell();
    },
  };
  tell();
  const [tags, attributes] = await Promise.all([
    readTags(reader, withTags ? targetGroups : [], told),
    readLoadBalancerAttributes(reader, loadBalancerAttributes ? inFront : [], told),
  ]);
  const rulings = new Map(
    candidates.map(({ targetGroup }) => [
      targetGroup.arn,
      ruleFor(targetGroup, tags.get(targetGroup.arn), environments),
    ]),
  );
  const isExcluded = ({ arn }: ElbResource): boolean => rulings.get(arn)?.excluded !== undefined;
  toLookAt = candidates.filter(({ targetGroup }) => !isExcluded(targetGroup)).length;
  const idleTimeoutOf = (arn: string | undefined): number | undefined => {
    const seconds = Number(attributes.get(arn ?? '')?.get('idle_timeout.timeout_seconds'));
    return seconds > 0 ? seconds : undefined;
  };
  const withTraffic = candidates.flatMap(({ targetGroup, loadBalancer }): TrafficOf[] => {
    const idleTimeoutSeconds = idleTimeoutOf(loadBalancer?.arn);
    if (!loadBalancer || isExcluded(targetGroup)) return [];
    const closely = saysHolds(targetGroup.arn, watched);
    const names = [targetGroup.name, ...Object.values(tags.get(targetGroup.arn) ?? {})];
    const idle = idleTimeoutSeconds !== undefined && { idleTimeoutSeconds };
    return [{ targetGroup, loadBalancer, names, closely, ...idle }];
  });
  const judged = new Map<string, Judged>();
  const judge = (arn: string, looked: Looked, idleTimeoutSeconds: number | undefined): Judged => {
    const configured = configuredAs(arn, watched, { ...looked, idleTimeoutSeconds });
    return { carried: looked.carried, ...(configured && { configured }) };
  };
  read = toLookAt - withTraffic.length;
  const [rules] = await Promise.all([
    readListenerRules(reader, listenerRules ? inFront : [], told, (count) => plan.listeners(count)),
    readTraffic(reader, reads.metrics === false ? [] : withTraffic, {
      window,
      now,
      problems,
      called: told.called,
      looked: ({ targetGroup, idleTimeoutSeconds }, looked) => {
        judged.set(targetGroup.arn, judge(targetGroup.arn, looked, idleTimeoutSeconds));
        read += 1;
        tell();
      },
      approve: async (look, size, groups) => {
        const spending = plan.spending(look, size, groups);
        return question.approve ? await question.approve(spending) : true;
      },
    }),
  ]);
  const found = candidates.map((candidate): DiscoveredGroup => {
    const { targetGroup, loadBalancer } = candidate;
    const own = tags.get(targetGroup.arn);
    const rule = rulings.get(targetGroup.arn);
    if (rule?.excluded !== undefined) {
      return { ...candidate, ...leftOutBy(rule.excluded), ...rule, ...(own && { tags: own }) };
    }
    const ofBalancer = attributes.get(loadBalancer?.arn ?? '');
    const idleTimeoutSeconds = idleTimeoutOf(loadBalancer?.arn);
    const known = judged.get(targetGroup.arn);
    const { carried, configured } =
      known ?? judge(targetGroup.arn, withoutTraffic(candidate, window), idleTimeoutSeconds);
    const forwarding = rules.get(loadBalancer?.arn ?? '');
    return {
      ...candidate,
      ...carried,
      ...rule,
      ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
      ...(ofBalancer && { loadBalancerAttributes: ofBalancer }),
      ...(forwarding && { listenerRules: forwarding.filter((row) => row.targetGroupArns.includes(targetGroup.arn)) }),
      ...(own && { tags: own }),
      ...(configured && { configured }),
    };
  });
  const asked = whoseAttributes(found, reads.targetGroupAttributes ?? 'held');
  plan.targetGroupAttributes(asked.length);
  const ofGroups = await readTargetGroupAttributes(reader, asked, told);
  const groups = found.map((group) => {
    const own = ofGroups.get(group.targetGroup.arn);
    return own ? { ...group, targetGroupAttributes: own } : group;
  });
  if (!listed.failed) problems.push(...goneFromAccount(environments, listed.items, region));
  return {
    region,
    window,
    groups: mostInterestingFirst(groups),
    ...('value' in balancers && {
      loadBalancers: balancers.value.items.filter(({ type }) => type === 'application').length,
    }),
    leftOut: listed.items.length - candidates.length,
    ...(!listed.failed && { listed: new Set(listed.items.map(({ arn }) => arn)) }),
    problems,
    plan: plan.calls(),
  };
}

/** Read last, because only now it is known who holds. */
function whoseAttributes(
  groups: readonly DiscoveredGroup[],
  whose: NonNullable<DiscoverReads['targetGroupAttributes']>,
): ElbResource[] {
  const asked = groups.filter(({ traffic, configured, excluded }) => {
    if (excluded !== undefined) return false;
    if (whose === 'held') return traffic === 'mixed' || traffic === 'long-polls';
    return whose === 'all' || (whose === 'configured' && configured !== undefined);
  });
  return asked.map(({ targetGroup }) => targetGroup);
}

/** Nothing was asked of CloudWatch: nobody can have sent a request, or nobody wanted to know. */
function withoutTraffic({ targetGroup, loadBalancer }: Candidate, window: Discovery['window']): Looked {
  const base = {
    targetGroup: targetGroup.fullName,
    loadBalancer: loadBalancer?.fullName ?? 'none',
    source: 'metrics' as const,
    window,
    minutes: [],
  };
  const settings = { objectiveSeconds: DEFAULTS.objective };
  if (loadBalancer) {
    const unread = { reason: 'Its metrics were not asked for.', nextStep: 'Run holdband discover.' };
    const figures = { ...base, unread };
    return { carried: classify(figures, settings), figures };
  }
  const text = 'No load balancer forwards to it.';
  const evidence = [{ id: 'no-load-balancer', text, value: 0, unit: 'requests' }];
  return { carried: { ...classify(base, settings), evidence }, figures: base };
}

/** Targets of the config by ARN of their target group, in its order: a thousand are asked for a thousand times. */
type Watched = ReadonlyMap<string, readonly { readonly environment: string; readonly target: Target }[]>;

function watchedBy(environments: readonly Environment[]): Watched {
  const all = environments.flatMap(({ name, targets }) => targets.map((target) => ({ environment: name, target })));
  return Map.groupBy(all, ({ target }) => target.targetGroup.arn);
}

/** Whether the config says that requests are held there: then the first look is not enough to say how many. */
function saysHolds(arn: string, watched: Watched): boolean {
  return (watched.get(arn) ?? []).some(({ target }) => target.hold !== undefined);
}

function configuredAs(
  arn: string,
  watched: Watched,
  { carried, figures, idleTimeoutSeconds }: Looked & { readonly idleTimeoutSeconds: number | undefined },
): ConfiguredAs | undefined {
  const [first] = watched.get(arn) ?? [];
  if (!first) return undefined;
  const { target } = first;
  const contradiction = profileContradiction(target, carried);
  // As it is, not as somebody wrote it down: a severed poll was parked for so long.
  const off = clientsOff({ ...target, ...(idleTimeoutSeconds && { idleTimeoutSeconds }) }, figures);
  return {
    ...first,
    ...(contradiction !== undefined && { contradiction }),
    ...(off !== undefined && { clientsOff: off }),
  };
}

/** Targets of the config whose target group is not there: made anew, perhaps, and every alarm on the old one is silent. */
function goneFromAccount(
  environments: readonly Environment[],
  groups: readonly TargetGroupDescription[],
  region: string,
): string[] {
  const arns = new Set(groups.map(({ arn }) => arn));
  const accounts = accountsOf(groups.map(({ arn }) => arn));
  const [account] = accounts;
  return environments
    .filter((environment) => environment.region === region)
    .flatMap((environment) => {
      if (account !== undefined && !accounts.includes(environment.account)) {
        return [`${environment.name} is account ${environment.account}, and the credentials are of ${account}.`];
      }
      return environment.targets
        .filter(({ targetGroup }) => !arns.has(targetGroup.arn))
        .map(({ name, targetGroup }) => {
          return `${environment.name}/${name}: the account has no target group ${targetGroup.fullName}; its alarms see nothing.`;
        });
    });
}
