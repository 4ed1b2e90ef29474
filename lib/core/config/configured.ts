import { requirePlaced } from '../placement/where.ts';
import type { Environment } from '../targets.ts';
import { readConfig } from './config.ts';
import { type Lock, lockPath, readLock } from './lock.ts';
import { type Config, resolveEnvironments } from './resolve.ts';

/** A config with the lock beside it: what everything that reads a config reads. */
export interface Configured {
  readonly config: Config;
  /** @default - there is none, which is right as long as no target has `match` */
  readonly lock?: Lock;
}

/**
 * Reads a config and its lock.
 *
 * @param file name of the config as the user wrote it
 * @param lockText content of the file at `lockPath(file)`, `undefined` where there is none
 * @throws InputError with everything wrong in the config, else with everything wrong in the lock
 */
export function readConfigured(text: string, file: string, lockText: string | undefined): Configured {
  const config = readConfig(text, file);
  return { config, ...(lockText !== undefined && { lock: readLock(lockText, lockPath(file)) }) };
}

/**
 * Its environments in the order of the file.
 *
 * @param only name of the one that is asked for: what the lock lacks of the others is not asked. @default - all
 * @throws InputError where a target has `match`, and the lock does not say which target group that is
 */
export function environmentsOf({ config, lock }: Configured, only?: string): Environment[] {
  return resolveEnvironments(config, lock, only);
}

/** Names of its environments, resolved or not. */
export function environmentNames({ config }: Configured): string[] {
  return Object.keys(config.settings.environments);
}

/**
 * Refuses environments whose alarms nobody knows the stacks of; see `requirePlaced`. For who synthesises, and who says beforehand
 * whether that would work.
 *
 * @throws InputError at `stacks` of the environment, naming the command that helps
 */
export function requireAllPlaced({ config }: Configured, environments: readonly Environment[]): void {
  for (const environment of environments) {
    const where = config.positions.at(['environments', environment.name, 'stacks']);
    requirePlaced(environment, where, lockPath(config.file));
  }
}
