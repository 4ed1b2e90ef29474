import { loadBalancerArn, parseArn, targetGroupArn } from '../config/arns.ts';
import { DEFAULTS } from '../config/defaults.ts';
import type { ElbResource, Environment } from '../targets.ts';
import type { TargetGroupFigures } from '../triage/figures.ts';
import { figuresFromMetrics } from '../triage/live/figures-from-metrics.ts';
import { planQueries } from '../triage/live/plan-queries.ts';
import { attempt, remedyFor } from '../triage/live/reads.ts';
import { plural } from '../triage/words.ts';
import type { AccountInventory, AccountReader, TargetGroupDescription } from './account.ts';
import { atMost } from './at-once.ts';
import { clientsOff } from './clients-off.ts';
import { type Classified, classify } from './discover-classify.ts';
import {
  messageOf,
  readListenerRules,
  readLoadBalancerAttributes,
  readTags,
  readTargetGroupAttributes,
} from './discover-read.ts';
import { asksForTags, leftOutBy, ruleFor } from './discover-rules.ts';
import { type ConfiguredAs, type DiscoveredGroup, type Discovery, mostInterestingFirst } from './discovery.ts';
import { profileContradiction } from './profile-contradiction.ts';

/** What is to be discovered. */
export interface DiscoverQuestion {
  readonly region: string;
  /** The present, epoch seconds. */
  readonly now: number;
  /** Whole minutes that are looked at closest. What precedes them is read as far as one call holds it. Seconds. */
  readonly windowSeconds: number;
  /** What is configured already: those of another Region are not looked at. @default - nothing */
  readonly environments?: readonly Environment[];
  /** What is read beside the lists and the metrics. @default - everything, attributes of target groups that hold */
  readonly read?: DiscoverReads;
  /** Told how many target groups were read. */
  readonly progress?: (read: number, of: number) => void;
}

/** What is read of what was listed: each part is calls of its own. */
export interface DiscoverReads {
  /** One call for twenty target groups. Read anyway where a rule of the config asks for tags. @default true */
  readonly tags?: boolean;
  /** One call a load balancer. Without it the idle timeout is not known. @default true */
  readonly loadBalancerAttributes?: boolean;
  /** One call a load balancer, and one a listener. @default true */
  readonly listenerRules?: boolean;
  /** One call a target group: of none, of those that hold, of those that the config has, or of all. @default held */
  readonly targetGroupAttributes?: 'none' | 'held' | 'configured' | 'all';
}

type Reader = Pick<AccountReader, 'metrics' | 'loadBalancerAttributes' | 'listenerRules' | 'targetGroupAttributes'> &
  AccountInventory;

const MINUTE = 60;
const DAY = 86_400;
/** Calls of GetMetricData in flight: each is as large as one may be, and CloudWatch counts data points, too. */
const METRICS_AT_ONCE = 6;
/** Protocols of target groups behind an Application Load Balancer, and none for functions. */
const OF_APPLICATION = new Set<string | undefined>(['HTTP', 'HTTPS', undefined]);

interface Candidate {
  readonly targetGroup: ElbResource;
  readonly loadBalancer?: ElbResource;
}

/**
 * Looks at every target group of Application Load Balancers in one account and Region, and says what it carries. A read that
 * fails costs its own answer and is listed.
 *
 * @throws ReadFailedError where the target groups cannot be listed at all, or nobody is accepted as the caller
 */
export async function discover(reader: Reader, question: DiscoverQuestion): Promise<Discovery> {
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
  const { tags: withTags = true, loadBalancerAttributes = true, listenerRules = true } = question.read ?? {};
  const targetGroups = candidates.map(({ targetGroup }) => targetGroup);
  const inFront = [...new Map(candidates.flatMap(({ loadBalancer: elb }) => (elb ? [[elb.arn, elb]] : []))).values()];
  const [tags, attributes, rules] = await Promise.all([
    readTags(reader, withTags || asksForTags(environments) ? targetGroups : [], problems),
    readLoadBalancerAttributes(reader, loadBalancerAttributes ? inFront : [], problems),
    readListenerRules(reader, listenerRules ? inFront : [], problems),
  ]);
  const ruled = candidates.map((candidate) => ({
    candidate,
    rule: ruleFor(candidate.targetGroup, tags.get(candidate.targetGroup.arn), environments),
  }));
  const toLookAt = ruled.filter(({ rule }) => rule.excluded === undefined).length;
  let read = 0;
  progress(read, toLookAt);
  const found = await atMost(METRICS_AT_ONCE, ruled, async ({ candidate, rule }): Promise<DiscoveredGroup> => {
    const { targetGroup, loadBalancer } = candidate;
    const ofBalancer = loadBalancer && attributes.get(loadBalancer.arn);
    const idleTimeout = Number(ofBalancer?.get('idle_timeout.timeout_seconds'));
    const idleTimeoutSeconds = idleTimeout > 0 ? idleTimeout : undefined;
    const own = tags.get(targetGroup.arn);
    if (rule.excluded !== undefined) {
      return { ...candidate, ...leftOutBy(rule.excluded), ...rule, ...(own && { tags: own }) };
    }
    const forwarding = loadBalancer && rules.get(loadBalancer.arn);
    const { carried, figures } = await looked(reader, candidate, { window, now, idleTimeoutSeconds }, problems);
    const configured = configuredAs(targetGroup.arn, environments, { carried, figures, idleTimeoutSeconds });
    read += 1;
    progress(read, toLookAt);
    return {
      ...candidate,
      ...carried,
      ...rule,
      ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
      ...(ofBalancer && { loadBalancerAttributes: ofBalancer }),
      ...(forwarding && { listenerRules: forwarding.filter((rule) => rule.targetGroupArns.includes(targetGroup.arn)) }),
      ...(own && { tags: own }),
      ...(configured && { configured }),
    };
  });
  const groups = await withAttributes(reader, found, question.read?.targetGroupAttributes ?? 'held', problems);
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
  };
}

/** Read last, because only now it is known who holds. */
async function withAttributes(
  reader: Reader,
  groups: readonly DiscoveredGroup[],
  whose: NonNullable<DiscoverReads['targetGroupAttributes']>,
  problems: string[],
): Promise<readonly DiscoveredGroup[]> {
  const asked = groups.filter(({ traffic, configured, excluded }) => {
    if (excluded !== undefined) return false;
    if (whose === 'held') return traffic === 'mixed' || traffic === 'long-polls';
    return whose === 'all' || (whose === 'configured' && configured !== undefined);
  });
  const targetGroups = asked.map(({ targetGroup }) => targetGroup);
  const attributes = await readTargetGroupAttributes(reader, targetGroups, problems);
  return groups.map((group) => {
    const own = attributes.get(group.targetGroup.arn);
    return own ? { ...group, targetGroupAttributes: own } : group;
  });
}

/** Left out where something else than an Application Load Balancer is, or could be, in front of it. */
function candidateOf({ arn, loadBalancerArns, protocol }: TargetGroupDescription, problems: string[]): Candidate[] {
  const group = targetGroupArn(arn);
  if ('refused' in group || !OF_APPLICATION.has(protocol)) return [];
  const targetGroup = group.elb;
  if (loadBalancerArns.length === 0) return [{ targetGroup }];
  const [first, ...others] = loadBalancerArns.map(loadBalancerArn).flatMap((read) => ('elb' in read ? [read.elb] : []));
  if (!first) return [];
  if (others.length > 0) {
    const more = plural(others.length, 'other load balancer');
    problems.push(`${targetGroup.name}: ${more} forwards here, too; only ${first.name} was looked at.`);
  }
  return [{ targetGroup, loadBalancer: first }];
}

/** What a target group carries, and the figures that say so. */
interface Looked {
  readonly carried: Classified;
  readonly figures: TargetGroupFigures;
}

async function looked(
  reader: Reader,
  { targetGroup, loadBalancer }: Candidate,
  asked: {
    readonly window: { readonly start: number; readonly end: number };
    readonly now: number;
    readonly idleTimeoutSeconds: number | undefined;
  },
  problems: string[],
): Promise<Looked> {
  const { window, now, idleTimeoutSeconds } = asked;
  const base = {
    targetGroup: targetGroup.fullName,
    loadBalancer: loadBalancer?.fullName ?? 'none',
    window,
    minutes: [],
  };
  const settings = { objectiveSeconds: DEFAULTS.objective, ...(idleTimeoutSeconds && { idleTimeoutSeconds }) };
  if (!loadBalancer) {
    const none: TargetGroupFigures = { ...base, source: 'metrics' };
    const text = 'No load balancer forwards to it.';
    const evidence = [{ id: 'no-load-balancer', text, value: 0, unit: 'requests' }];
    return { carried: { ...classify(none, settings), evidence }, figures: none };
  }
  // Without the config's hold: every storage bin is asked for, and so a hold of another length is found as well.
  const names = { targetGroup: targetGroup.fullName, loadBalancer: loadBalancer.fullName };
  const plan = planQueries({
    ...names,
    window,
    now,
    baselineSeconds: DAY,
    settings: { objectiveSeconds: DEFAULTS.objective, slowSharePercent: DEFAULTS.slowShare },
  });
  const { queries, start, end } = plan;
  const answer = await attempt('cloudwatch:GetMetricData', () => reader.metrics({ queries, start, end }), undefined);
  let figures: TargetGroupFigures;
  if ('failed' in answer) {
    problems.push(`${targetGroup.name}: no metrics: ${messageOf(answer.failed)}`);
    const unread = { reason: answer.failed.message, nextStep: remedyFor(answer.failed) };
    figures = { ...base, source: 'metrics', unread };
  } else {
    figures = figuresFromMetrics(plan, answer.value, { ...names, window, now }).figures;
    problems.push(...(figures.missing ?? []).map((text) => `${targetGroup.name}: ${text}`));
  }
  return { carried: classify(figures, settings), figures };
}

function configuredAs(
  arn: string,
  environments: readonly Environment[],
  { carried, figures, idleTimeoutSeconds }: Looked & { readonly idleTimeoutSeconds: number | undefined },
): ConfiguredAs | undefined {
  for (const { name: environment, targets } of environments) {
    const target = targets.find(({ targetGroup }) => targetGroup.arn === arn);
    if (!target) continue;
    const contradiction = profileContradiction(target, carried);
    // As it is, not as somebody wrote it down: a severed poll was parked for so long.
    const off = clientsOff({ ...target, ...(idleTimeoutSeconds && { idleTimeoutSeconds }) }, figures);
    return {
      environment,
      target,
      ...(contradiction !== undefined && { contradiction }),
      ...(off !== undefined && { clientsOff: off }),
    };
  }
  return undefined;
}

/** Targets of the config whose target group is not there: made anew, perhaps, and every alarm on the old one is silent. */
function goneFromAccount(
  environments: readonly Environment[],
  groups: readonly TargetGroupDescription[],
  region: string,
): string[] {
  const arns = new Set(groups.map(({ arn }) => arn));
  const accounts = new Set(groups.flatMap(({ arn }) => parseArn(arn)?.account ?? []));
  const [account] = accounts;
  return environments
    .filter((environment) => environment.region === region)
    .flatMap((environment) => {
      if (account !== undefined && !accounts.has(environment.account)) {
        return [`${environment.name} is account ${environment.account}, and the credentials are of ${account}.`];
      }
      return environment.targets
        .filter(({ targetGroup }) => !arns.has(targetGroup.arn))
        .map(({ name, targetGroup }) => {
          return `${environment.name}/${name}: the account has no target group ${targetGroup.fullName}; its alarms see nothing.`;
        });
    });
}
