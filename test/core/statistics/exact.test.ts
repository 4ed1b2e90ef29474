import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeExact } from '../../../lib/core/statistics/exact.ts';
import type { Sample } from '../../../lib/core/statistics/samples.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';

function exact(samples: Iterable<Sample>, statistic: string): number | null {
  return computeExact(parseStatistic(statistic), samples);
}

const oneToTen = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

describe('exactly, by the documented definition', () => {
  it.each([
    ['SampleCount', 10],
    ['Sum', 55],
    ['Average', 5.5],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p0', 1],
    ['p50', 5],
    ['p90', 9],
    ['p99', 10],
    ['p100', 10],
    ['TC(2:5)', 3], // 3, 4 and 5: the lower bound is exclusive, the upper one inclusive
    ['TS(2:5)', 12],
    ['TM(2:5)', 4],
    ['WM(2:5)', (2 * 2 + 3 + 4 + 5 + 5 * 5) / 10],
    ['PR(2:5)', 30],
    ['PR(:2)', 20],
    ['TC(8:)', 2],
    ['tm90', 5],
    ['tc90', 9],
    ['ts90', 45],
    ['wm90', (45 + 9) / 10],
    ['TM(20%:80%)', 5.5],
    ['WM(20%:80%)', (2 * 2 + 33 + 2 * 8) / 10],
    ['TC(7:7)', 0],
    ['TC(25%:25%)', 0],
  ])('%s of the numbers 1 to 10 is %d', (statistic, expected) => {
    expect(exact(oneToTen, statistic)).toBeCloseTo(expected, 9);
  });

  it('the interquartile mean takes its share of a sample that a quarter cuts', () => {
    // Ranks 2.5 to 7.5 of ten: half the 3, the 4 to 7, half the 8.
    expect(exact(oneToTen, 'IQM')).toBeCloseTo((1.5 + 4 + 5 + 6 + 7 + 4) / 5, 9);
  });

  it.each([
    ['SampleCount', []],
    ['TM(11:)', oneToTen],
    ['TM(7:7)', oneToTen],
    ['tm0', oneToTen],
    ['p50', [-1, 3]],
    ['tm90', [[3, 0.5]] as [number, number][]],
  ])('%s of %j has no value', (statistic, samples) => {
    expect(exact(samples, statistic)).toBeNull();
  });

  it('a sample of count 0 changes nothing', () => {
    expect(exact([[1, 0], 5, [20, 0]], 'Maximum')).toBe(5);
    expect(exact([[1, 0], 5, [20, 0]], 'TM(:7)')).toBe(5);
  });

  it('everything is the mean: an untrimmed range of values, of percent, and their winsorized forms', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (samples) => {
        const mean = exact(samples, 'Average') ?? Number.NaN;
        for (const statistic of ['TM(:1000)', 'TM(0%:100%)', 'WM(:1000)', 'WM(0%:100%)'])
          expect(exact(samples, statistic)).toBeCloseTo(mean, 9);
      }),
    );
  });
});
