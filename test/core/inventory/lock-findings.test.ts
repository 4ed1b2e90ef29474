import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/core/config/config.ts';
import type { LockedEnvironment, LockedTarget } from '../../../lib/core/config/lock.ts';
import { lockFindings } from '../../../lib/core/inventory/lock-findings.ts';
import { configText, LOAD_BALANCER, TARGET_GROUP } from '../config/_files.ts';

const MATCH = { name: 'k8s-shop-*' };
const FOUND = { match: MATCH, loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP };
const MATCHED = { loadBalancer: undefined, targetGroup: undefined, match: MATCH };

function findings(target: object, locked?: Record<string, LockedTarget>, stacks?: number, placedOver = stacks ?? 1) {
  const { settings } = readConfig(configText({ target: { ...target }, environment: { stacks } }), 'f');
  const environment = settings.environments.prod as NonNullable<(typeof settings.environments)[string]>;
  const part: LockedEnvironment | undefined = locked && { stacks: placedOver, targets: locked };
  return lockFindings(environment, part).map(({ kind, target: name, message }) => `${name}: ${kind}: ${message}`);
}

describe('a lock beside its config', () => {
  it.each([
    ['a target that names ARNs, in one stack, without lock', {}, undefined],
    ['a target that was placed', {}, { api: { stack: 1 } }],
    ['a match that was looked up', MATCHED, { api: { ...FOUND, stack: 1 } }],
  ])('is right of %s', (_, target, locked) => {
    expect(findings(target, locked)).toEqual([]);
  });

  it('lacks a match that was not looked up', () => {
    const text = 'api: not-matched: The lock does not say which target group has name k8s-shop-*.';
    expect(findings(MATCHED)).toEqual([text]);
    expect(findings(MATCHED, { api: { stack: 1 } })).toEqual([text]);
  });

  it('is stale where the match is another one now, or none', () => {
    const locked = { api: { ...FOUND, match: { name: 'k8s-*' }, stack: 1 } };
    expect(findings(MATCHED, locked)).toEqual([
      'api: match-changed: The lock looked for name k8s-*; now it is name k8s-shop-*.',
    ]);
    expect(findings({}, locked)).toEqual([
      'api: match-changed: The lock looked for name k8s-*; now the config names ARNs.',
    ]);
  });

  it('is stale where it has a target that the config has not', () => {
    expect(findings({}, { api: { stack: 1 }, gone: { stack: 1 } })).toEqual([
      'gone: stale-entry: The lock has it, the config does not.',
    ]);
  });

  it('lacks the place of a target', () => {
    const text = 'api: not-placed: The lock does not say in which stack its alarms are.';
    expect(findings({}, {})).toEqual([text]);
    expect(findings({}, undefined, 2)).toEqual([text]);
  });

  it('was made for another number of stacks', () => {
    expect(findings({}, { api: { stack: 1 } }, 3, 2)).toEqual([
      'undefined: stacks-changed: The config has 3 stacks, the lock placed targets over 2.',
    ]);
  });

  it.each([
    [
      'the first step',
      { movingTo: 2 },
      'move-unfinished: The alarms of api are on their way to another stack; step 2 of the move is missing.',
    ],
    [
      'the second',
      { movedFrom: 2 },
      'move-not-ended: The alarms of api are in their new stack, which would leave them behind if they went; step 3 of the move is missing.',
    ],
  ])('is at %s of a move', (_, step, text) => {
    expect(findings({}, { api: { stack: 1, ...step } }, 2)).toEqual([`undefined: ${text}`]);
  });

  it('tells of a move once, load balancers among what moves, targets that the config has not left out', () => {
    const moves = { stack: 1, movingTo: 2 };
    const loadBalancers = { 'lb-a': moves, 'lb-b': moves, 'lb-c': moves, 'lb-d': { stack: 1 } };
    const locked = { stacks: 2, targets: { api: moves, gone: moves }, loadBalancers };
    const { settings } = readConfig(configText({ environment: { stacks: 2 } }), 'f');
    const told = lockFindings(settings.environments.prod as never, locked).filter(({ kind }) => kind !== 'stale-entry');

    expect(told).toEqual([
      {
        kind: 'move-unfinished',
        message:
          'The alarms of api, lb-a, lb-b and 1 more are on their way to another stack; step 2 of the move is missing.',
      },
    ]);
  });
});
