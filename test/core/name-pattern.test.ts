import { describe, expect, it } from 'vitest';
import { matchesName } from '../../lib/core/name-pattern.ts';

describe('a pattern for names', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'ab', false],
    ['a*', 'ab', true],
    ['*b', 'ab', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*-test-*', 'holdband-test-api', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('takes %s for %s: %s', (pattern, name, taken) => {
    expect(matchesName(pattern, name)).toBe(taken);
  });
});
