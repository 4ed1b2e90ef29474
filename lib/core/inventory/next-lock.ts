import { DEFAULTS } from '../config/defaults.ts';
import type { Lock, LockedEnvironment, LockedTarget } from '../config/lock.ts';
import type { Settings } from '../config/schema.ts';
import type { StackOf } from '../placement/stack-of.ts';
import { stacksToPlaceOver } from '../placement/where.ts';
import type { MatchedGroup } from './resolve-matches.ts';

/** What the next lock is made of. */
export interface NextLockQuestion {
  /** The config as it will be: with the targets that were just added. */
  readonly settings: Settings;
  /** @default - there is none yet */
  readonly lock?: Lock;
  /** What the matches found, by environment and target. Environments that are missing here were not looked at. */
  readonly found: Readonly<Record<string, Readonly<Record<string, MatchedGroup>>>>;
  /** Places a target that has no place yet, where the lock says over how many stacks, or there is one. */
  readonly place: StackOf;
}

type EnvironmentSettings = Settings['environments'][string];

/**
 * The lock as it should be. A placement that is there stays, whatever comes and goes beside it; a target that found nothing
 * this time keeps what it had; a target that left the config leaves the lock. Environments that were not looked at stay as they
 * are, and so do those that the config does not have: another config of the same folder may.
 */
export function nextLock({ settings, lock, found, place }: NextLockQuestion): Lock {
  const looked = Object.entries(settings.environments).flatMap(([name, environment]) => {
    const matched = own(found, name);
    return matched
      ? [[name, nextEnvironment(environment, own(lock?.environments, name), matched, place)] as const]
      : [];
  });
  return { version: 1, environments: { ...lock?.environments, ...Object.fromEntries(looked) } };
}

function nextEnvironment(
  { targets, stacks = DEFAULTS.stacks }: EnvironmentSettings,
  old: LockedEnvironment | undefined,
  found: Readonly<Record<string, MatchedGroup>>,
  place: StackOf,
): LockedEnvironment {
  // The number that the kept placements were made for: another one in the config moves nothing by itself. Where nobody knows
  // it, a place is not guessed: what is deployed elsewhere would move, and lose its alarms. `holdband place` asks.
  const over = stacksToPlaceOver(stacks, old?.stacks);
  const next = targets.map(({ name, match }): readonly [string, LockedTarget] => {
    const { match: was, loadBalancer, targetGroup, ...placed } = own(old?.targets, name) ?? {};
    const kept = match && was ? { match: was, loadBalancer, targetGroup } : {};
    const stack = placed.stack ?? (over === undefined ? undefined : place(name, over));
    return [name, { ...kept, ...(match && own(found, name)), ...placed, ...(stack !== undefined && { stack }) }];
  });
  return { ...old, ...(over !== undefined && { stacks: over }), targets: Object.fromEntries(next) };
}

/** An entry of the map itself: a target may be called `constructor`. */
function own<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}
