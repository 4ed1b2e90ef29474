import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printConfigJsonSchema } from '../../../lib/core/config/json-schema.ts';
import { withReference } from '../../../lib/core/config/reference.ts';
import { complaints, complaintsAt, configText, environmentsOf, LOAD_BALANCER, TARGET_GROUP } from './_files.ts';

const LONG_POLLS = { traffic: 'long-polls', hold: 'elastic-fleet' };

describe('reading a config', () => {
  it('says everything that is wrong at once, in the order of the file', () => {
    const text = `version: 1
defaults:
  objektive: 0.8s
  slowShare: 5
environments:
  prod:
    account: 12345
    region: us-east-2
    targets:
      - name: Fleet
        traffic: long-poll
        loadBalancer: ${LOAD_BALANCER}
        targetGroup: ${TARGET_GROUP}
        hold: elastic-flet
failOn: never
`;
    expect(complaintsAt(text)).toEqual([
      '3:3 unknown key "objektive", did you mean "objective"?',
      '4:14 slowShare is 5, allowed: a percentage with its sign, above 0% and below 100%, such as 5%',
      '7:14 account is 12345, allowed: 12 digits, quoted or not',
      '10:15 name is Fleet, allowed: lower-case letters, digits and inner hyphens, such as fleet-server',
      '11:18 traffic is long-poll, allowed: requests, mixed, long-polls, exempt, did you mean long-polls?',
      '14:15 unknown product "elastic-flet", did you mean "elastic-fleet"?',
      '15:9 failOn is never, allowed: error, warning, info',
    ]);
  });

  it('lists what is allowed where nothing is near an unknown key', () => {
    expect(complaints(configText({ top: { colour: 'red' } }))).toEqual([
      'unknown key "colour", allowed: version, defaults, environments, rules, failOn',
    ]);
  });

  it('finds a key written with hyphens', () => {
    expect(complaints(configText({ target: { 'idle-timeout': '60s' } }))).toEqual([
      'unknown key "idle-timeout", did you mean "idleTimeout"?',
    ]);
  });

  it('says only the version of a file of another version, whose keys it cannot know', () => {
    expect(complaints('version: 2\nwatch: everything\n')).toEqual([
      'version is 2, allowed: 1, the only one this holdband reads',
    ]);
  });

  it('says that the version is missing', () => {
    expect(complaints(configText({ top: { version: undefined } }))).toEqual(['version is missing, needed: 1']);
  });

  it('refuses a file without environments, and an environment without targets', () => {
    expect(complaints(configText({ top: { environments: {} } }))).toEqual([
      'environments is a map, allowed: at least one environment',
    ]);
    expect(complaints(configText({ environment: { targets: [] } }))).toEqual([
      'targets is a list, allowed: at least one target',
    ]);
  });

  it.each([
    ['objective', 0.8, '0.8', 'a duration with its unit, 10ms to 10m, such as 0.8s'],
    ['objective', '9ms', '9ms', 'a duration with its unit, 10ms to 10m, such as 0.8s'],
    ['objective', '-1s', '-1s', 'a duration with its unit, 10ms to 10m, such as 0.8s'],
    ['idleTimeout', '0s', '0s', 'a duration with its unit, 1s to 4000s, such as 300s'],
    ['idleTimeout', '4001s', '4001s', 'a duration with its unit, 1s to 4000s, such as 300s'],
    ['slowShare', '0%', '0%', 'a percentage with its sign, above 0% and below 100%, such as 5%'],
    ['slowShare', '100%', '100%', 'a percentage with its sign, above 0% and below 100%, such as 5%'],
    ['paging', 'maybe', 'maybe', 'on or off'],
    ['level', 'paranoid', 'paranoid', 'standard, thorough'],
    ['deregistrationDelay', '3601s', '3601s', 'a duration with its unit, 0s to 1h, such as 300s'],
  ])('refuses %s: %j', (key, value, shown, allowed) => {
    expect(complaints(configText({ target: { [key]: value } }))).toEqual([`${key} is ${shown}, allowed: ${allowed}`]);
  });

  it.each([
    ['objective', '10ms'],
    ['objective', '10m'],
    ['idleTimeout', '1s'],
    ['idleTimeout', '4000s'],
    ['slowShare', '0.1%'],
    ['slowShare', '99.9%'],
  ])('takes %s: %s, the end of its range', (key, value) => {
    expect(complaints(configText({ target: { [key]: value } }))).toEqual([]);
  });

  it.each(['1', '0', '1.5'])('takes whole clients from 1 on, and judges %s so', (clients) => {
    const text = configText({ target: { ...LONG_POLLS, clients: Number(clients) } });
    const wanted = clients === '1' ? [] : [`clients is ${clients}, allowed: a whole number from 1 to 1000000`];
    expect(complaints(text)).toEqual(wanted);
  });

  it('judges both forms of a setting by the form that was meant', () => {
    const guards = { 'poll-storm': { severity: 'pager' }, 'hold-overrun': 'never', 'no-such': 'on' };
    expect(complaints(configText({ target: { guards } }))).toEqual([
      'severity is pager, allowed: page, ticket, did you mean page?',
      'hold-overrun is never, allowed: on, off, or a map of on and severity',
      expect.stringContaining('unknown key "no-such", allowed: holds-stopped'),
    ]);
  });

  it('takes rule settings, and refuses a date that does not exist', () => {
    const rules = {
      'idle-timeout-margin': 'off',
      'clients-missing': { severity: 'info', until: '2027-02-31', reason: 'on its way' },
    };
    expect(complaints(configText({ top: { rules } }))).toEqual([
      'until is 2027-02-31, allowed: a date that exists, year-month-day, such as 2027-03-31',
    ]);
  });

  it('takes a rule of diff that is off for some alarms until a day, with the reason', () => {
    const setting = { severity: 'off', until: '2026-12-31', reason: 'the migration', alarms: ['holdband-test-*'] };
    expect(complaints(configText({ top: { rules: { 'threshold-loosened': setting } } }))).toEqual([]);
  });

  it('refuses a rule of diff that is off until a day without a reason', () => {
    const rules = { 'threshold-loosened': { severity: 'off', until: '2026-12-31' } };
    expect(complaints(configText({ top: { rules } }))).toEqual([
      'reason is missing, needed: one sentence, because threshold-loosened is off until a day',
    ]);
  });

  it('refuses alarms for a rule that looks at targets', () => {
    const rules = { 'clients-missing': { severity: 'off', alarms: ['*'] } };
    expect(complaints(configText({ top: { rules } }))).toEqual([
      'alarms is given, allowed: only with rules about alarms, and clients-missing looks at targets',
    ]);
  });

  it('refuses a setting of a rule that is none', () => {
    expect(complaints(configText({ top: { rules: { 'idle-timeout-margins': 'off' } } }))).toEqual([
      'unknown rule "idle-timeout-margins", did you mean "idle-timeout-margin"?',
    ]);
  });
});

describe('what needs two keys to judge', () => {
  const saying = (target: Record<string, unknown>) => complaints(configText({ target }));

  it.each(['mixed', 'long-polls'])('is a hold for %s', (traffic) => {
    expect(saying({ traffic })).toEqual([
      `hold is missing, needed for ${traffic}: a name from \`holdband holds\`, or { ceiling: 300s, … }`,
    ]);
  });

  it('is that requests hold nothing', () => {
    expect(saying({ traffic: 'requests', hold: 'elastic-fleet', clients: 5 })).toEqual([
      'hold is given, allowed: only with traffic mixed, long-polls or exempt, because requests holds nothing',
      'clients is given, allowed: only with traffic mixed, long-polls or exempt, because requests holds nothing',
    ]);
  });

  it('is the reason of an exemption, which nothing else may have', () => {
    expect(saying({ traffic: 'exempt' })).toEqual([
      'reason is missing, needed: one sentence, because traffic is exempt',
    ]);
    expect(saying({ reason: 'why', until: '2027-01-01' })).toEqual([
      'reason is given, allowed: only with traffic exempt, not with requests',
      'until is given, allowed: only with traffic exempt, not with requests',
    ]);
  });

  it('is a flat estimate of polls that end one by one, also where it was inherited', () => {
    const target = { traffic: 'mixed', hold: 'matrix-sync' };
    const wanted = [expect.stringContaining('estimate is flat, allowed: survivor, because the polls of matrix-sync')];
    expect(saying({ ...target, estimate: 'flat' })).toEqual(wanted);
    expect(complaints(configText({ target, top: { defaults: { estimate: 'flat' } } }))).toEqual(wanted);
    expect(saying({ ...LONG_POLLS, estimate: 'flat' })).toEqual([]);
  });

  it('is a hold too short for the objective', () => {
    expect(saying({ traffic: 'mixed', hold: { ceiling: '10s' }, objective: '3s' })).toEqual([
      expect.stringContaining('hold ceiling 10 s is below 5 x the objective of 3 s'),
    ]);
  });

  it('is found although other keys of the target are wrong', () => {
    expect(saying({ traffic: 'mixed', objective: 0.8, reason: 'why' })).toEqual([
      expect.stringContaining('hold is missing'),
      expect.stringContaining('objective is 0.8'),
      expect.stringContaining('reason is given'),
    ]);
  });

  it('is not asked of a key that was refused already', () => {
    expect(saying({ traffic: 'mixed', hold: 5 })).toEqual([
      'hold is 5, allowed: a catalogue name such as elastic-fleet, a map with ceiling, or a map with product',
    ]);
  });

  it('is one name for two targets, and one target group under two names', () => {
    const target = { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests' };
    const other = { ...target, targetGroup: TARGET_GROUP.replace('api', 'web') };
    expect(complaints(configText({ environment: { targets: [target, other] } }))).toEqual([
      'name is api, which another target of the environment has',
    ]);
    expect(complaints(configText({ environment: { targets: [target, { ...target, name: 'web' }] } }))).toEqual([
      'the target group is already watched as api',
    ]);
  });

  it('is one idle timeout a load balancer', () => {
    const target = { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests' };
    const other = { ...target, name: 'web', targetGroup: TARGET_GROUP.replace('api', 'web'), idleTimeout: '2m' };
    const targets = [{ ...target, idleTimeout: '60s' }, other];
    expect(complaints(configText({ environment: { targets } }))).toEqual([
      'idleTimeout is 120 s, but api on the same load balancer says 60 s',
    ]);
  });

  it('is two environments whose alarms would share their names', () => {
    const environment = (name: string) => ({
      account: '111122223333',
      region: 'us-east-2',
      targets: [{ name, loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests' }],
    });
    const environments = { 'a-b': environment('c'), a: environment('b-c') };
    expect(complaints(configText({ top: { environments } }))).toEqual([
      'alarms would be named holdband-a-b-c-…, as those of a target of environment a-b in the same account and Region',
    ]);
  });
});

describe('two environments of which one has the name of a stack of the other', () => {
  const environment = (name: string, changes = {}) => ({
    account: '111122223333',
    region: 'us-east-2',
    targets: [{ name, loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests' }],
    ...changes,
  });
  const told = (stacks: number) =>
    complaints(
      configText({ top: { environments: { prod: environment('api', { stacks }), 'prod-2': environment('web') } } }),
    );

  it('are refused: deployed one by one, each would take the place of the other', () => {
    expect(told(2)).toEqual([
      'the stack would be named holdband-prod-2, as stack 2 of environment prod in the same account and Region; rename one of them',
    ]);
    expect(told(3)).toEqual(told(2));
  });

  it('are right as long as there is no such stack', () => {
    expect(told(1)).toEqual([]);
  });

  it('are right in two accounts or Regions', () => {
    const [loadBalancer, targetGroup] = [LOAD_BALANCER, TARGET_GROUP].map((arn) =>
      arn.replace('111122223333', '444455556666'),
    );
    const targets = [{ name: 'web', loadBalancer, targetGroup, traffic: 'requests' }];
    const environments = {
      prod: environment('api', { stacks: 2 }),
      'prod-2': environment('', { account: '444455556666', targets }),
    };
    expect(complaints(configText({ top: { environments } }))).toEqual([]);
  });
});

describe('the example and the JSON Schema', () => {
  it('reads the example of the repository', () => {
    const [prod] = environmentsOf(readFileSync('holdband.yaml', 'utf8'));
    expect(prod?.targets.map(({ name, traffic }) => `${name}: ${traffic}`)).toEqual([
      'fleet-server: long-polls',
      'elasticsearch: requests',
    ]);
  });

  it('has a JSON Schema that is as new as the schema', () => {
    // Stale? npm run schema
    expect(readFileSync('schema/holdband.schema.json', 'utf8')).toBe(printConfigJsonSchema());
  });

  it('has a page whose tables are as new as the schema', () => {
    // Stale? npm run schema
    const page = readFileSync('docs/config.md', 'utf8');
    expect(withReference(page)).toBe(page);
    for (const key of ['objective', 'pollTimeout', 'permissionsBoundary', 'failOn'])
      expect(page).toContain(`| \`${key}\``);
  });

  it('tells what a key takes in the words of its error', () => {
    const [error] = complaints(configText({ target: { idleTimeout: '0s' } }));
    const allowed = /allowed: (.*)$/.exec(error as string)?.[1] as string;
    expect(withReference(readFileSync('docs/config.md', 'utf8'))).toContain(`| \`idleTimeout\` | ${allowed} |`);
  });

  it('describes every key, for editors', () => {
    type Node = { [key: string]: unknown };
    const schema = JSON.parse(printConfigJsonSchema()) as { $defs: Record<string, Node> } & Node;
    const bare: string[] = [];
    let seen = 0;
    const walk = (given: Node, path: string): void => {
      const node = typeof given.$ref === 'string' ? (schema.$defs[given.$ref.replace('#/$defs/', '')] as Node) : given;
      if (path !== '') seen += 1;
      for (const [key, value] of Object.entries((node.properties ?? {}) as Record<string, Node>)) {
        const target = typeof value.$ref === 'string' ? schema.$defs[value.$ref.replace('#/$defs/', '')] : value;
        if (!target?.description) bare.push(`${path}.${key}`);
        walk(value, `${path}.${key}`);
      }
      const below = [node.items, node.additionalProperties, ...((node.anyOf ?? []) as unknown[])];
      for (const each of below) if (typeof each === 'object' && each) walk(each as Node, path);
    };
    walk(schema, '');
    expect(seen).toBeGreaterThan(100);
    expect(bare).toEqual([]);
  });
});
