import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lock, printLock, readConfig, readLock, resolveEnvironments } from '../../../lib/core/config/config.ts';
import type { LockedTarget } from '../../../lib/core/config/lock.ts';
import { nextLock } from '../../../lib/core/inventory/next-lock.ts';
import { stackOf } from '../../../lib/core/placement/stack-of.ts';
import { configText, LOAD_BALANCER, TARGET_GROUP } from '../config/_files.ts';

const place = (name: string, stacks: number) => stackOf(name, stacks, (text) => hash('sha256', text));
const MATCH = { tags: { 'ingress.k8s.aws/stack': 'shop/web' } };
const FOUND = { match: MATCH, loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP };
const web = { name: 'web', match: MATCH };

/** ARNs of their own for targets without match. */
function settingsOf(targets: readonly { readonly name: string; readonly match?: object }[], stacks?: number) {
  const own = targets.map((target, index) => ({
    traffic: 'requests',
    ...(!target.match && {
      loadBalancer: LOAD_BALANCER,
      targetGroup: TARGET_GROUP.replace(/[0-9a-f]{16}$/, index.toString(16).padStart(16, '0')),
    }),
    ...target,
  }));
  return readConfig(configText({ environment: { targets: own, stacks } }), 'f').settings;
}

function lockOf(targets: Record<string, LockedTarget>, stacks = 1): Lock {
  return { version: 1, environments: { prod: { stacks, targets } } };
}

describe('the next lock', () => {
  it('has what the matches found, and places every target', () => {
    const settings = settingsOf([web, { name: 'api' }], 4);
    expect(nextLock({ settings, lock: lockOf({}, 4), found: { prod: { web: FOUND } }, place })).toEqual(
      lockOf({ web: { ...FOUND, stack: place('web', 4) }, api: { stack: place('api', 4) } }, 4),
    );
  });

  it('makes the config whole', () => {
    const config = readConfig(configText({ target: { ...web, loadBalancer: undefined, targetGroup: undefined } }), 'f');
    const lock = nextLock({ settings: config.settings, found: { prod: { web: FOUND } }, place });
    const [prod] = resolveEnvironments(config, readLock(printLock(lock), 'f'));
    expect(prod?.targets[0]?.targetGroup.arn).toBe(TARGET_GROUP);
    expect(prod?.placement).toEqual({ web: { stack: 1 } });
  });

  it('keeps what is known of a target that finds nothing this time', () => {
    const lock = lockOf({ web: { ...FOUND, stack: 1 } });
    expect(nextLock({ settings: settingsOf([web]), lock, found: { prod: {} }, place })).toEqual(lock);
  });

  it('keeps what an old match found, so that it is seen to be old', () => {
    const lock = lockOf({ web: { ...FOUND, stack: 1 } });
    const settings = settingsOf([{ ...web, match: { name: 'k8s-shop-*' } }]);
    expect(nextLock({ settings, lock, found: { prod: {} }, place })).toEqual(lock);
  });

  it('takes over a target group made anew', () => {
    const anew = { ...FOUND, targetGroup: TARGET_GROUP.replace('943f', '0000') };
    const lock = lockOf({ web: { ...FOUND, stack: 3, movingTo: 1 } }, 3);
    expect(nextLock({ settings: settingsOf([web], 3), lock, found: { prod: { web: anew } }, place })).toEqual(
      lockOf({ web: { ...anew, stack: 3, movingTo: 1 } }, 3),
    );
  });

  it('forgets targets that left the config, and target groups that it names itself now', () => {
    const lock = lockOf({ gone: { stack: 1 }, web: { ...FOUND, stack: 1 } });
    expect(nextLock({ settings: settingsOf([{ name: 'web' }]), lock, found: { prod: {} }, place })).toEqual(
      lockOf({ web: { stack: 1 } }),
    );
  });

  it('keeps environments of another config in the same folder', () => {
    const other = { targets: { search: { stack: 2 } } };
    const lock = { version: 1, environments: { ...lockOf({ web: { stack: 1 } }).environments, other } } as const;
    expect(nextLock({ settings: settingsOf([{ name: 'web' }]), lock, found: { prod: {} }, place })).toEqual(lock);
  });

  it('leaves environments alone that were not looked at', () => {
    const lock = lockOf({ gone: { stack: 1 } });
    const settings = settingsOf([web]);
    expect(nextLock({ settings, lock, found: {}, place })).toEqual(lock);
    expect(nextLock({ settings, found: {}, place })).toEqual({ version: 1, environments: {} });
  });

  it('moves nothing when the number of stacks changes, and remembers what it placed for', () => {
    const names = Array.from({ length: 12 }, (_, i) => ({ name: `service-${i}` }));
    const lock = nextLock({ settings: settingsOf(names, 2), lock: lockOf({}, 2), found: { prod: {} }, place });
    expect(nextLock({ settings: settingsOf(names, 5), lock, found: { prod: {} }, place })).toEqual(lock);
  });

  it('places a target that comes after the number of stacks was raised where it would have been before', () => {
    const settings = settingsOf([{ name: 'checkout' }], 2);
    expect(place('checkout', 2)).toBe(2);
    expect(nextLock({ settings, lock: lockOf({}, 1), found: { prod: {} }, place })).toEqual(
      lockOf({ checkout: { stack: 1 } }, 1),
    );
  });

  it('guesses no place where several stacks are asked for and no lock says over how many the alarms are', () => {
    const settings = settingsOf([{ name: 'checkout' }], 2);
    expect(nextLock({ settings, found: { prod: {} }, place })).toEqual({
      version: 1,
      environments: { prod: { targets: { checkout: {} } } },
    });
  });

  it('keeps where the alarms of load balancers are', () => {
    const { prod } = lockOf({ web: { ...FOUND, stack: 1 } }).environments;
    const lock = {
      version: 1,
      environments: { prod: { targets: {}, ...prod, loadBalancers: { front: { stack: 1 } } } },
    } as const;
    expect(nextLock({ settings: settingsOf([web]), lock, found: { prod: { web: FOUND } }, place })).toEqual(lock);
  });

  it('never moves a target when another one comes or goes', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, names, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (old, now, a, b) => {
        const targets = (all: readonly string[]) => all.map((each) => ({ name: each }));
        const ask = (all: readonly string[], stacks: number, lock?: Lock) =>
          nextLock({ settings: settingsOf(targets(all), stacks), found: { prod: {} }, place, ...(lock && { lock }) });
        const before = ask(old, a, lockOf({}, a));
        const after = ask(now, b, before);
        for (const each of now.filter((one) => old.includes(one))) {
          expect(after.environments.prod?.targets[each]).toEqual(before.environments.prod?.targets[each]);
        }
        expect(Object.keys(after.environments.prod?.targets ?? {}).toSorted()).toEqual(now.toSorted());
        expect(printLock(ask(now, b, after))).toBe(printLock(after));
        expect(printLock(ask(now.toReversed(), b, before))).toBe(printLock(after));
      }),
      { numRuns: 30 },
    );
  });
});
