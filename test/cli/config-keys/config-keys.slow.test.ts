import { describe, expect, it } from 'vitest';
import { InputError } from '../../../lib/core/errors.ts';
import { GUARD_IDS } from '../../../lib/core/targets.ts';
import { EFFECTS, type Effect, seen } from './_effects.ts';
import { configKeys } from './_keys.ts';

type Map = Record<string, unknown>;

/** One key changed alone: what is there besides, the key's value before (none: absent) and after, and what shows it. */
interface Change {
  readonly key: string;
  readonly before?: unknown;
  readonly after: unknown;
  readonly shows: Effect;
  /** Keys of the target, the environment and the file that the key needs to have an effect. */
  readonly target?: Map;
  readonly environment?: Map;
  readonly file?: Map;
}

const PLACE = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
const LOAD_BALANCER = `${PLACE}:loadbalancer/app/front/50dc6c495c0c9188`;
const TARGET_GROUP = `${PLACE}:targetgroup/api/943f017f100becff`;
const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const OTHER_TOPIC = 'arn:aws:sns:us-east-2:111122223333:search';
const IN = { target: 'environments.*.targets[].', environment: 'environments.*.' };
const CLOSE_CALL = 'idle-timeout-margin'; // what the base config's idle timeout makes validate warn of

const OF_DIFF = 'threshold-loosened'; // what the diff of these tests finds

/** A target that holds, with everything known; its idle timeout is close to the hold. */
const TARGET: Map = {
  name: 'api',
  loadBalancer: LOAD_BALANCER,
  targetGroup: TARGET_GROUP,
  traffic: 'long-polls',
  hold: 'elastic-fleet',
  idleTimeout: '300s',
  clients: 50,
};

const INHERITED: readonly [string, unknown][] = [
  ['objective', '2s'],
  ['slowShare', '7%'],
  ['level', 'thorough'],
  ['estimate', 'flat'],
  ['countForm', 'PR'],
];

/** Guards need their own kind of target to be made at all; `other` is the severity that is not their default. */
const GUARDS: Record<(typeof GUARD_IDS)[number], { readonly other: string; readonly target?: Map }> = {
  'holds-stopped': { other: 'ticket' },
  'clients-gone': { other: 'ticket', target: { hold: { product: 'elastic-fleet', cancelDebounce: '5m' } } },
  'no-healthy-target': { other: 'ticket' },
  'poll-storm': { other: 'ticket' },
  'hold-overrun': { other: 'page', target: { idleTimeout: '600s' } },
  'severed-holds': { other: 'page' },
  'target-errors': { other: 'page' },
  'unhealthy-targets': { other: 'page' },
};

const LEVELS = ['defaults.', 'environments.*.defaults.', IN.target];
const inherited = LEVELS.flatMap((level): Change[] => [
  ...INHERITED.map(([key, after]): Change => ({ key: level + key, after, shows: 'alarms' })),
  ...GUARD_IDS.flatMap((id): Change[] => {
    const { other, target = {} } = GUARDS[id];
    const key = `${level}guards.${id}`;
    return [
      { key, after: 'off', shows: 'alarms', target },
      { key: `${key}.on`, after: 'off', shows: 'alarms', target },
      { key: `${key}.severity`, after: other, shows: 'alarms', target },
    ];
  }),
]);

const environment = (
  [
    ['notify', TOPIC],
    ['notify.page', TOPIC],
    ['notify.ticket', TOPIC],
    ['notify.verdict', TOPIC],
    ['notify.key', 'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['notify.subscribe[]', 'a@example.com'],
    ['paging', 'off'],
    ['stacks', 2],
    ['tags.*', 'search'],
    ['permissionsBoundary', 'arn:aws:iam::111122223333:policy/boundary'],
    ['qualifier', 'abc'],
    ['runbook', 'off'],
    ['runbook.on', 'off'],
    ['runbook.architecture', 'x86_64'],
  ] as const
).map(([key, after]): Change => ({ key: IN.environment + key, after, shows: 'stacks' }));

const rules = (...some: readonly object[]) => ({ discover: some });
const discovery = (
  [
    { key: 'name', before: 'api', after: 'web', environment: rules({ name: 'api', exclude: 'why' }) },
    { key: 'tags.*', before: 'web', after: 'search', environment: rules({ tags: { team: 'web' }, exclude: 'why' }) },
    { key: 'exclude', before: 'why', after: 'because', environment: rules({ name: 'api' }) },
    { key: 'notify', before: OTHER_TOPIC, after: TOPIC, environment: rules({ name: 'api' }) },
    { key: 'notify.page', before: OTHER_TOPIC, after: TOPIC, environment: rules({ name: 'api' }) },
    { key: 'notify.ticket', before: OTHER_TOPIC, after: TOPIC, environment: rules({ name: 'api' }) },
  ] as const
).map(({ environment: around, ...change }): Change => {
  return { ...change, key: `${IN.environment}discover[].${change.key}`, shows: 'discovery', environment: around };
});

const exempt = { traffic: 'exempt', reason: 'moves', until: '2026-01-31', hold: undefined, clients: undefined };
const check = { interval: '30s', unhealthyThreshold: 4 };
const target = (
  [
    { key: 'name', before: 'api', after: 'web', shows: 'alarms' },
    { key: 'loadBalancer', before: LOAD_BALANCER, after: LOAD_BALANCER.replace('front', 'back'), shows: 'alarms' },
    { key: 'targetGroup', before: TARGET_GROUP, after: TARGET_GROUP.replace('api', 'web'), shows: 'alarms' },
    { key: 'traffic', before: 'long-polls', after: 'mixed', shows: 'alarms' },
    { key: 'idleTimeout', before: '300s', after: '600s', shows: 'alarms' },
    { key: 'clients', before: 50, after: 60, shows: 'alarms' },
    { key: 'paging', after: 'off', shows: 'stacks' },
    { key: 'notify', after: TOPIC, shows: 'stacks' },
    { key: 'notify.page', after: TOPIC, shows: 'stacks' },
    { key: 'notify.ticket', after: TOPIC, shows: 'stacks' },
    { key: 'reason', before: 'moves', after: 'stays', shows: 'findings', target: exempt },
    { key: 'until', before: '2026-01-31', after: '2027-01-31', shows: 'findings', target: exempt },
    { key: 'deregistrationDelay', after: '10s', shows: 'findings' },
    { key: 'targetKeepAlive', after: '35s', shows: 'findings' },
    { key: 'healthCheck.interval', before: '30s', after: '60s', shows: 'findings', target: { healthCheck: check } },
    { key: 'healthCheck.unhealthyThreshold', before: 4, after: 5, shows: 'findings', target: { healthCheck: check } },
    { key: 'healthCheck.codes', before: '200', after: '404', shows: 'findings', target: { healthCheck: check } },
  ] as const
).map((change): Change => ({ ...change, key: IN.target + change.key }));

const own = { ceiling: '45s' };
const routed = { ...own, routes: [{ path: '/poll' }] };
const fleet = { product: 'elastic-fleet' };
const consul = { product: 'consul' };
const hold = (
  [
    { key: '', before: 'consul', after: 'signalr', shows: 'alarms', hold: 'consul' },
    { key: '.ceiling', before: '45s', after: '60s', shows: 'alarms', hold: own },
    { key: '.spread', after: '-5s', shows: 'alarms', hold: own },
    { key: '.release', after: 'broadcast', shows: 'alarms', hold: own },
    { key: '.cancels', after: 'on', shows: 'alarms', hold: own },
    { key: '.clientTimeout', after: '30s', shows: 'findings', hold: own },
    { key: '.routes[].path', before: '/poll', after: '/other', shows: 'triage', hold: routed },
    { key: '.routes[].method', after: 'POST', shows: 'triage', hold: routed },
    { key: '.routes[].query[]', after: 'wait', shows: 'triage', hold: routed },
    { key: '.product', before: 'consul', after: 'signalr', shows: 'alarms', hold: consul },
    { key: '.ceiling', after: '2m', shows: 'alarms', hold: consul },
    { key: '.clientTimeout', after: '310s', shows: 'alarms', hold: consul },
    { key: '.clientTimeout', after: '280s', shows: 'findings', hold: fleet },
    { key: '.longPoll', after: '4m', shows: 'alarms', hold: fleet },
    { key: '.jitter', after: '60s', shows: 'alarms', hold: fleet },
    { key: '.pollTimeout', after: '12m', shows: 'alarms', hold: fleet },
    { key: '.cancelDebounce', after: '5m', shows: 'alarms', hold: fleet },
    { key: '.backoff', after: '10s', shows: 'triage', hold: { ...fleet, clientTimeout: '280s' } },
  ] as const
).map(({ hold: held, ...change }): Change => {
  return { ...change, key: `${IN.target}hold${change.key}`, target: { hold: held } };
});

const weighed = { rules: { [CLOSE_CALL]: { severity: 'info' } } };
const ended = { rules: { [CLOSE_CALL]: { severity: 'info', until: '2026-01-31' } } };
const file = (
  [
    { key: 'defaults.paging', after: 'off', shows: 'stacks' },
    { key: 'rules.*', after: 'off', shows: 'findings' },
    { key: 'rules.*.severity', after: 'off', shows: 'findings' },
    { key: 'rules.*.until', after: '2026-01-31', shows: 'findings', file: weighed },
    { key: 'rules.*.reason', after: 'known', shows: 'findings', file: ended },
    { key: 'rules.*.alarms[]', after: 'other-*', shows: 'diff', file: { rules: { [OF_DIFF]: { severity: 'off' } } } },
    { key: 'failOn', after: 'warning', shows: 'breaches' },
  ] as const
).map((change): Change => change);

const CHANGES: readonly Change[] = [...inherited, ...environment, ...discovery, ...target, ...hold, ...file];

/** Keys whose change alone makes the rest of the file wrong, or needs the lock: reading says so. */
const REFUSED: readonly (readonly [string, unknown, Map?])[] = [
  ['version', 2],
  [`${IN.environment}account`, '444455556666'],
  [`${IN.environment}region`, 'eu-west-1'],
  [`${IN.target}hold.standalone`, 'on', { hold: fleet }],
  [`${IN.target}match.name`, 'k8s-*', { loadBalancer: undefined, targetGroup: undefined }],
  [`${IN.target}match.tags.*`, 'search', { loadBalancer: undefined, targetGroup: undefined }],
];

/** The config with one key set; `undefined` takes it away. */
function settingsWith(
  { key, target: more, environment: around, file: top }: Partial<Change>,
  value?: unknown,
): unknown {
  const settings = {
    version: 1,
    environments: {
      prod: { account: '111122223333', region: 'us-east-2', targets: [{ ...TARGET, ...more }], ...around },
    },
    ...structuredClone(top),
  };
  if (key === undefined) return settings;
  const words = key.replaceAll('[]', '.0').replace('environments.*', 'environments.prod');
  const parts = words
    .replace('rules.*.alarms', `rules.${OF_DIFF}.alarms`)
    .replace('rules.*', `rules.${CLOSE_CALL}`)
    .replace('tags.*', 'tags.team')
    .split('.');
  let at: Map = settings;
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    const empty = parts[index + 1] === '0' ? [] : {};
    at[part] = last ? value : (structuredClone(at[part]) ?? empty);
    if (!last) at = at[part] as Map;
  });
  return settings;
}

it('every key of the schema is changed here, and no other', () => {
  const changed = new Set([...CHANGES.map(({ key }) => key), ...REFUSED.map(([key]) => key)]);
  expect([...changed].toSorted()).toEqual(configKeys().toSorted());
});

it.each(Object.keys(EFFECTS) as Effect[])('the same config twice has the same %s', (effect) => {
  expect(seen(effect, settingsWith({}))).toBe(seen(effect, settingsWith({})));
});

describe('a key changed alone changes what it is for:', () => {
  it.each(CHANGES.map((change) => [change.key, change.shows, change] as const))('%s (%s)', (_, shows, change) => {
    // An absent map differs from an empty one in text only, never in what is seen.
    const before =
      change.before === undefined ? settingsWith({ ...change, key: undefined }) : settingsWith(change, change.before);
    expect(seen(shows, settingsWith(change, change.after))).not.toBe(seen(shows, before));
  });
});

it.each([...REFUSED])('%s changed alone is refused: the rest of the file says otherwise', (...[key, value, more]) => {
  const change = { key: String(key), target: (more ?? {}) as Map };
  expect(() => seen('alarms', settingsWith(change, value))).toThrow(InputError);
});
