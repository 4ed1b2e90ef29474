import type { Lock } from '../../config/config.ts';
import type { StackOf } from '../../placement/stack-of.ts';
import type { Discovery } from '../discovery.ts';
import { nextLock } from '../next-lock.ts';
import { listedGroups, type MatchedGroup, type MatchProblem, resolveMatches } from '../resolve-matches.ts';
import type { MergedConfig } from './merge-config.ts';

/** The lock that belongs to a merged config. */
export interface LockAfter {
  readonly lock: Lock;
  /** Targets whose `match` does not name one target group: their entries in the lock stay as they were. */
  readonly unresolved: readonly MatchProblem[];
}

/**
 * The lock as it should be once the config is written. Targets that were just added are in it in any case: their match was made
 * of the tags of a target group that was seen, also where other tags could not be read.
 *
 * @param environment name of the one that was written to
 * @param lock as it was. @default - there was none
 */
export function lockAfter(
  { config: { settings }, added }: Pick<MergedConfig, 'config' | 'added'>,
  environment: string,
  discovery: Discovery,
  place: StackOf,
  lock?: Lock,
): LockAfter {
  const own = settings.environments[environment];
  if (!own) throw new RangeError(`no environment ${environment}`);
  const { resolved, problems } = resolveMatches(own, listedGroups(discovery));
  const seen = Object.fromEntries(
    added.flatMap(({ name, match, group: { targetGroup, loadBalancer } }): [string, MatchedGroup][] =>
      match && loadBalancer ? [[name, { match, targetGroup: targetGroup.arn, loadBalancer: loadBalancer.arn }]] : [],
    ),
  );
  const found = { [environment]: { ...resolved, ...seen } };
  return {
    lock: nextLock({ settings, ...(lock && { lock }), found, place }),
    unresolved: problems.filter(({ target }) => !Object.hasOwn(seen, target)),
  };
}
