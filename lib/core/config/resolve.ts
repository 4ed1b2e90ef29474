import { InputError, type InputProblem } from '../errors.ts';
import { type Environment, GUARD_IDS, type GuardId, type GuardSetting, type Notify, type Target } from '../targets.ts';
import { loadBalancerArn, partitionOf, targetGroupArn } from './arns.ts';
import { DEFAULTS } from './defaults.ts';
import { resolveHold } from './hold.ts';
import { definedOnly } from './meaning.ts';
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

/**
 * Every environment of the file in its order, with every default filled in. What a target says itself wins over its
 * environment, that over the defaults of the file, those over holdband's own.
 *
 * @throws InputError where a target has `match`: which target group that is, only the lock file knows
 */
export function resolveEnvironments({ settings, positions }: Config): Environment[] {
  const problems: InputProblem[] = [];
  const environments = Object.entries(settings.environments).map(([name, environment]): Environment => {
    const defaults = defaultsFor(settings, environment);
    const targets = environment.targets.flatMap((target, index) => {
      const path: Path = ['environments', name, 'targets', index];
      if (!target.match) return [resolveTarget(target, name, defaults, path, positions)];
      const message =
        'match needs a holdband.lock.json that says which target group it found; give the ARNs loadBalancer and targetGroup instead';
      problems.push({ where: positions.at([...path, 'match']), message });
      return [];
    });
    const { account, region, notify, stacks, tags, permissionsBoundary, qualifier, runbook } = environment;
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
      targets,
    };
  });
  if (problems.length > 0) throw new InputError('LockMissing', problems);
  return environments;
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
