import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stackOf as placed, stackName } from '../../../lib/core/placement/stack-of.ts';

const stackOf = (name: string, stacks: number) => placed(name, stacks, (text) => hash('sha256', text));
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

describe('stackOf', () => {
  it('stays within the number of stacks', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 12 }), (target, stacks) => {
        const part = stackOf(target, stacks);
        expect(part).toBeGreaterThanOrEqual(1);
        expect(part).toBeLessThanOrEqual(stacks);
      }),
    );
  });

  it('moves a name to the new stack or not at all when there is one more', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 1, max: 12 }), (target, stacks) => {
        expect([stackOf(target, stacks), stacks + 1]).toContain(stackOf(target, stacks + 1));
      }),
    );
  });

  it('spreads names evenly', () => {
    const parts = Array.from({ length: 400 }, (_, index) => stackOf(`service-${index}`, 4));
    for (const part of [1, 2, 3, 4]) expect(Math.abs(parts.filter((p) => p === part).length - 100)).toBeLessThan(35);
  });

  it('puts names where deployed accounts have them', () => {
    // Written down, not computed: another answer moves alarms between stacks, and the old stack deletes them.
    const parts = ['fleet-server', 'elasticsearch', 'checkout', 'search', 'login'].map((target) => stackOf(target, 3));
    expect(parts).toEqual([1, 2, 2, 2, 1]);
  });
});

describe('stackName', () => {
  it.each([
    [1, 'holdband-prod'],
    [2, 'holdband-prod-2'],
    [11, 'holdband-prod-11'],
  ])('of stack %i is %s', (part, expected) => {
    expect(stackName('prod', part)).toBe(expected);
  });
});
