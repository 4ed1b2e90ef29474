import { bandsFor, isRefusal } from '../holds/bands.ts';
import { stackName } from '../placement/stack-of.ts';
import { type ElbArn, loadBalancerArn, parseArn, partitionOf, targetGroupArn } from './arns.ts';
import { DEFAULTS } from './defaults.ts';
import type { Contradiction, Draft, EnvironmentDraft, TargetDraft } from './draft.ts';
import { resolveHold } from './hold.ts';
import type { Path } from './source.ts';
import type { TargetSettings } from './target-schema.ts';
import { unreadSettings } from './unread.ts';

/**
 * What is wrong of what a lock says, in a config that is right by itself: the same as where the config named those ARNs.
 *
 * @param environment with the lock's ARNs in the targets that have `match`
 */
export function lockContradictions(environment: EnvironmentDraft): Contradiction[] {
  const ofArns = environment.targets.flatMap(({ path, settings: { match, loadBalancer = '', targetGroup = '' } }) =>
    match
      ? [
          ...elbProblems('loadBalancer', loadBalancerArn(loadBalancer), environment),
          ...elbProblems('targetGroup', targetGroupArn(targetGroup), environment),
        ].map((message) => ({ path: [...path, 'match'], message }))
      : [],
  );
  return [...ofArns, ...repeated(environment), ...idleTimeouts(environment)];
}

/** Everything that needs more than one key to judge. */
export function contradictions(draft: Draft): Contradiction[] {
  return [
    ...draft.environments.flatMap((environment) => [
      ...wrongArns(environment),
      ...discoverRules(environment),
      ...unreadSettings(environment),
      ...repeated(environment),
      ...idleTimeouts(environment),
      ...environment.targets.flatMap((target) => targetProblems(target, environment, draft)),
    ]),
    ...sharedAlarmNames(draft),
    ...sharedStackNames(draft),
  ];
}

/** ARNs beside the targets: topics and keys are reached within Region and partition only, policies within the account. */
function wrongArns({ path, settings, targets }: EnvironmentDraft): Contradiction[] {
  if (!settings) return [];
  const { account, region, notify, permissionsBoundary } = settings;
  const partition = partitionOf(region);
  const found: Contradiction[] = [];
  found.push(...unreachable(notify, [...path, 'notify'], region));
  for (const [index, rule] of (settings.discover ?? []).entries()) {
    found.push(...unreachable(rule.notify, [...path, 'discover', index, 'notify'], region));
  }
  for (const target of targets) {
    found.push(...unreachable(target.settings.notify, [...target.path, 'notify'], region));
  }
  const boundary = permissionsBoundary === undefined ? undefined : parseArn(permissionsBoundary);
  if (boundary) {
    const at = [...path, 'permissionsBoundary'];
    const inAccount = boundary.account === account || boundary.resource.startsWith('policy/') === false;
    if (boundary.partition !== partition) {
      found.push({ path: at, message: wrongPart('partition', boundary.partition, partition) });
    } else if (boundary.account !== '' && !inAccount) {
      found.push({ path: at, message: wrongPart('account', boundary.account, account) });
    }
  }
  return found;
}

/** Topics and keys of another Region or partition: no alarm reaches them. */
function unreachable(notify: object | string | undefined, path: Path, region: string): Contradiction[] {
  const partition = partitionOf(region);
  const named = typeof notify === 'string' ? [['', notify] as const] : Object.entries(notify ?? {});
  return named.flatMap(([key, text]: readonly [string, unknown]) => {
    const arn = typeof text === 'string' ? parseArn(text) : undefined;
    if (!arn) return [];
    const at = [...path, ...(key === '' ? [] : [key])];
    if (arn.partition !== partition) return [{ path: at, message: wrongPart('partition', arn.partition, partition) }];
    return arn.region === region ? [] : [{ path: at, message: wrongPart('Region', arn.region, region) }];
  });
}

/** Rules of discovery that fit everything, or say nothing or two things. */
function discoverRules({ path, settings }: EnvironmentDraft): Contradiction[] {
  return (settings?.discover ?? []).flatMap(({ name, tags, exclude, notify }, index): Contradiction[] => {
    const at = [...path, 'discover', index];
    const found: Contradiction[] = [];
    if (name === undefined && Object.keys(tags ?? {}).length === 0) {
      found.push({ path: at, message: 'the rule fits everything, needed: name, tags or both' });
    }
    if (exclude === undefined && notify === undefined) {
      found.push({ path: at, message: 'the rule does nothing, needed: exclude or notify' });
    }
    if (exclude !== undefined && notify !== undefined) {
      found.push({ path: [...at, 'notify'], message: 'notify is given beside exclude, allowed: one or the other' });
    }
    return found;
  });
}

function wrongPart(part: string, got: string, allowed: string): string {
  return `ARN is of ${part} ${got}, allowed: ${allowed}, that of the environment`;
}

/** Names and target groups are unique within an environment. */
function repeated({ targets }: EnvironmentDraft): Contradiction[] {
  const found: Contradiction[] = [];
  const names = new Set<string>();
  const groups = new Map<string, string>();
  for (const { path, settings } of targets) {
    const { name, match, targetGroup, loadBalancer } = settings;
    if (name === undefined) continue;
    if (names.has(name)) {
      found.push({ path: [...path, 'name'], message: `name is ${name}, which another target of the environment has` });
    }
    names.add(name);
    if (targetGroup === undefined || loadBalancer === undefined) continue;
    const pair = `${loadBalancer} ${targetGroup}`;
    const other = groups.get(pair);
    if (other === undefined) groups.set(pair, name);
    else
      found.push({
        path: [...path, match ? 'match' : 'targetGroup'],
        message: `the target group is already watched as ${other}`,
      });
  }
  return found;
}

/** A load balancer has one idle timeout, whichever of its target groups says it. */
function idleTimeouts({ targets }: EnvironmentDraft): Contradiction[] {
  const known = new Map<string, { name: string; seconds: number }>();
  return targets.flatMap(({ path, settings: { name, loadBalancer, idleTimeout } }) => {
    if (name === undefined || loadBalancer === undefined || idleTimeout === undefined) return [];
    const first = known.get(loadBalancer) ?? { name, seconds: idleTimeout };
    known.set(loadBalancer, first);
    if (first.seconds === idleTimeout) return [];
    const message = `idleTimeout is ${idleTimeout} s, but ${first.name} on the same load balancer says ${first.seconds} s`;
    return [{ path: [...path, 'idleTimeout'], message }];
  });
}

/** `a-b` + `c` and `a` + `b-c` would be one alarm name; the second deployment would overwrite the first one's alarms. */
function sharedAlarmNames({ environments }: Draft): Contradiction[] {
  const owners = new Map<string, string>();
  return environments.flatMap(({ name: environment, settings, targets }) =>
    targets.flatMap(({ path, settings: { name } }) => {
      if (!settings || name === undefined) return [];
      const alarms = `holdband-${environment}-${name}`;
      const id = `${settings.account} ${settings.region} ${alarms}`;
      const owner = owners.get(id) ?? environment;
      owners.set(id, owner);
      if (owner === environment) return [];
      const message = `alarms would be named ${alarms}-…, as those of a target of environment ${owner} in the same account and Region`;
      return [{ path: [...path, 'name'], message }];
    }),
  );
}

/**
 * Stack 2 of `prod` has the name of the only one of `prod-2`: where each is deployed by itself, the one takes the place of the
 * other, and all its alarms are deleted.
 */
function sharedStackNames({ environments }: Draft): Contradiction[] {
  return environments.flatMap(({ name, path, settings }) =>
    environments.flatMap((other) => {
      if (!settings || settings.account !== other.settings?.account || settings.region !== other.settings.region)
        return [];
      const { stacks = DEFAULTS.stacks } = other.settings;
      for (let part = 2; part <= stacks; part++) {
        if (stackName(other.name, part) !== stackName(name, 1)) continue;
        const message = `the stack would be named ${stackName(name, 1)}, as stack ${part} of environment ${other.name} in the same account and Region; rename one of them`;
        return [{ path, message }];
      }
      return [];
    }),
  );
}

function targetProblems(draft: TargetDraft, environment: EnvironmentDraft, { defaults }: Draft): Contradiction[] {
  const inherited = { ...DEFAULTS, ...defaults, ...definedOnly(environment.settings?.defaults ?? {}) };
  return [...whichGroup(draft, environment), ...exemption(draft), ...holdProblems(draft, inherited)];
}

/** A target is named by two ARNs, or found by `match`. */
function whichGroup({ path, settings, refused }: TargetDraft, environment: EnvironmentDraft): Contradiction[] {
  const found: Contradiction[] = [];
  const { match } = settings;
  for (const [key, read] of [
    ['loadBalancer', loadBalancerArn],
    ['targetGroup', targetGroupArn],
  ] as const) {
    const arn = settings[key];
    const at = [...path, key];
    if (arn === undefined) {
      if (!match && !refused.has(key) && !refused.has('match')) {
        found.push({ path: at, message: `${key} is missing, needed: its ARN, or match` });
      }
    } else if (match) {
      found.push({ path: at, message: `${key} is given beside match, allowed: one or the other` });
    } else {
      found.push(...elbProblems(key, read(arn), environment).map((message) => ({ path: at, message })));
    }
  }
  if (match && match.name === undefined && Object.keys(match.tags ?? {}).length === 0) {
    found.push({ path: [...path, 'match'], message: 'match is empty, needed: name, tags or both' });
  }
  return found;
}

function elbProblems(key: string, arn: ElbArn, { settings }: EnvironmentDraft): string[] {
  if ('refused' in arn) {
    const allowed =
      key === 'loadBalancer'
        ? 'an Application Load Balancer, arn:…:loadbalancer/app/<name>/<id>'
        : 'a target group, arn:…:targetgroup/<name>/<id>';
    return [`${key} is ${arn.refused}, allowed: ${allowed}`];
  }
  if (!settings) return [];
  const partition = partitionOf(settings.region);
  if (arn.partition !== partition) return [`${key}: ${wrongPart('partition', arn.partition, partition)}`];
  if (arn.region !== settings.region) return [`${key}: ${wrongPart('Region', arn.region, settings.region)}`];
  if (arn.account !== settings.account) {
    return [`${key}: ${wrongPart('account', arn.account, settings.account)}: its metrics are there, not here`];
  }
  return [];
}

function exemption({ path, settings, refused }: TargetDraft): Contradiction[] {
  const { traffic, reason, until } = settings;
  if (traffic === undefined) return [];
  if (traffic === 'exempt') {
    if (reason !== undefined || refused.has('reason')) return [];
    return [
      { path: [...path, 'reason'], message: 'reason is missing, needed: one sentence, because traffic is exempt' },
    ];
  }
  const found: Contradiction[] = [];
  if (reason !== undefined) found.push({ path: [...path, 'reason'], message: onlyFor('reason', traffic) });
  if (until !== undefined) found.push({ path: [...path, 'until'], message: onlyFor('until', traffic) });
  return found;
}

function onlyFor(key: string, traffic: string): string {
  return `${key} is given, allowed: only with traffic exempt, not with ${traffic}`;
}

function holdProblems(
  { path, settings, refused }: TargetDraft,
  inherited: Pick<TargetSettings, 'objective' | 'estimate'>,
): Contradiction[] {
  if (refused.has('hold')) return [];
  const { traffic, hold, clients } = settings;
  const at = [...path, 'hold'];
  if (traffic === 'requests') {
    const found: Contradiction[] = [];
    const message = (key: string) =>
      `${key} is given, allowed: only with traffic mixed, long-polls or exempt, because requests holds nothing`;
    if (hold !== undefined) found.push({ path: at, message: message('hold') });
    if (clients !== undefined) found.push({ path: [...path, 'clients'], message: message('clients') });
    return found;
  }
  if (hold === undefined) {
    if (traffic === undefined || traffic === 'exempt') return [];
    return [
      {
        path: at,
        message: `hold is missing, needed for ${traffic}: a name from \`holdband holds\`, or { ceiling: 300s, … }`,
      },
    ];
  }
  const resolved = resolveHold(hold);
  if ('refused' in resolved) {
    return [{ path: resolved.key === undefined ? at : [...at, resolved.key], message: resolved.refused }];
  }
  if (traffic === 'exempt') return [];
  const found: Contradiction[] = [];
  const estimate = settings.estimate ?? inherited.estimate;
  if (estimate === 'flat' && resolved.profile.releaseLaw === 'message-driven') {
    const message = `estimate is flat, allowed: survivor, because the polls of ${resolved.profile.name} end one by one and their ages are not uniform`;
    found.push({ path: [...path, 'estimate'], message });
  }
  // Whether an idle timeout leaves room for bands is lint's to say: it can be raised without touching this file.
  const bands = bandsFor(settings.objective ?? inherited.objective ?? DEFAULTS.objective, resolved.profile);
  if (isRefusal(bands)) found.push({ path: at, message: bands.reason });
  return found;
}

/** Without keys that are there and undefined: they would hide what is inherited. */
export function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
