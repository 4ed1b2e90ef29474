import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binEdge,
  binIndex,
  edgeIndexAtOrAbove,
  edgeIndexAtOrBelow,
  printableEdge,
  printBound,
} from '../../../lib/core/statistics/edges.ts';
import { isStatistic } from '../../../lib/core/statistics/statistic.ts';

const index = fc.integer({ min: -80, max: 90 });

describe('bin edges', () => {
  it.each([
    [-2, '0.826446281'],
    [24, '9.8497326758'],
    [40, '45.2592555682'],
    [57, '228.7615623902'],
  ])('number %d is printed as %s, which a statistic may carry', (at, printed) => {
    expect(printBound(binEdge(at))).toBe(printed);
    expect(isStatistic(`TC(${printed}:)`)).toBe(true);
  });

  it('bound every value inside a bin', () => {
    fc.assert(
      fc.property(index, fc.integer({ min: 1, max: 99 }), (at, share) => {
        expect(binIndex(binEdge(at + share / 100))).toBe(at);
      }),
    );
  });

  it('above and below a value inside a bin are neighbours', () => {
    fc.assert(
      fc.property(index, fc.integer({ min: 1, max: 99 }), (at, share) => {
        expect(edgeIndexAtOrBelow(binEdge(at + share / 100))).toBe(at);
        expect(edgeIndexAtOrAbove(binEdge(at + share / 100))).toBe(at + 1);
      }),
    );
  });

  it('stay where they are when snapped again', () => {
    fc.assert(
      fc.property(index, (at) => {
        expect(edgeIndexAtOrAbove(printableEdge(at))).toBe(at);
        expect(edgeIndexAtOrBelow(printableEdge(at))).toBe(at);
      }),
    );
  });

  it('make 1.21 fall below its own edge, as the logarithm in doubles does', () => {
    expect(binIndex(1.21)).toBe(1);
    expect(binIndex(1.331)).toBe(2);
  });
});
