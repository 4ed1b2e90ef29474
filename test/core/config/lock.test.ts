import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Lock,
  lockPath,
  printLock,
  readConfig,
  readLock,
  resolveEnvironments,
  resolveKnown,
} from '../../../lib/core/config/config.ts';
import type { LockedTarget } from '../../../lib/core/config/lock.ts';
import { InputError } from '../../../lib/core/errors.ts';
import { configText, LOAD_BALANCER, TARGET_GROUP } from './_files.ts';

const OTHER_GROUP = TARGET_GROUP.replace('targetgroup/api', 'targetgroup/web');
const MATCH = { tags: { 'ingress.k8s.aws/stack': 'shop/web' } };
const FOUND = { match: MATCH, loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP };
const MATCHED = { name: 'web', loadBalancer: undefined, targetGroup: undefined, match: MATCH, traffic: 'requests' };

function lockOf(targets: Record<string, LockedTarget>): Lock {
  return { version: 1, environments: { prod: { targets } } };
}

/** Everything wrong with a text, or with a config beside a lock. */
function complaintsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.message.split('\n');
    throw error;
  }
}

const read = (text: string) => complaintsOf(() => readLock(text, 'holdband.lock.json'));
const resolve = (text: string, lock?: Lock) =>
  complaintsOf(() => resolveEnvironments(readConfig(text, 'conf/holdband.yaml'), lock));

describe('the lock file', () => {
  it.each([
    ['holdband.yaml', 'holdband.lock.json'],
    ['conf/holdband.yaml', 'conf/holdband.lock.json'],
    ['/srv/app/alarms.yml', '/srv/app/holdband.lock.json'],
    ['..\\conf\\holdband.yaml', '..\\conf\\holdband.lock.json'],
  ])('of %s is %s', (config, lock) => {
    expect(lockPath(config)).toBe(lock);
  });

  it('is read as it was printed', () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?$/);
    const placed = fc.oneof(
      fc.constant({}),
      fc.record({ stack: fc.integer({ min: 1, max: 100 }) }),
      fc.constant({ stack: 1, movingTo: 2 }),
      fc.constant({ stack: 2, movedFrom: 1 }),
    );
    const found = fc.constantFrom({}, FOUND, { ...FOUND, match: { name: 'k8s-*', tags: { b: 'x', a: '"\n\\' } } });
    const target = fc.tuple(placed, found).map(([a, b]): LockedTarget => ({ ...a, ...b }));
    const environment = fc.record(
      { stacks: fc.integer({ min: 1, max: 100 }), targets: fc.dictionary(name, target) },
      { requiredKeys: ['targets'] },
    );
    fc.assert(
      fc.property(fc.dictionary(name, environment), (environments) => {
        const lock: Lock = { version: 1, environments };
        expect(readLock(printLock(lock), 'f')).toEqual(lock);
        expect(printLock(readLock(printLock(lock), 'f'))).toBe(printLock(lock));
      }),
      { numRuns: 40 },
    );
  });

  it('is printed with sorted keys, so that its lines do not move', () => {
    const web = {
      targetGroup: TARGET_GROUP,
      stack: 2,
      match: { tags: { b: '2', a: '1' } },
      loadBalancer: LOAD_BALANCER,
    };
    const lock = { environments: { prod: { targets: { web, api: { stack: 1 } }, stacks: 2 } }, version: 1 } as const;
    const lines = printLock(lock).split('\n');
    const keys = lines.flatMap((line) => /^ *"(\w+)":/.exec(line)?.[1] ?? []);
    expect(keys).toEqual(
      'environments prod stacks targets api stack web loadBalancer match tags a b stack targetGroup version'.split(' '),
    );
    expect(lines.at(-1)).toBe('');
  });

  it('is as its page shows it, for the config that the page shows', () => {
    const page = readFileSync('docs/lock.md', 'utf8');
    const example = (kind: string) => new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';
    const lock = readLock(example('json'), 'f');
    const head = 'version: 1\nenvironments:\n  prod:\n    account: "111122223333"\n    region: us-east-2\n';
    const text = head + example('yaml').replace(/^/gm, '    ');
    expect(printLock(lock)).toBe(example('json'));
    expect(resolveEnvironments(readConfig(text, 'f'), lock)[0]?.targets[0]?.name).toBe('fleet-server');
  });

  it('is taken in another form of JSON, too', () => {
    const lock = lockOf({ web: { ...FOUND, stack: 1 } });
    expect(readLock(JSON.stringify(lock), 'f')).toEqual(lock);
  });
});

describe('a lock that is wrong', () => {
  it.each([
    ['{"version": 1,}', 1, 15],
    ['{\n  "version" 1\n}', 2, 13],
    ['hello', 1, 1],
    ['', 1, 1],
  ])('says where it is no JSON: %j', (text, line, column) => {
    expect(read(text)).toEqual([`holdband.lock.json:${line}:${column}: not JSON; take it from version control again`]);
  });

  it('says that a merge is not finished', () => {
    const text = '{\n<<<<<<< HEAD\n  "version": 1\n=======\n  "version": 1,\n>>>>>>> other\n}\n';
    expect(read(text)).toEqual([
      expect.stringMatching(/^holdband\.lock\.json:2:1: a merge conflict; keep every target of both sides, /),
    ]);
  });

  it('says that it is of another version and nothing else', () => {
    expect(read('{"version": 2, "places": []}')).toEqual([
      'holdband.lock.json:1:13: version is 2, allowed: 1, the only one this holdband reads',
    ]);
  });

  it('says everything that is wrong with its place', () => {
    const web = { ...FOUND, targetGroup: LOAD_BALANCER, stack: 0, stak: 1 };
    const text = JSON.stringify({ version: 1, environments: { prod: { targets: { web, Api: {} } } } }, null, 1);
    expect(read(text)).toEqual([
      expect.stringMatching(/^holdband\.lock\.json:13:\d+: targetGroup is arn:.*, allowed: the ARN of a target group$/),
      expect.stringMatching(/^holdband\.lock\.json:14:\d+: stack is 0, allowed: a whole number from 1 to 100$/),
      expect.stringMatching(/^holdband\.lock\.json:15:\d+: unknown key "stak", did you mean "stack"\?$/),
      expect.stringMatching(/^holdband\.lock\.json:17:\d+: key is "Api", allowed: lower-case letters/),
    ]);
  });

  it('says that a target is there twice, which a merge may leave behind', () => {
    const text = '{"version": 1, "environments": {"prod": {"targets": {"web": {"stack": 1}, "web": {"stack": 2}}}}}';
    expect(read(text)).toEqual([expect.stringContaining('key "web" is given twice')]);
  });

  it.each([
    [{ match: MATCH, loadBalancer: LOAD_BALANCER }, 'targetGroup is missing'],
    [{ targetGroup: TARGET_GROUP }, 'loadBalancer is missing'],
    [{ movingTo: 2 }, 'movingTo is 2, allowed: another stack than that of stack'],
    [{ stack: 2, movedFrom: 2 }, 'movedFrom is 2, allowed: another stack than that of stack'],
    [{ stack: 1, movingTo: 2, movedFrom: 3 }, 'movingTo is 2, allowed: movingTo or movedFrom, not both'],
  ])('says what belongs together: %j', (web, message) => {
    expect(read(printLock(lockOf({ web }))).join('\n')).toContain(message);
  });

  it('says it of load balancers, too', () => {
    const prod = { stacks: 2, targets: {}, loadBalancers: { shop: { stack: 2, movingTo: 2 } } };
    expect(read(printLock({ version: 1, environments: { prod } })).join()).toContain(
      'movingTo is 2, allowed: another stack than that of stack',
    );
  });

  it.each(['null', '[]', '1', '"x"'])('is refused where it is %s', (text) => {
    expect(read(text)).toHaveLength(1);
  });

  it('never makes the reader crash', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        read(text);
      }),
    );
  });
});

describe('a target with match', () => {
  const text = configText({ target: MATCHED });

  it('is the target group that the lock found', () => {
    const [prod] = resolveEnvironments(readConfig(text, 'holdband.yaml'), lockOf({ web: FOUND }));
    expect(prod?.targets[0]).toMatchObject({
      name: 'web',
      targetGroup: { arn: TARGET_GROUP, name: 'api' },
      loadBalancer: { arn: LOAD_BALANCER, name: 'front' },
    });
  });

  it.each([
    ['without a lock', undefined, 'there is no conf/holdband.lock.json that says'],
    ['in a lock of other environments', { version: 1 as const, environments: {} }, 'holdband.lock.json does not say'],
    ['in a lock of other targets', lockOf({ api: FOUND }), 'conf/holdband.lock.json does not say'],
    ['in a lock that only placed it', lockOf({ web: { stack: 1 } }), 'conf/holdband.lock.json does not say'],
  ])('is refused %s, with its place and the way out', (_, lock, lacks) => {
    const [complaint, ...others] = resolve(text, lock);
    expect(complaint).toMatch(/^conf\/holdband\.yaml:\d+:\d+: match is tag ingress\.k8s\.aws\/stack=shop\/web, but /);
    expect(complaint).toContain(
      `${lacks} which target group that is; run 'holdband discover --write --config conf/holdband.yaml'`,
    );
    expect(others).toEqual([]);
  });

  it('is refused where the lock looked for something else', () => {
    const lock = lockOf({ web: { ...FOUND, match: { name: 'k8s-shop-*' } } });
    expect(resolve(text, lock)[0]).toContain(
      "but conf/holdband.lock.json found the target group by name k8s-shop-*; run 'holdband discover --write --config conf/holdband.yaml'",
    );
  });

  it('is refused where the lock names a target group of another account or Region', () => {
    const elsewhere = { loadBalancer: LOAD_BALANCER.replace('us-east-2', 'us-east-1') };
    const abroad = { targetGroup: TARGET_GROUP.replace('111122223333', '444455556666') };
    expect(resolve(text, lockOf({ web: { ...FOUND, ...elsewhere, ...abroad } }))).toEqual([
      expect.stringContaining('loadBalancer: ARN is of Region us-east-1, allowed: us-east-2'),
      expect.stringContaining('targetGroup: ARN is of account 444455556666, allowed: 111122223333'),
    ]);
  });

  it('is refused where another target is that target group, too', () => {
    const named = { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests' };
    const two = configText({ environment: { targets: [named, MATCHED] } });
    expect(resolve(two, lockOf({ web: FOUND }))).toEqual([
      expect.stringMatching(/the target group is already watched as api \(by conf\/holdband\.lock\.json\)$/),
    ]);
  });

  it('is refused where another target of its load balancer says another idle timeout', () => {
    const named = { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: OTHER_GROUP, traffic: 'requests' };
    const targets = [
      { ...named, idleTimeout: '60s' },
      { ...MATCHED, idleTimeout: '300s' },
    ];
    expect(resolve(configText({ environment: { targets } }), lockOf({ web: FOUND }))).toEqual([
      expect.stringContaining('idleTimeout is 300 s, but api on the same load balancer says 60 s'),
    ]);
  });

  it('does not keep an environment from being read that is asked for alone', () => {
    const api = { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP, traffic: 'requests' };
    const place = { account: '111122223333', region: 'us-east-2' };
    const environments = { prod: { ...place, targets: [MATCHED] }, qa: { ...place, targets: [api] } };
    const config = readConfig(configText({ top: { environments } }), 'f');
    expect(resolveEnvironments(config, undefined, 'qa').map(({ name }) => name)).toEqual(['qa']);
    expect(() => resolveEnvironments(config, undefined, 'prod')).toThrow(
      "run 'holdband discover --write --config f --environment prod'",
    );
  });

  it('is left out, with the reason, where it may be missing', () => {
    const { environments, problems } = resolveKnown(readConfig(text, 'holdband.yaml'));
    expect(environments[0]?.targets).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

describe('placement', () => {
  it('is taken of load balancers that targets have: one that is gone keeps no stack in the app', () => {
    const name = LOAD_BALANCER.split('/').at(-2) ?? '';
    const loadBalancers = { [name]: { stack: 2 }, gone: { stack: 3 } };
    const lock: Lock = { version: 1, environments: { prod: { stacks: 2, targets: {}, loadBalancers } } };
    const [prod] = resolveEnvironments(readConfig(configText({ environment: { stacks: 2 } }), 'f'), lock);

    expect(prod?.loadBalancerPlacement).toEqual({ [name]: { stack: 2 } });
  });

  const text = configText({ environment: { stacks: 3 } });

  it('is what the lock says of the targets of the config', () => {
    const lock = lockOf({ api: { stack: 3, movingTo: 1 }, gone: { stack: 2 } });
    const [prod] = resolveEnvironments(readConfig(text, 'holdband.yaml'), lock);
    expect(prod?.placement).toEqual({ api: { stack: 3, movingTo: 1 } });
  });

  it('is empty where nothing was placed yet', () => {
    expect(resolveEnvironments(readConfig(text, 'f'), lockOf({ api: {} }))[0]?.placement).toEqual({});
    expect(resolveEnvironments(readConfig(text, 'f'))[0]?.placement).toEqual({});
  });

  it('is not taken from what every object has', () => {
    const odd = configText({ target: { name: 'constructor' } });
    expect(resolveEnvironments(readConfig(odd, 'f'), lockOf({}))[0]?.placement).toEqual({});
  });
});
