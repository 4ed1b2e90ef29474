import { loadBalancerArn, targetGroupArn } from '../../config/arns.ts';
import { withoutStop } from '../../sentence.ts';
import type { ElbResource, Environment, Target } from '../../targets.ts';
import { UNREAD } from '../../triage/words.ts';
import type { TargetGroupDescription } from '../account.ts';
import type { DiscoveredGroup } from '../discovery.ts';
import { matches } from '../match.ts';
import { type CheckFacts, known, whyNot } from './facts.ts';
import { type Judgement, notJudged } from './rule.ts';

/** Protocols of target groups behind an Application Load Balancer, and none for functions. */
const OF_APPLICATION = new Set<string | undefined>(['HTTP', 'HTTPS', undefined]);

/** A target group of an Application Load Balancer, and all that is known of it. */
export interface CheckedGroup {
  readonly targetGroup: ElbResource;
  /** The load balancers that forward to it; at least one. */
  readonly loadBalancers: readonly ElbResource[];
  readonly description: TargetGroupDescription;
  /** What it carries. @default - was not found out */
  readonly found?: DiscoveredGroup;
  /** Targets of the config that are it. */
  readonly targets: readonly { readonly environment: Environment; readonly target: Target }[];
  /** Whether it is a target of an environment that is not checked. */
  readonly isNeighbours: boolean;
  /** Target of the config whose `match` fits it, while the lock has another target group for that, or none. @default - none */
  readonly matchedBy?: { readonly environment: string; readonly target: string };
}

/** The target groups that Application Load Balancers forward to, in the account's order. */
export function checkedGroups(facts: CheckFacts): CheckedGroup[] {
  const found = new Map(known(facts.discovery)?.groups.map((group) => [group.targetGroup.arn, group]));
  const configured = Map.groupBy(
    facts.environments.flatMap((environment) => environment.targets.map((target) => ({ environment, target }))),
    ({ target }) => target.targetGroup.arn,
  );
  const theirs = new Set(facts.neighbours.flatMap(({ targets }) => targets.map(({ targetGroup }) => targetGroup.arn)));
  return (known(facts.targetGroups) ?? []).flatMap((description): CheckedGroup[] => {
    const read = targetGroupArn(description.arn);
    if ('refused' in read || !OF_APPLICATION.has(description.protocol)) return [];
    const loadBalancers = description.loadBalancerArns.flatMap((arn) => {
      const balancer = loadBalancerArn(arn);
      return 'elb' in balancer ? [balancer.elb] : [];
    });
    if (loadBalancers.length === 0) return [];
    const own = found.get(description.arn);
    const targets = configured.get(description.arn) ?? [];
    const isNeighbours = theirs.has(description.arn);
    const matchedBy = targets.length > 0 ? undefined : matchFitting(own, facts);
    const parts = { ...(own && { found: own }), ...(matchedBy && { matchedBy }) };
    return [{ targetGroup: read.elb, loadBalancers, description, ...parts, targets, isNeighbours }];
  });
}

/** Whose `match` means a target group that the lock does not have: one made anew, as a rule. */
function matchFitting(
  found: DiscoveredGroup | undefined,
  { environments, locks }: CheckFacts,
): CheckedGroup['matchedBy'] {
  const { targetGroup, tags } = found ?? {};
  if (!targetGroup || !tags) return undefined;
  for (const { name: environment } of environments) {
    for (const { name: target, match } of locks.get(environment)?.settings.targets ?? []) {
      if (match && matches(match, { name: targetGroup.name, tags })) return { environment, target };
    }
  }
  return undefined;
}

/**
 * Whether somebody said that nothing needs to watch it, as an exempt target, or by a rule of `discover:`, or whether it is left
 * to an environment that is not checked.
 */
export function isExempt({ targets, found, isNeighbours }: CheckedGroup): boolean {
  if (targets.length > 0) return targets.every(({ target }) => target.traffic === 'exempt');
  return isNeighbours || found?.excluded !== undefined;
}

/** Whether a rule of `discover:` may mean it, and nobody can tell because its tags could not be read. */
export function mayBeExempt(
  { targets, found }: CheckedGroup,
  { environments, neighbours }: Pick<CheckFacts, 'environments' | 'neighbours'>,
): boolean {
  if (targets.length > 0 || found?.tags) return false;
  return [...environments, ...neighbours].some(({ discover }) =>
    discover.some(({ exclude, tags }) => exclude !== undefined && tags),
  );
}

/**
 * What to do about a target group that nothing watches.
 *
 * @param configured what follows where the config has it, and its stack is to be deployed
 * @param otherwise what follows where it is to be added to the config
 */
export function adviceToWatch(
  { targets: [first], matchedBy }: CheckedGroup,
  configured: (target: string) => string,
  otherwise: string,
): string {
  if (first) return `deploy the stack of ${first.environment.name}: the config has ${configured(first.target.name)}`;
  if (!matchedBy) return `add it to the config ('holdband discover --yaml' prints it), ${otherwise}`;
  const { environment, target } = matchedBy;
  return `let the lock follow: 'holdband discover --write --environment ${environment}'; match of ${target} finds it, and its alarms watch another or none`;
}

/** Name, and what the config calls it: for sentences and subjects. */
export function subjectOf({ targetGroup, targets: [first] }: CheckedGroup): string {
  return first ? `${first.environment.name}/${first.target.name}` : targetGroup.name;
}

/** Where a finding about it stands in the config. */
export function placeOf({ targets: [first] }: CheckedGroup, key?: string) {
  if (!first) return {};
  const { environment, target } = first;
  const place = { environment: environment.name, name: target.name, ...(key !== undefined && { key }) };
  return { environment: environment.name, target: place };
}

/** Why the traffic of a group is not known; `undefined` where it is. */
export function unreadTraffic({ found }: CheckedGroup): string | undefined {
  if (!found) return 'its traffic was not looked at';
  const unread = found.evidence.find(({ id }) => id === UNREAD);
  return unread && `its traffic is not known: ${withoutStop(unread.text)}`;
}

/** Says that there may be target groups which a rule did not see. */
export function* unknownGroups({ targetGroups }: CheckFacts): Generator<Judgement> {
  if (!known(targetGroups)) yield notJudged('every target group', `they are not known: ${whyNot(targetGroups)}`);
  else if (!known(targetGroups, true)) {
    yield notJudged('some target groups', `not all are known: ${whyNot(targetGroups)}`);
  }
}
