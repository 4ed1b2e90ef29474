import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import { binEdge } from '../../../lib/core/statistics/edges.ts';
import { computeExact } from '../../../lib/core/statistics/exact.ts';
import type { Sample } from '../../../lib/core/statistics/samples.ts';
import { parseStatistic, type RangeMeasure, type Statistic } from '../../../lib/core/statistics/statistic.ts';

function stored(samples: Iterable<Sample>, statistic: string): number | null {
  return StoredDistribution.of(samples).compute(parseStatistic(statistic));
}

/** For laws that hold wherever the statistic has a value. */
function value(distribution: StoredDistribution, statistic: Statistic): number {
  const computed = distribution.compute(statistic);
  if (computed === null) throw new Error(`${JSON.stringify(statistic)} has no value`);
  return computed;
}

const between = (measure: RangeMeasure, from: number, to: number) => ({ kind: 'range', measure, from, to }) as const;
const percentile = (percent: number) => ({ kind: 'percentile', percent }) as const;

/** Values well inside bins -40 to 70: about 22 ms to 870 s, never within a hundredth of a bin of an edge. */
const inBin = fc
  .tuple(fc.integer({ min: -40, max: 70 }), fc.integer({ min: 1, max: 99 }))
  .map(([index, share]) => binEdge(index + share / 100));
const latency = fc.oneof(inBin, fc.constant(0));
const sample = fc.tuple(latency, fc.integer({ min: 1, max: 9 }));
const samples = fc.array(sample, { minLength: 1, maxLength: 40 });
const bounds = fc
  .uniqueArray(fc.double({ min: 0, max: 900, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((three) => three.sort((a, b) => a - b) as [number, number, number]);
const edges = fc
  .uniqueArray(fc.integer({ min: -45, max: 75 }), { minLength: 2, maxLength: 2 })
  .map((two) => two.sort((a, b) => a - b).map(binEdge) as [number, number]);

describe('a stored distribution', () => {
  it('shares a bin out evenly: ten values of 1 to 10 give the rank CloudWatch gave, not the true 20', () => {
    // Bin [1.9487171, 2.14358881] holds the 2, and a bound at 2 cuts it.
    const share = (2 - 1.9487171) / (2.14358881 - 1.9487171);

    expect(stored([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 'PR(:2)')).toBeCloseTo((100 * (1 + share)) / 10, 9);
  });

  it('cuts bins to the range of values seen, so that a narrow distribution stays narrow', () => {
    expect(stored([9.9, 9.95, 10, 10.05, 10.1], 'PR(:10)')).toBeCloseTo(50, 9);
  });

  it('moves geometrically inside a bin for percentiles', () => {
    const low = 1.1 ** 24; // the bin of 10, its upper end cut to 10
    expect(stored([2, 2, 10, 10, 10], 'p50')).toBeCloseTo(low * (10 / low) ** (0.5 / 3), 9);
  });

  it('keeps 1.21 one bin too low, as the logarithm of CloudWatch does', () => {
    // 1.21 is the edge 1.1^2, and its own bin would begin there: nothing at or below it would be counted.
    expect(stored([0.5, 1.21, 3], 'TC(:1.21)')).toBeCloseTo(2, 9);
  });

  it('has no data point for anything when nothing was published', () => {
    for (const statistic of ['SampleCount', 'Average', 'p50', 'tm90', 'TC(1:2)'])
      expect(stored([], statistic)).toBeNull();
  });

  it('has no mean of a range that holds nothing, but a count of 0', () => {
    expect(stored([0.1, 0.2], 'TM(1:2)')).toBeNull();
    expect(stored([0.1, 0.2], 'TC(1:2)')).toBe(0);
    expect(stored([0.1, 0.2], 'PR(1:2)')).toBe(0);
  });

  it('has no percentiles beside a negative value, apart from the ends', () => {
    expect(stored([-1, 3], 'p90')).toBeNull();
    expect(stored([-1, 3], 'tm90')).toBeNull();
    expect(stored([-1, 3], 'p0')).toBe(-1);
    expect(stored([-1, 3], 'p100')).toBe(3);
  });

  it('counts a negative value among the samples, but in no bin', () => {
    expect(stored([-1, 3], 'SampleCount')).toBe(2);
    expect(stored([-1, 3], 'PR(:10)')).toBe(50);
  });

  it('has no percentiles of less than one sample', () => {
    expect(
      stored(
        [
          [2, 0.2],
          [10, 0.3],
        ],
        'p50',
      ),
    ).toBeNull();
    expect(
      stored(
        [
          [2, 0.2],
          [10, 0.3],
        ],
        'TC(:5)',
      ),
    ).toBeCloseTo(0.2, 9);
  });

  it('takes a statistic set of equal samples for its samples', () => {
    const distribution = StoredDistribution.of([2, 10]);
    distribution.addStatisticSet({ sampleCount: 3, sum: 21, minimum: 7, maximum: 7 });

    expect(distribution.compute(parseStatistic('p40'))).toBe(
      StoredDistribution.of([2, 10, 7, 7, 7]).compute(percentile(40)),
    );
  });

  it('has no percentiles beside a statistic set of unequal samples, but counts it', () => {
    const distribution = StoredDistribution.of([2, 10]);
    distribution.addStatisticSet({ sampleCount: 2, sum: 14, minimum: 1, maximum: 13 });

    expect(distribution.compute(percentile(50))).toBeNull();
    expect(distribution.compute(parseStatistic('Average'))).toBe(6.5);
    expect(distribution.compute(parseStatistic('PR(:20)'))).toBe(50);
  });

  it('has no percentiles after one without them was merged into it', () => {
    const summarised = new StoredDistribution();
    summarised.addStatisticSet({ sampleCount: 2, sum: 14, minimum: 1, maximum: 13 });

    expect(StoredDistribution.of([2, 10]).merge(summarised).compute(percentile(50))).toBeNull();
  });

  it('merges samples of count 0 with the oddities they bring', () => {
    const merged = StoredDistribution.of([5]).merge(StoredDistribution.of([[1, 0]]));

    expect(merged.compute(parseStatistic('TS(:7)'))).toBeNaN();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the value %d', (bad) => {
    expect(() => new StoredDistribution().add(bad)).toThrow(RangeError);
  });

  it('refuses a negative count', () => {
    expect(() => new StoredDistribution().add(1, -1)).toThrow(RangeError);
  });

  it('answers anew after another sample was added', () => {
    const distribution = StoredDistribution.of([1, 2]);
    distribution.compute(percentile(100));
    distribution.add(5);

    expect(distribution.compute(percentile(100))).toBe(5);
  });
});

describe('for all samples', () => {
  it('counts of adjacent ranges add up', () => {
    fc.assert(
      fc.property(samples, bounds, (some, [a, b, c]) => {
        const distribution = StoredDistribution.of(some);
        const parts = value(distribution, between('TC', a, b)) + value(distribution, between('TC', b, c));
        expect(parts).toBeCloseTo(value(distribution, between('TC', a, c)), 6);
      }),
    );
  });

  it('percentile rank is the count in percent of the samples', () => {
    fc.assert(
      fc.property(samples, bounds, (some, [a, b]) => {
        const distribution = StoredDistribution.of(some);
        const share = (100 * value(distribution, between('TC', a, b))) / distribution.sampleCount;
        expect(value(distribution, between('PR', a, b))).toBeCloseTo(share, 6);
      }),
    );
  });

  it('trimmed sum is trimmed mean times trimmed count', () => {
    fc.assert(
      fc.property(samples, bounds, (some, [a, b]) => {
        const distribution = StoredDistribution.of(some);
        const mean = distribution.compute(between('TM', a, b));
        const product = (mean ?? 0) * value(distribution, between('TC', a, b));
        expect(value(distribution, between('TS', a, b))).toBeCloseTo(product, 6);
      }),
    );
  });

  it('counts between bin edges are exact', () => {
    fc.assert(
      fc.property(samples, edges, (some, [a, b]) => {
        const statistic = between('TC', a, b);
        expect(value(StoredDistribution.of(some), statistic)).toBeCloseTo(
          computeExact(statistic, some) ?? Number.NaN,
          6,
        );
      }),
    );
  });

  it('sums between bin edges are right to a tenth', () => {
    fc.assert(
      fc.property(samples, edges, (some, [a, b]) => {
        const statistic = between('TS', a, b);
        const exact = computeExact(statistic, some) ?? Number.NaN;
        expect(Math.abs(value(StoredDistribution.of(some), statistic) - exact)).toBeLessThanOrEqual(0.1 * exact + 1e-9);
      }),
    );
  });

  it('a percentile is within a bin of the exact one', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 999 }), (some, permille) => {
        const statistic = percentile(permille / 10);
        const exact = computeExact(statistic, some) ?? Number.NaN;
        const computed = value(StoredDistribution.of(some), statistic);
        expect(computed).toBeGreaterThanOrEqual(exact / 1.1 - 1e-9);
        expect(computed).toBeLessThanOrEqual(exact * 1.1 + 1e-9);
      }),
    );
  });

  it('percentiles ascend and stay between minimum and maximum', () => {
    fc.assert(
      fc.property(samples, (some) => {
        const distribution = StoredDistribution.of(some);
        const all = Array.from({ length: 101 }, (_, percent) => value(distribution, percentile(percent)));
        expect(all[0]).toBe(distribution.minimum);
        expect(all[100]).toBe(distribution.maximum);
        for (let i = 1; i < all.length; i++) expect(all[i]).toBeGreaterThanOrEqual((all[i - 1] as number) - 1e-12);
      }),
    );
  });

  it('means of any range stay between minimum and maximum', () => {
    fc.assert(
      fc.property(samples, bounds, (some, [a, b]) => {
        const distribution = StoredDistribution.of(some);
        for (const measure of ['TM', 'WM'] as const) {
          const mean = distribution.compute(between(measure, a, b));
          if (mean === null) continue;
          expect(mean).toBeGreaterThanOrEqual(distribution.minimum * (1 - 1e-9));
          expect(mean).toBeLessThanOrEqual(distribution.maximum * (1 + 1e-9));
        }
      }),
    );
  });

  it('merging two distributions is storing all their samples', () => {
    fc.assert(
      fc.property(samples, samples, bounds, (some, more, [a, b]) => {
        const merged = StoredDistribution.of(some).merge(StoredDistribution.of(more));
        const whole = StoredDistribution.of([...some, ...more]);
        for (const statistic of [between('TC', a, b), percentile(50), parseStatistic('Sum'), parseStatistic('IQM')])
          expect(value(merged, statistic)).toBeCloseTo(value(whole, statistic), 6);
      }),
    );
  });

  it('a count is as many samples, in any order and any container', () => {
    fc.assert(
      fc.property(samples, bounds, (some, [a, b]) => {
        const one = StoredDistribution.of(some);
        const flat = some.flatMap(([at, count]) => Array<number>(count).fill(at)).reverse();
        for (const other of [StoredDistribution.of(flat), StoredDistribution.of(Float64Array.from(flat))])
          for (const statistic of [between('TS', a, b), percentile(90), parseStatistic('wm90')])
            expect(value(other, statistic)).toBeCloseTo(value(one, statistic), 6);
      }),
    );
  });
});
