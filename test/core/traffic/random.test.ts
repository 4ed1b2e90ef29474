import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexOf, RandomStream } from '../../../lib/core/traffic/random.ts';
import { expectLaw, uniformLaw } from './_scenarios.ts';

const take = (n: number, draw: () => number) => Array.from({ length: n }, draw);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a stream of random numbers', () => {
  const stream = (name = 'test', seed = 1) => new RandomStream(seed, name);

  it('follows the laws it names', () => {
    const draws = stream();
    expectLaw(
      take(5000, () => draws.uniform()),
      uniformLaw(0, 1),
    );
    expectLaw(
      take(5000, () => draws.between(3, 8)),
      uniformLaw(3, 8),
    );
    expectLaw(
      take(5000, () => draws.exponential(4)),
      (x) => 1 - Math.exp(-x / 4),
    );
    // A logistic curve is within 0.0002 of the normal distribution with these factors (Bowling 2009).
    expectLaw(
      take(5000, () => draws.normal()),
      (x) => 1 / (1 + Math.exp(-0.07056 * x ** 3 - 1.5976 * x)),
    );
    expectLaw(
      take(5000, () => draws.lognormal(9, 0)).map((x) => x + draws.uniform()),
      uniformLaw(9, 10),
    );
  });

  it('picks every index alike, and none beyond', () => {
    const draws = stream();
    const picked = take(6000, () => draws.index(6));
    expect(new Set(picked)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(Math.abs(mean(picked) - 2.5)).toBeLessThan(0.12);
  });

  it('is the same again for the same seed and name', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string(), (seed, name) => {
        const [a, b] = [stream(name, seed), stream(name, seed)];
        expect(take(20, () => a.uniform())).toEqual(take(20, () => b.uniform()));
      }),
    );
  });

  it.each([
    ['neighbouring seeds', (n: number) => stream('test', n)],
    ['neighbouring names', (n: number) => stream(`client ${n}`)],
  ])('starts anywhere for %s', (_, nth) => {
    expectLaw(
      take(
        2000,
        (
          (n = 0) =>
          () =>
            nth(n++).uniform()
        )(),
      ),
      uniformLaw(0, 1),
    );
  });

  it('does not go along with its neighbours', () => {
    const [a, b] = [stream('client 1'), stream('client 2')];
    const products = take(4000, () => (a.uniform() - 0.5) * (b.uniform() - 0.5));
    expect(Math.abs(mean(products))).toBeLessThan(5 / 12 / Math.sqrt(4000));
  });
});

describe('hexadecimal digits of a text', () => {
  it('are as many as asked for, and differ from text to text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (digits) => {
        expect(hexOf('agent-1', digits)).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
      }),
    );
    const ids = new Set(Array.from({ length: 5000 }, (_, i) => hexOf(`agent-${i}`, 32)));
    expect(ids.size).toBe(5000);
  });
});
