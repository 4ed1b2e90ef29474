import { describe, expect, it } from 'vitest';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { InputError } from '../../../lib/core/errors.ts';
import type { Environment } from '../../../lib/core/targets.ts';
import { complaints, configText, environmentsOf, LOAD_BALANCER, TARGET_GROUP, targetOf } from './_files.ts';

const environmentOf = (environment: Record<string, unknown>) =>
  environmentsOf(configText({ environment }))[0] as Environment;

describe('a target', () => {
  it('has every default filled in', () => {
    expect(targetOf({})).toEqual({
      name: 'api',
      environment: 'prod',
      loadBalancer: { arn: LOAD_BALANCER, fullName: 'app/front/50dc6c495c0c9188', name: 'front' },
      targetGroup: { arn: TARGET_GROUP, fullName: 'targetgroup/api/943f017f100becff', name: 'api' },
      traffic: 'requests',
      objectiveSeconds: 0.8,
      slowSharePercent: 5,
      level: 'standard',
      estimate: 'survivor',
      countForm: 'TC',
      paging: true,
      guards: {
        'holds-stopped': { on: true },
        'clients-gone': { on: true },
        'no-healthy-target': { on: true },
        'poll-storm': { on: true },
        'hold-overrun': { on: true },
        'severed-holds': { on: true },
        'target-errors': { on: true },
        'unhealthy-targets': { on: true },
      },
    });
  });

  // Each setting, changed alone, changes what comes out, and nothing else.
  it.each([
    ['objective', '500ms', { objectiveSeconds: 0.5 }],
    ['slowShare', '2.5%', { slowSharePercent: 2.5 }],
    ['level', 'thorough', { level: 'thorough' }],
    ['estimate', 'flat', { estimate: 'flat' }],
    ['countForm', 'PR', { countForm: 'PR' }],
    ['paging', 'off', { paging: false }],
    ['idleTimeout', '5m', { idleTimeoutSeconds: 300 }],
    ['deregistrationDelay', '30s', { deregistrationDelaySeconds: 30 }],
    ['targetKeepAlive', '620s', { targetKeepAliveSeconds: 620 }],
    [
      'healthCheck',
      { interval: '15s', unhealthyThreshold: 2, codes: '200,404' },
      { healthCheck: { intervalSeconds: 15, unhealthyThreshold: 2, codes: '200,404' } },
    ],
  ])('takes %s: %j', (key, value, changed) => {
    expect(targetOf({ target: { [key]: value } })).toEqual({ ...targetOf({}), ...changed });
  });

  it('takes clients', () => {
    const target = { traffic: 'long-polls', hold: 'elastic-fleet' };
    expect(targetOf({ target: { ...target, clients: 7 } })).toEqual({ ...targetOf({ target }), clients: 7 });
  });

  it('may be exempt, with a reason and a last day', () => {
    const target = { traffic: 'exempt', reason: 'moves next year', until: '2027-01-31' };
    expect(targetOf({ target }).exempt).toEqual({ reason: 'moves next year', until: '2027-01-31' });
  });

  it('takes a last day that has passed: reading has no clock', () => {
    const target = { traffic: 'exempt', reason: 'once', until: '2001-01-01' };
    expect(targetOf({ target }).exempt?.until).toBe('2001-01-01');
  });

  it('says itself what its environment says otherwise, and that wins over the file', () => {
    const top = { defaults: { objective: '1s', level: 'thorough', slowShare: '3%' } };
    const environments = (own: object, environment: object) => ({
      ...top,
      environments: {
        prod: {
          ...environment,
          account: '111122223333',
          region: 'us-east-2',
          targets: [
            { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests', ...own },
          ],
        },
      },
    });
    const made = targetOf({
      top: environments({ objective: '3s' }, { defaults: { objective: '2s', slowShare: '4%' } }),
    });
    expect([made.objectiveSeconds, made.slowSharePercent, made.level]).toEqual([3, 4, 'thorough']);
  });

  it('pages as it says itself, else as its environment, else as the file', () => {
    const top = { defaults: { paging: 'off' } };
    const targets = (own: object) => [
      { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests', ...own },
    ];
    const paging = (environment: Record<string, unknown>) =>
      environmentsOf(configText({ top: { ...JSON.parse(configText({ environment })), ...top } }))[0]?.targets[0]
        ?.paging;
    expect(paging({ targets: targets({}) })).toBe(false);
    expect(paging({ targets: targets({}), paging: true })).toBe(true);
    expect(paging({ targets: targets({ paging: 'off' }), paging: 'on' })).toBe(false);
  });

  it('changes a guard setting by setting, and inherits the rest', () => {
    const top = {
      ...JSON.parse(configText({ target: { guards: { 'poll-storm': 'off', 'target-errors': { severity: 'page' } } } })),
      defaults: { guards: { 'target-errors': { on: 'on', severity: 'ticket' }, 'hold-overrun': false } },
    };
    const { guards } = targetOf({ top });
    expect([guards['poll-storm'], guards['target-errors'], guards['hold-overrun'], guards['clients-gone']]).toEqual([
      { on: false },
      { on: true, severity: 'page' },
      { on: false },
      { on: true },
    ]);
  });

  it.each(['on', true])('has paging: %s in both dialects of YAML', (paging) => {
    expect(targetOf({ target: { paging } }).paging).toBe(true);
  });
});

describe('a target to be matched', () => {
  const target = { loadBalancer: undefined, targetGroup: undefined, match: { name: 'k8s-*' } };

  it('is taken by the contract', () => {
    expect(() => readConfig(configText({ target }), 'holdband.yaml')).not.toThrow();
  });

  it('cannot be resolved without a lock file, which is said with its place', () => {
    const config = readConfig(configText({ target }), 'holdband.yaml');
    expect(() => resolveEnvironments(config)).toThrow(InputError);
    expect(() => resolveEnvironments(config)).toThrow(
      "holdband.yaml:11:11: match is name k8s-*, but there is no holdband.lock.json that says which target group that is; run 'holdband discover --write'",
    );
  });
});

describe('notify of a target', () => {
  const TOPIC = 'arn:aws:sns:us-east-2:444455556666:search';

  it('is one topic for pages and tickets, or one of them', () => {
    expect(targetOf({ target: { notify: TOPIC } }).notify).toEqual({ page: TOPIC, ticket: TOPIC });
    expect(targetOf({ target: { notify: { ticket: TOPIC } } }).notify).toEqual({ ticket: TOPIC });
    expect(targetOf({})).not.toHaveProperty('notify');
  });

  it.each([
    [
      TOPIC.replace('us-east-2', 'eu-west-1'),
      'ARN is of Region eu-west-1, allowed: us-east-2, that of the environment',
    ],
    [TOPIC.replace('arn:aws:', 'arn:aws-cn:'), 'ARN is of partition aws-cn, allowed: aws, that of the environment'],
    ['on-call', 'notify is on-call, allowed: the ARN of an SNS topic, such as'],
  ])('is refused where no alarm reaches it: %s', (notify, complaint) => {
    expect(complaints(configText({ target: { notify } })).join()).toContain(complaint);
  });
});

describe('an environment', () => {
  it('has its defaults filled in', () => {
    const { targets: _, ...rest } = environmentOf({});
    expect(rest).toEqual({
      name: 'prod',
      account: '111122223333',
      region: 'us-east-2',
      partition: 'aws',
      notify: {},
      paging: true,
      stacks: 1,
      tags: {},
      runbook: { on: true, architecture: 'arm64' },
      placement: {},
      discover: [],
    });
  });

  it.each([
    ['paging', 'off', { paging: false }],
    ['stacks', 3, { stacks: 3 }],
    ['tags', { team: 'search', 'cost-center': '0042' }, { tags: { team: 'search', 'cost-center': '0042' } }],
    ['qualifier', 'team1', { qualifier: 'team1' }],
    ['runbook', 'off', { runbook: { on: false, architecture: 'arm64' } }],
    ['runbook', { architecture: 'x86_64' }, { runbook: { on: true, architecture: 'x86_64' } }],
    [
      'permissionsBoundary',
      'arn:aws:iam::111122223333:policy/boundary',
      { permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' },
    ],
    ['notify', { subscribe: ['ops@example.com'] }, { notify: { subscribe: ['ops@example.com'] } }],
  ])('takes %s: %j', (key, value, changed) => {
    const { targets: _, ...plain } = environmentOf({});
    const { targets: __, ...made } = environmentOf({ [key]: value });
    expect(made).toEqual({ ...plain, ...changed });
  });

  it('keeps tag values as they are written', () => {
    const text = configText({}).replace('"region"', '"tags": { "centre": 0042, "live": true },\n"region"');
    expect(environmentsOf(text)[0]?.tags).toEqual({ centre: '0042', live: 'true' });
  });

  it('tells everybody through one topic, where it names one', () => {
    const topic = 'arn:aws:sns:us-east-2:999988887777:all';
    expect(environmentOf({ notify: topic }).notify).toEqual({ page: topic, ticket: topic, verdict: topic });
  });
});
