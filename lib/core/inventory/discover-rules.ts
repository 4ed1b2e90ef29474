import { parseArn } from '../config/arns.ts';
import type { DiscoverRule, ElbResource, Environment, TargetNotify } from '../targets.ts';
import { EMPTY_HISTOGRAM } from '../triage/histogram.ts';
import type { Classified } from './discover-classify.ts';
import { matches } from './match.ts';

/** What the rules of the config say of a target group. */
export interface RuledGroup {
  /** Why it is left out. @default - it is looked at */
  readonly excluded?: string;
  /** Who hears of it. @default - those who hear of the environment */
  readonly notify?: TargetNotify;
}

/**
 * What the first rule that fits says of a target group; nothing where none fits.
 *
 * @param tags `undefined` where they could not be read: a rule that asks for tags does not fit then, so that a target group is
 *   rather looked at once too often than never
 */
export function discoverRule(
  { discover }: { readonly discover: readonly DiscoverRule[] },
  { name, tags = {} }: { readonly name: string; readonly tags?: Readonly<Record<string, string>> },
): RuledGroup {
  const { exclude, notify } = discover.find((rule) => matches(rule, { name, tags })) ?? {};
  return { ...(exclude !== undefined && { excluded: exclude }), ...(notify && { notify }) };
}

/** Whether some rule cannot be asked without knowing tags. */
export function asksForTags(environments: readonly Environment[]): boolean {
  return environments.some(({ discover }) => discover.some(({ tags }) => tags !== undefined));
}

/**
 * What the rules of the first environment of its account and Region that has one that fits say of a target group. What the config watches is looked at,
 * whatever a rule says: it must not hide a contradiction.
 */
export function ruleFor(
  { arn, name }: ElbResource,
  tags: Readonly<Record<string, string>> | undefined,
  environments: readonly Environment[],
): RuledGroup {
  const at = parseArn(arn);
  const own = environments.filter(({ account, region }) => account === at?.account && region === at.region);
  const rules = own.map((environment) => discoverRule(environment, { name, ...(tags && { tags }) }));
  const { excluded, ...rest } = rules.find((rule) => rule.excluded !== undefined || rule.notify) ?? {};
  if (excluded === undefined) return rest;
  const isWatched = environments.some(({ targets }) => targets.some(({ targetGroup }) => targetGroup.arn === arn));
  return isWatched ? rest : { excluded };
}

/** Nothing was read of it, and so nothing is said. */
export function leftOutBy(reason: string): Classified {
  const evidence = [{ id: 'excluded', text: reason, value: 0, unit: 'requests' } as const];
  return { traffic: 'unknown', confidence: 'low', evidence, requests: 0, histogram: EMPTY_HISTOGRAM };
}
