import { hash } from 'node:crypto';
import { type Config, type Lock, lockPath, printLock, readConfig, readLock } from '../../core/config/config.ts';
import { unknownWord } from '../../core/config/problems.ts';
import { findTargetList } from '../../core/config/target-list.ts';
import { NAME, NAME_WORDS } from '../../core/config/values.ts';
import { InputError } from '../../core/errors.ts';
import type { Discovery } from '../../core/inventory/discovery.ts';
import { firstConfig } from '../../core/inventory/write/first-config.ts';
import { type LockAfter, lockAfter } from '../../core/inventory/write/lock-after.ts';
import { type MergedConfig, mergeConfig } from '../../core/inventory/write/merge-config.ts';
import type { FileAccess } from '../../core/io.ts';
import { type StackOf, stackOf } from '../../core/placement/stack-of.ts';
import { type ConfigChoice, DEFAULT_CONFIG } from './configured-targets.ts';

/** Name of the environment of a first config. */
const FIRST_ENVIRONMENT = 'prod';

/** The two files as they were before the account was looked at. */
export interface FilesToWrite {
  readonly path: string;
  readonly lockPath: string;
  /** @default - there is no config yet */
  readonly text?: string;
  /** @default - there is no lock yet */
  readonly lockText?: string;
  /** What the text says. @default - there is no config yet */
  readonly config?: Config;
  readonly lock?: Lock;
  /** The environment that is written to. */
  readonly environment: string;
}

/** What `--write` did, or would do. */
export interface Written extends MergedConfig, LockAfter {
  readonly files: FilesToWrite;
  readonly configChanged: boolean;
  readonly lockChanged: boolean;
  readonly dryRun: boolean;
}

/**
 * Reads what `--write` writes to, and says which environment is meant.
 *
 * @throws InputError where a file is wrong or cannot be added to, or it is not clear which environment is meant
 */
export async function filesToWrite(choice: ConfigChoice, files: FileAccess): Promise<FilesToWrite> {
  const path = choice.config ?? DEFAULT_CONFIG;
  const lockFile = lockPath(path);
  const [text, lockText] = await Promise.all([textOf(path, files), textOf(lockFile, files)]);
  const lock = lockText === undefined ? undefined : readLock(lockText, lockFile);
  const config = text === undefined ? undefined : readConfig(text, path);
  const environment = config ? environmentOf(choice, config) : firstEnvironment(choice);
  // Said before anything is spent on an account.
  if (text !== undefined) findTargetList(text, path, environment);
  return {
    path,
    lockPath: lockFile,
    environment,
    ...(text !== undefined && { text }),
    ...(lockText !== undefined && { lockText }),
    ...(config && { config }),
    ...(lock && { lock }),
  };
}

async function textOf(path: string, files: FileAccess): Promise<string | undefined> {
  return (await files.exists(path)) ? files.readText(path, 'exact') : undefined;
}

function environmentOf({ environment }: ConfigChoice, { settings }: Config): string {
  const names = Object.keys(settings.environments);
  const [only, ...others] = names;
  if (environment === undefined && only !== undefined && others.length === 0) return only;
  if (environment !== undefined && names.includes(environment)) return environment;
  const message =
    environment === undefined
      ? `is missing, needed with --write: one of ${names.join(', ')}`
      : unknownWord('environment', environment, names);
  throw new InputError('EnvironmentUnknown', { where: '--environment', message });
}

function firstEnvironment({ environment = FIRST_ENVIRONMENT }: ConfigChoice): string {
  if (NAME.test(environment) && environment.length <= 32) return environment;
  const message = `is ${JSON.stringify(environment)}, allowed: ${NAME_WORDS}, at most 32 characters`;
  throw new InputError('OptionInvalid', { where: '--environment', message });
}

/**
 * Merges what was discovered into the config and its lock, and writes them.
 *
 * The lock goes first. A process that is killed between the two leaves the old config with the new lock: every target of that
 * config is in it, with the target group that was found now, and what it has of targets that the config lacks is not looked
 * at, so that synthesis works; the next run adds the same targets by the same names. The other way round, the config would
 * have targets whose `match` the lock does not know, and synthesis would fail until somebody ran this again.
 *
 * @param date ISO date for marks
 * @throws InputError where what was looked at does not fit the config, or a file changed meanwhile: then nothing is written
 */
export async function writeDiscovery(
  found: FilesToWrite,
  discovery: Discovery,
  { date, dryRun }: { readonly date: string; readonly dryRun: boolean },
  files: FileAccess,
): Promise<Written> {
  const { path, text, config, lock: oldLock, environment } = found;
  const merged =
    text === undefined || !config
      ? firstConfig(path, environment, discovery)
      : mergeConfig({ text, config, ...(oldLock && { lock: oldLock }), environment, discovery, date });
  const place: StackOf = (name, stacks) => stackOf(name, stacks, (words) => hash('sha256', words));
  const { lock, unresolved } = lockAfter(merged, environment, discovery, place, oldLock);
  const lockText = printLock(lock);
  const configChanged = merged.text !== text;
  const lockChanged = lockText !== found.lockText;
  if (!dryRun && (configChanged || lockChanged)) {
    await refuseChanged(found, files);
    if (lockChanged) await files.writeText(found.lockPath, lockText);
    if (configChanged) await files.writeText(path, merged.text);
  }
  return { ...merged, files: found, lock, unresolved, configChanged, lockChanged, dryRun };
}

/** Whoever saved a file while the account was looked at would lose it. */
async function refuseChanged(found: FilesToWrite, files: FileAccess): Promise<void> {
  const pairs = [
    [found.path, found.text],
    [found.lockPath, found.lockText],
  ] as const;
  const changed: string[] = [];
  for (const [path, before] of pairs) if ((await textOf(path, files)) !== before) changed.push(path);
  if (changed.length === 0) return;
  const message = 'was changed by somebody else while the account was looked at; nothing was written: run it again';
  throw new InputError(
    'FileChanged',
    changed.map((where) => ({ where, message })),
  );
}
