import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../lib/core/rate.ts';

describe('A bucket of tokens', () => {
  it('lets 40 calls through at once and 10 a second after that, as Elastic Load Balancing does', () => {
    const bucket = new TokenBucket(40, 10);
    const taken = (at: number) => Array.from({ length: 100 }, () => bucket.tryTake(1, at)).filter(Boolean).length;

    expect([taken(0), taken(1), taken(3), taken(100)]).toEqual([40, 10, 20, 40]);
  });

  it('tells who reserves how long to wait, and keeps the rate', () => {
    const bucket = new TokenBucket(2, 4);

    expect(Array.from({ length: 5 }, () => bucket.reserve(1, 0))).toEqual([0, 0, 0.25, 0.5, 0.75]);
    expect(bucket.reserve(1, 10)).toBe(0);
  });

  it('gives what is larger than itself once it is full, and then is in debt', () => {
    const bucket = new TokenBucket(10, 10);

    expect(bucket.tryTake(25, 0)).toBe(true);
    expect([bucket.tryTake(1, 1), bucket.tryTake(1, 2)]).toEqual([false, true]);
  });

  it('is not filled by a clock that goes back', () => {
    const bucket = new TokenBucket(1, 1);
    bucket.tryTake(1, 100);

    expect([bucket.tryTake(1, 50), bucket.tryTake(1, 100.5), bucket.tryTake(1, 101)]).toEqual([false, false, true]);
  });

  it('never lets more through in any stretch than it holds and fills', () => {
    const waits = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(waits, (steps) => {
        const bucket = new TokenBucket(5, 2);
        let [now, taken] = [0, 0];
        for (const step of steps) {
          now += step;
          if (bucket.tryTake(1, now)) taken += 1;
        }

        expect(taken).toBeLessThanOrEqual(5 + 2 * now + 1e-6);
      }),
    );
  });
});
