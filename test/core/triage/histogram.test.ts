import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LatencyHistogram } from '../../../lib/core/triage/figures.ts';
import {
  countBetween,
  EMPTY_HISTOGRAM,
  mergeHistograms,
  quantileOf,
  squaresOf,
  subtractHistogram,
  totalOf,
} from '../../../lib/core/triage/histogram.ts';

const histograms = fc
  .uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 12 })
  .map((edges) => edges.toSorted((a, b) => a - b))
  .chain((edges) =>
    fc
      .array(fc.integer({ min: 0, max: 50 }), { minLength: edges.length - 1, maxLength: edges.length - 1 })
      .map((counts): LatencyHistogram => ({ edges, counts })),
  );

describe('a histogram', () => {
  const small: LatencyHistogram = { edges: [0, 1, 2, 4, Number.POSITIVE_INFINITY], counts: [10, 4, 6, 2] };

  it('counts whole bins whole and cut bins by length', () => {
    expect(countBetween(small, 0, 2)).toBe(14);
    expect(countBetween(small, 1.5, 3)).toBe(5);
    expect(countBetween(small, 4, Number.POSITIVE_INFINITY)).toBe(2);
    expect(countBetween(small, 100, Number.POSITIVE_INFINITY)).toBe(0);
  });

  it('has quantiles between its edges, and none when empty', () => {
    expect(quantileOf(small, 0.5)).toBe(1.25);
    expect(quantileOf(EMPTY_HISTOGRAM, 0.5)).toBeUndefined();
  });

  it('sums squares from bin middles', () => {
    expect(squaresOf({ edges: [0, 2, 4], counts: [3, 1] })).toBe(12);
  });

  it('splits into parts that add up, wherever it is cut', () => {
    fc.assert(
      fc.property(histograms, fc.double({ min: 0, max: 500, noNaN: true }), (histogram, cut) => {
        const parts = countBetween(histogram, 0, cut) + countBetween(histogram, cut, Number.POSITIVE_INFINITY);
        expect(parts).toBeCloseTo(totalOf(histogram), 6);
      }),
    );
  });

  it('merges without losing a request, whatever the edges', () => {
    fc.assert(
      fc.property(fc.array(histograms, { maxLength: 4 }), (all) => {
        expect(totalOf(mergeHistograms(all))).toBeCloseTo(
          all.reduce((sum, each) => sum + totalOf(each), 0),
          6,
        );
      }),
    );
  });

  it('less a part of it is the rest', () => {
    fc.assert(
      fc.property(histograms, (histogram) => {
        const half = { edges: histogram.edges, counts: histogram.counts.map((count) => count / 2) };
        expect(totalOf(subtractHistogram(histogram, half))).toBeCloseTo(totalOf(half), 6);
      }),
    );
  });
});
