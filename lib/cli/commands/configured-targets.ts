import { type Configured, environmentNames, environmentsOf, readConfigured } from '../../core/config/configured.ts';
import { lockPath } from '../../core/config/lock.ts';
import { unknownWord } from '../../core/config/problems.ts';
import { InputError } from '../../core/errors.ts';
import type { FileAccess } from '../../core/io.ts';
import type { Environment, Target } from '../../core/targets.ts';

export const DEFAULT_CONFIG = 'holdband.yaml';

/** What a command was told of the config. */
export interface ConfigChoice {
  readonly config?: string;
  readonly environment?: string;
}

/** A config and the lock beside it, wherever they lie. @throws InputError where one of them is wrong */
export async function readConfigAndLock(file: string, files: FileAccess): Promise<Configured> {
  const text = await files.readText(file);
  const lock = lockPath(file);
  return readConfigured(text, file, (await files.exists(lock)) ? await files.readText(lock) : undefined);
}

/**
 * The config asked for, or the one that lies here, with its lock; for commands that have to do without what the lock lacks.
 *
 * @returns `undefined` where none was asked for and none lies here
 * @throws InputError where a file is wrong, or there is no such environment
 */
export async function chosenConfig(
  { config: file, environment }: ConfigChoice,
  files: FileAccess,
): Promise<Configured | undefined> {
  if (file === undefined && !(await files.exists(DEFAULT_CONFIG))) {
    if (environment === undefined) return undefined;
    throw new InputError('ConfigMissing', {
      where: '--environment',
      message: `needs a config file, and there is no ${DEFAULT_CONFIG}`,
    });
  }
  const configured = await readConfigAndLock(file ?? DEFAULT_CONFIG, files);
  const names = environmentNames(configured);
  if (environment === undefined || names.includes(environment)) return configured;
  throw new InputError('EnvironmentUnknown', {
    where: '--environment',
    message: unknownWord('environment', environment, names),
  });
}

/**
 * The environments of the config asked for, or of the one that lies here.
 *
 * @returns `undefined` where none was asked for and none lies here
 * @throws InputError where a file is wrong, or there is no such environment, or the lock lacks what a `match` found
 */
export async function configuredEnvironments(
  choice: ConfigChoice,
  files: FileAccess,
): Promise<Environment[] | undefined> {
  const configured = await chosenConfig(choice, files);
  return configured && environmentsOf(configured, choice.environment);
}

/** Their targets; none where there is no config. */
export async function configuredTargets(choice: ConfigChoice, files: FileAccess): Promise<Target[]> {
  const environments = await configuredEnvironments(choice, files);
  return (environments ?? []).flatMap(({ targets }) => targets);
}

/**
 * The one target of that name.
 *
 * @throws InputError where there is no config, no such target, or one in several environments
 */
export async function configuredTarget(
  name: string,
  choice: ConfigChoice,
  files: FileAccess,
): Promise<{ readonly environment: Environment; readonly target: Target }> {
  const environments = await configuredEnvironments(choice, files);
  if (!environments) {
    const message = `needs a config file, and there is no ${DEFAULT_CONFIG}`;
    throw new InputError('ConfigMissing', { where: '--target', message });
  }
  const all = environments.flatMap((environment) => environment.targets.map((target) => ({ environment, target })));
  const found = all.filter(({ target }) => target.name === name);
  const [only, ...others] = found;
  if (!only) {
    const names = [...new Set(all.map(({ target }) => target.name))];
    throw new InputError('TargetUnknown', { where: '--target', message: unknownWord('target', name, names) });
  }
  if (others.length > 0) {
    const message = `${name} is in ${found.map(({ environment }) => environment.name).join(', ')}; say which`;
    throw new InputError('EnvironmentMissing', { where: '--environment', message });
  }
  return only;
}

/**
 * @throws InputError where an environment was named, and is in another Region than the one given
 */
export function requireRegion(
  region: string,
  { environment }: Pick<ConfigChoice, 'environment'>,
  [only]: readonly Environment[],
): void {
  if (environment === undefined || !only || only.region === region) return;
  const message = `is ${JSON.stringify(region)}, and ${only.name} is in ${only.region}`;
  throw new InputError('OptionInvalid', { where: '--region', message });
}
