import { loadBalancerArn, targetGroupArn } from '../config/arns.ts';
import type { Settings } from '../config/schema.ts';
import { plain } from '../plain.ts';
import type { Match } from '../targets.ts';
import type { Discovery } from './discovery.ts';
import { describeMatch, matches } from './match.ts';

/** A target group as the account lists it. */
export interface ListedGroup {
  readonly arn: string;
  readonly name: string;
  /** Untrusted text. @default - could not be read */
  readonly tags?: Readonly<Record<string, string>>;
  /** ARN of the load balancer in front of it. @default - none forwards to it */
  readonly loadBalancer?: string;
}

/** What an account was asked for. */
export interface ListedGroups {
  readonly groups: readonly ListedGroup[];
  /** False where listing failed part way: what is not among `groups` may be there. */
  readonly complete: boolean;
}

/** What a match found. */
export interface MatchedGroup {
  readonly match: Match;
  /** ARN. */
  readonly targetGroup: string;
  /** ARN. */
  readonly loadBalancer: string;
}

/**
 * Why a match found nothing to watch: no target group, two or more, one that no load balancer forwards to, one that another
 * target of the environment is already, or too little could be read to say.
 */
export type MatchProblemKind = 'no-match' | 'two-matches' | 'no-load-balancer' | 'taken' | 'unread';

export interface MatchProblem {
  readonly target: string;
  readonly kind: MatchProblemKind;
  /** One sentence on one line. */
  readonly message: string;
  /** ARNs of all that were found. */
  readonly targetGroups: readonly string[];
}

export interface ResolvedMatches {
  /** By name of the target. */
  readonly resolved: Readonly<Record<string, MatchedGroup>>;
  /** In the order of the config. */
  readonly problems: readonly MatchProblem[];
}

type EnvironmentSettings = Settings['environments'][string];

/** What a discovery listed, for {@link resolveMatches}. */
export function listedGroups({ groups, listed }: Discovery): ListedGroups {
  return {
    complete: listed !== undefined,
    groups: groups.map(({ targetGroup: { arn, name }, loadBalancer, tags }) => ({
      arn,
      name,
      ...(tags && { tags }),
      ...(loadBalancer && { loadBalancer: loadBalancer.arn }),
    })),
  };
}

/**
 * Finds the target group of every target that has `match`. A group that no load balancer forwards to gives way to one with a
 * load balancer: it is a leftover, and gets no requests. Groups of another account, Region or kind of load balancer are none.
 */
export function resolveMatches(environment: EnvironmentSettings, { groups, complete }: ListedGroups): ResolvedMatches {
  const own = groups.filter((group) => isOf(environment, group));
  const answers = environment.targets.flatMap(({ name, match }) => (match ? [find(name, match, own, complete)] : []));
  const found = answers.flatMap((answer) => ('found' in answer ? [answer] : []));
  const taken = new Map(
    found.flatMap(({ target, found: { targetGroup } }) => {
      const others = [
        ...environment.targets.filter((other) => other.targetGroup === targetGroup),
        ...found.filter((other) => other.target !== target && other.found.targetGroup === targetGroup),
      ].map((other) => ('target' in other ? other.target : other.name));
      return others.length === 0 ? [] : [[target, others] as const];
    }),
  );
  const problems = answers.flatMap((answer): MatchProblem[] => {
    if ('kind' in answer) return [answer];
    const others = taken.get(answer.target);
    if (!others) return [];
    const { match, targetGroup } = answer.found;
    const message = `finds the target group of ${others.join(' and ')}; one target a target group`;
    return [problem(answer.target, match, 'taken', message, [targetGroup])];
  });
  const free = found.filter(({ target }) => !taken.has(target));
  return { resolved: Object.fromEntries(free.map(({ target, found: group }) => [target, group])), problems };
}

type Answer = { readonly target: string; readonly found: MatchedGroup } | MatchProblem;

function find(target: string, match: Match, groups: readonly ListedGroup[], complete: boolean): Answer {
  const all = groups.filter(({ name, tags = {} }) => matches(match, { name, tags }));
  const arns = all.map(({ arn }) => arn);
  const names = all.map(({ name }) => name).join(', ');
  const refuse = (kind: MatchProblemKind, message: string) => problem(target, match, kind, message, arns);
  const served = all.flatMap(({ arn, loadBalancer }) => (loadBalancer === undefined ? [] : [{ arn, loadBalancer }]));
  const [first, ...others] = served;
  if (others.length > 0)
    return refuse('two-matches', `finds ${served.length} target groups: ${names}; make it narrower`);
  // One that was not listed, or whose tags are not known, may be the one that is meant, or a second one.
  if (!complete) return refuse('unread', 'cannot be told: not all target groups could be listed');
  const blind = groups.filter(
    ({ name, tags }) => !tags && match.tags && matches({ ...match, tags: {} }, { name, tags: {} }),
  );
  if (blind.length > 0) {
    const whose = blind.length === 1 ? `the tags of ${blind[0]?.name}` : `the tags of ${blind.length} target groups`;
    return refuse('unread', `cannot be told: ${whose} could not be read`);
  }
  if (first) return { target, found: { match, targetGroup: first.arn, loadBalancer: first.loadBalancer } };
  if (all.length === 0) return refuse('no-match', 'finds no target group');
  return refuse('no-load-balancer', `finds ${names}, and no load balancer forwards to it`);
}

function problem(
  target: string,
  match: Match,
  kind: MatchProblemKind,
  message: string,
  targetGroups: readonly string[],
): MatchProblem {
  return { target, kind, message: plain(`${target}: match ${describeMatch(match)} ${message}.`), targetGroups };
}

/** In the account and Region of the environment, behind an Application Load Balancer or behind none. */
function isOf({ account, region }: EnvironmentSettings, { arn, loadBalancer }: ListedGroup): boolean {
  const group = targetGroupArn(arn);
  if ('refused' in group || group.account !== account || group.region !== region) return false;
  return loadBalancer === undefined || 'elb' in loadBalancerArn(loadBalancer);
}
