import { describe, expect, it } from 'vitest';
import { rollUp, rollUpOf } from '../../../lib/core/alarms/evaluate-roll-up.ts';
import { hasLowSamples } from '../../../lib/core/alarms/low-sample.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';

const GAP = Number.NaN;
const SECONDS = { from: 60, to: 180 };
const of = (stat: string, hasCounts = false) => rollUpOf(parseStatistic(stat), 'm1', hasCounts, SECONDS);
const last = (stat: string, values: number[], counts?: number[]) =>
  rollUp(of(stat, counts !== undefined), Float64Array.from(values), 3, counts && Float64Array.from(counts)).at(-1);

describe('minute values over longer periods', () => {
  it.each(['Sum', 'SampleCount', 'TC(0.8:240)', 'TS(0.8:240)'])('%s adds up over what is there', (stat) => {
    expect(last(stat, [1, GAP, 4])).toBe(5);
  });

  it('extremes stay extremes', () => {
    expect(last('Minimum', [3, 1, GAP])).toBe(1);
    expect(last('Maximum', [GAP, 3, 1])).toBe(3);
  });

  it.each(['Average', 'PR(0.8:240)'])('%s is weighted with the sample counts', (stat) => {
    expect(last(stat, [10, GAP, 40], [300, 0, 100])).toBe(17.5);
  });

  it.each(['Average', 'PR(0.8:240)'])('%s without sample counts is refused', (stat) => {
    expect(() => of(stat)).toThrow('give sampleCounts');
  });

  it.each(['p99', 'tm90', 'IQM', 'TC(10%:90%)', 'TM(0.8:240)', 'WM(0.8:240)'])('%s is refused', (stat) => {
    expect(() => of(stat, true)).toThrow('over 180 s cannot be had from values over 60 s: it needs the samples');
  });

  it('a period without any value, or that began before the series, has none', () => {
    expect([...rollUp('sum', Float64Array.of(GAP, GAP, GAP, 2), 3, undefined)]).toEqual([GAP, GAP, GAP, 2]);
  });
});

describe('a percentile has too few samples', () => {
  it.each([
    [50, 20],
    [90, 100],
    [95, 200],
    [99, 1000],
    [99.9, 10_000],
    [10, 100],
  ])('p%d below %d', (percent, enough) => {
    expect([hasLowSamples(percent, enough - 1), hasLowSamples(percent, enough)]).toEqual([true, false]);
  });
});
