import { expect, it } from 'vitest';
import { largest, smallest } from '../../lib/core/numbers.ts';

it('finds the ends of more values than a call can take as arguments', () => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, i) => i - 500_000);

  expect(() => Math.max(...values)).toThrow(RangeError);
  expect(largest(values, 0)).toBe(499_999);
  expect(smallest(values, 0)).toBe(-500_000);
});

it('answers with the bound where nothing passes it', () => {
  expect(largest([], 0)).toBe(0);
  expect(largest([-1], 0)).toBe(0);
  expect(smallest([], 7)).toBe(7);
});
