import { InputError, type InputProblem } from '../errors.ts';
import { describeMatch, sameMatch } from '../inventory/match.ts';
import {
  type Environment,
  GUARD_IDS,
  type GuardId,
  type GuardSetting,
  type Notify,
  type Placement,
  type Target,
} from '../targets.ts';
import { loadBalancerArn, partitionOf, targetGroupArn } from './arns.ts';
import { DEFAULTS } from './defaults.ts';
import type { TargetDraft } from './draft.ts';
import { resolveHold } from './hold.ts';
import { type Lock, type LockedEnvironment, lockPath, placementOf } from './lock.ts';
import { definedOnly, lockContradictions } from './meaning.ts';
import { inFileOrder } from './problems.ts';
import type { EnvironmentSettings, InheritedSettings, Settings } from './schema.ts';
import type { Path, Positions } from './source.ts';
import type { TargetSettings } from './target-schema.ts';

/** A config file that was read and found right. */
export interface Config {
  /** As the reader was told; the begin of every position. */
  readonly file: string;
  readonly settings: Settings;
  readonly positions: Positions;
}

type Defaults = Required<Omit<InheritedSettings, 'guards'>> & Pick<InheritedSettings, 'guards'>;

/** What of a config could be resolved, and why the rest could not. */
export interface Resolved {
  /** In the order of the file; targets that the lock does not know are left out. */
  readonly environments: readonly Environment[];
  /** What the lock lacks, or has wrong. Empty: everything was resolved. */
  readonly problems: readonly InputProblem[];
}

/**
 * Every environment of the file in its order, with every default filled in. What a target says itself wins over its
 * environment, that over the defaults of the file, those over holdband's own.
 *
 * @param lock the lock beside the config. @default - there is none
 * @param only name of the one environment that is asked for: what the lock lacks of the others is not asked. @default - all
 * @throws InputError `LockMissing` or `LockStale` where a target has `match`, and the lock does not say which target group that is
 */
export function resolveEnvironments(config: Config, lock?: Lock, only?: string): Environment[] {
  const { environments, problems } = resolveKnown(config, lock, only);
  if (problems.length > 0) throw new InputError(lock ? 'LockStale' : 'LockMissing', inFileOrder(problems));
  return [...environments];
}

/** As {@link resolveEnvironments}, without the targets that the lock does not know: for who is about to write the lock. */
export function resolveKnown(config: Config, lock?: Lock, only?: string): Resolved {
  const wanted = Object.entries(config.settings.environments).filter(([name]) => only === undefined || name === only);
  const all = wanted.map(([name, settings]) => {
    const found = withLock(name, settings, lock, config);
    return { environment: resolveEnvironment(name, settings, found, config), problems: found.problems };
  });
  return {
    environments: all.map(({ environment }) => environment),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** A target with the ARNs that the config or the lock has for it. */
interface NamedTarget {
  readonly path: Path;
  readonly settings: TargetSettings;
}

interface WithLock {
  readonly targets: readonly NamedTarget[];
  readonly placement: Readonly<Record<string, Placement>>;
  readonly locked: LockedEnvironment | undefined;
  readonly problems: readonly InputProblem[];
}

/** The command that puts a lock right, as it must be typed for this file and environment. */
function writeCommand({ file, settings }: Config, environment: string): string {
  const config = file === 'holdband.yaml' ? '' : ` --config ${file}`;
  const which = Object.keys(settings.environments).length > 1 ? ` --environment ${environment}` : '';
  return `run 'holdband discover --write${config}${which}'`;
}

/** The targets of an environment with what its part of the lock knows of them. */
function withLock(name: string, environment: EnvironmentSettings, lock: Lock | undefined, config: Config): WithLock {
  const { file, positions } = config;
  const path: Path = ['environments', name];
  const locked = own(lock?.environments, name);
  const lockFile = lockPath(file);
  const problems: InputProblem[] = [];
  const refuse = (at: Path, message: string) => problems.push({ where: positions.at(at), message });
  const targets = environment.targets.flatMap((settings, index): NamedTarget[] => {
    const at: Path = [...path, 'targets', index];
    const { match } = settings;
    if (!match) return [{ path: at, settings }];
    const entry = own(locked?.targets, settings.name);
    const { loadBalancer, targetGroup } = entry ?? {};
    if (entry && sameMatch(entry.match, match) && loadBalancer !== undefined && targetGroup !== undefined) {
      return [{ path: at, settings: { ...settings, loadBalancer, targetGroup } }];
    }
    const lacks = entry?.match
      ? `${lockFile} found the target group by ${describeMatch(entry.match)}`
      : lock
        ? `${lockFile} does not say which target group that is`
        : `there is no ${lockFile} that says which target group that is`;
    refuse([...at, 'match'], `match is ${describeMatch(match)}, but ${lacks}; ${writeCommand(config, name)}`);
    return [];
  });
  const wrong = lockContradictions({ name, path, settings: environment, targets: targets.map(draft) });
  for (const { path: at, message } of wrong) refuse(at, `${message} (by ${lockFile})`);
  return { targets, placement: placementsOf(environment, locked), locked, problems };
}

/** An entry of the map itself: a target may be called `constructor`. */
function own<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

function draft({ path, settings }: NamedTarget): TargetDraft {
  return { path, settings, refused: new Set() };
}

function placementsOf(
  { targets }: EnvironmentSettings,
  locked: LockedEnvironment | undefined,
): Readonly<Record<string, Placement>> {
  const placed = targets.flatMap(({ name }) => {
    const entry = own(locked?.targets, name);
    const placement = entry && placementOf(entry);
    return placement ? [[name, placement] as const] : [];
  });
  return Object.fromEntries(placed);
}

/** Places of load balancers that targets have; one that is gone keeps no stack alive. */
function ofTheirs(
  places: LockedEnvironment['loadBalancers'],
  targets: readonly Target[],
): LockedEnvironment['loadBalancers'] {
  const names = new Set(targets.map(({ loadBalancer }) => loadBalancer.name));
  return places && Object.fromEntries(Object.entries(places).filter(([name]) => names.has(name)));
}

function resolveEnvironment(
  name: string,
  environment: EnvironmentSettings,
  { targets, placement, locked }: WithLock,
  { settings, positions }: Config,
): Environment {
  const defaults = defaultsFor(settings, environment);
  const resolved = targets.map((target) => resolveTarget(target.settings, name, defaults, target.path, positions));
  const { account, region, notify, stacks, tags, permissionsBoundary, qualifier, runbook, discover } = environment;
  return {
    name,
    account,
    region,
    partition: partitionOf(region),
    notify: resolveNotify(notify),
    paging: defaults.paging,
    stacks: stacks ?? DEFAULTS.stacks,
    tags: tags ?? {},
    ...definedOnly({ permissionsBoundary, qualifier }),
    runbook: { ...DEFAULTS.runbook, ...definedOnly(runbook ?? {}) },
    targets: resolved,
    placement,
    ...definedOnly({ loadBalancerPlacement: ofTheirs(locked?.loadBalancers, resolved), placedOver: locked?.stacks }),
    discover: discover ?? [],
  };
}

function defaultsFor({ defaults = {} }: Settings, environment: EnvironmentSettings): Defaults {
  const own = definedOnly({ ...environment.defaults, paging: environment.paging });
  const said = { ...definedOnly(defaults), ...own };
  return {
    objective: said.objective ?? DEFAULTS.objective,
    slowShare: said.slowShare ?? DEFAULTS.slowShare,
    level: said.level ?? DEFAULTS.level,
    estimate: said.estimate ?? DEFAULTS.estimate,
    countForm: said.countForm ?? DEFAULTS.countForm,
    paging: said.paging ?? DEFAULTS.paging,
    guards: mergeGuards(defaults.guards, environment.defaults?.guards),
  };
}

function resolveNotify(notify: EnvironmentSettings['notify']): Notify {
  return typeof notify === 'string' ? { page: notify, ticket: notify, verdict: notify } : definedOnly(notify ?? {});
}

function resolveTarget(
  target: TargetSettings,
  environment: string,
  defaults: Defaults,
  path: Path,
  positions: Positions,
): Target {
  const loadBalancer = loadBalancerArn(target.loadBalancer ?? '');
  const targetGroup = targetGroupArn(target.targetGroup ?? '');
  const hold = target.hold === undefined ? undefined : resolveHold(target.hold);
  if ('refused' in loadBalancer || 'refused' in targetGroup || (hold && 'refused' in hold)) {
    throw new RangeError(`${positions.at(path)}: a config that was not checked by readConfig`);
  }
  const { healthCheck, reason, until } = target;
  const guards = mergeGuards(defaults.guards, target.guards);
  return {
    name: target.name,
    environment,
    loadBalancer: loadBalancer.elb,
    targetGroup: targetGroup.elb,
    traffic: target.traffic,
    objectiveSeconds: target.objective ?? defaults.objective,
    slowSharePercent: target.slowShare ?? defaults.slowShare,
    level: target.level ?? defaults.level,
    estimate: target.estimate ?? defaults.estimate,
    countForm: target.countForm ?? defaults.countForm,
    paging: target.paging ?? defaults.paging,
    guards: Object.fromEntries(GUARD_IDS.map((id) => [id, { on: true, ...definedOnly(guards[id] ?? {}) }])) as {
      [id in GuardId]: GuardSetting;
    },
    ...definedOnly({
      hold: hold?.profile,
      idleTimeoutSeconds: target.idleTimeout,
      deregistrationDelaySeconds: target.deregistrationDelay,
      targetKeepAliveSeconds: target.targetKeepAlive,
      healthCheck:
        healthCheck &&
        definedOnly({
          intervalSeconds: healthCheck.interval,
          unhealthyThreshold: healthCheck.unhealthyThreshold,
          codes: healthCheck.codes,
        }),
      clients: target.clients,
      notify: target.notify && definedOnly(target.notify),
      exempt: target.traffic === 'exempt' ? { reason: reason ?? '', ...definedOnly({ until }) } : undefined,
    }),
  };
}

type Guards = NonNullable<InheritedSettings['guards']>;

/** Guard by guard and setting by setting, so that a target may change a severity and inherit the rest. */
function mergeGuards(...layers: readonly (Guards | undefined)[]): Guards {
  const merged: { [id in GuardId]?: Guards[GuardId] } = {};
  for (const layer of layers) {
    for (const id of GUARD_IDS) if (layer?.[id]) merged[id] = { ...merged[id], ...definedOnly(layer[id]) };
  }
  return merged;
}
