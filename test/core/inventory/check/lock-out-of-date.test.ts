import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../lib/core/config/config.ts';
import type { LockedEnvironment } from '../../../../lib/core/config/lock.ts';
import { lockOutOfDate } from '../../../../lib/core/inventory/check/rules/lock-out-of-date.ts';
import { BALANCER, discovery, elbOf, environment, facts, found, judge } from './_facts.ts';

const MATCH = { tags: { app: 'orders' } };
const CONFIG = `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    targets:
      - name: orders
        match: { tags: { app: orders } }
        traffic: requests
`;
const settings = readConfig(CONFIG, 'holdband.yaml').settings.environments.prod as never;
const ENTRY = { match: MATCH, targetGroup: elbOf('orders').arn, loadBalancer: BALANCER.arn, stack: 1 };
const TAGGED = found('orders', { tags: { app: 'orders' } });
const listed = (...groups: Parameters<typeof discovery>[0]) => ({
  value: discovery(groups, { listed: new Set(groups.map(({ targetGroup }) => targetGroup.arn)) }),
});

function say(target: LockedEnvironment['targets'][string] | undefined, changes: Parameters<typeof facts>[0] = {}) {
  const locked: LockedEnvironment = { stacks: 1, targets: target ? { orders: target } : {} };
  return judge(
    lockOutOfDate,
    facts({
      environments: [environment([])],
      locks: new Map([['prod', { settings, locked }]]),
      discovery: listed(TAGGED),
      ...changes,
    }),
  );
}

describe('lock-out-of-date', () => {
  it('is silent where match finds what the lock has', () => {
    expect(say(ENTRY)).toEqual({ found: [], open: [] });
  });

  it('finds a target group that was made anew', () => {
    const anew = elbOf('orders-2').arn;
    const { found: all } = say(ENTRY, { discovery: listed({ ...TAGGED, targetGroup: elbOf('orders-2') }) });

    expect(all).toMatchObject([
      { subject: 'prod/orders', target: { key: 'match' }, message: expect.stringContaining(`match finds ${anew}`) },
    ]);
    expect(all[0]?.severity).toBeUndefined();
  });

  it.each([
    ['none', listed(), 'finds no target group'],
    ['two', listed(TAGGED, { ...TAGGED, targetGroup: elbOf('orders-2') }), 'finds 2 target groups'],
  ])('finds a match that finds %s', (_, found, message) => {
    expect(say(ENTRY, { discovery: found }).found).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  it('finds a match that is another one now, and a target without entry', () => {
    const other = { ...ENTRY, match: { tags: { app: 'old' } } };

    expect(say(other).found[0]?.message).toContain('the lock looked for');
    expect(say(undefined).found[0]?.message).toContain('does not say which target group');
  });

  it('weighs little what the lock has and the config has not', () => {
    const locked = { stacks: 1, targets: { orders: ENTRY, gone: { stack: 1 } } };
    const { found: all } = say(ENTRY, { locks: new Map([['prod', { settings, locked }]]) });

    expect(all).toMatchObject([{ subject: 'prod/gone', severity: 'info' }]);
  });

  it.each([
    ['first', { movingTo: 2 }, 'warning'],
    ['second', { movedFrom: 2 }, 'info'],
  ])('sends to holdband place who left a move at its %s step', (_, step, severity) => {
    expect(say({ ...ENTRY, ...step }).found).toMatchObject([
      { subject: 'prod', severity, advice: "run 'holdband place', and check the lock in" },
    ]);
  });

  it('does not judge what could not be listed', () => {
    const incomplete = { value: discovery([TAGGED]) };

    expect(say(ENTRY, { discovery: { unread: 'denied' } })).toMatchObject({
      found: [],
      open: [{ subject: 'prod/orders' }],
    });
    expect(say(ENTRY, { discovery: incomplete })).toMatchObject({ found: [], open: [{ subject: 'prod/orders' }] });
  });
});
