import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  flatExpression,
  type LatencyExpression,
  shareExpression,
  survivorExpression,
} from '../../../lib/core/alarms/expressions.ts';
import { LIMITS } from '../../../lib/core/alarms/limits.ts';
import { estimateBackground, flatBackground, slowSharePercent } from '../../../lib/core/holds/background.ts';
import { bandsFor, type EstimateEdges, hangBandsFor, isRefusal, slowEdges } from '../../../lib/core/holds/bands.ts';
import { evaluate } from './_metric-math.ts';
import { FLEET } from './_targets.ts';

const FLEET_EDGES = edgesOf(0.8, 300, -30);
const PROOF = { z: 3, margin: 1 };

function edgesOf(objective: number, ceilingSeconds: number, spreadSeconds: number): EstimateEdges {
  const bands = bandsFor(objective, { ...FLEET, ceilingSeconds, spreadSeconds });
  if (isRefusal(bands)) throw new Error(bands.reason);
  return slowEdges(bands);
}

const edges = fc.constantFrom(
  FLEET_EDGES,
  edgesOf(0.1, 25, 0),
  edgesOf(1, 30, -5),
  edgesOf(2, 60, 0),
  edgesOf(0.5, 300, 18.75),
  edgesOf(1, 3600, -30),
);
const count = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 200_000 }));
/** Nested as real counts are: whoever outlives the sideband's end has outlived its start. */
const counts = fc
  .record({ fast: count, slow: count, side: count, held: count })
  .map((made) => ({ ...made, late: made.side + made.held }));
const proof = fc.record({ z: fc.constantFrom(2.6, 3, 3.5, 5), margin: fc.constantFrom(1, 1.5, 2) });

type Counts = Readonly<Record<'fast' | 'slow' | 'side' | 'late' | 'held', number>>;

/** Evaluates an expression of counts, or of percentages where it was made from PR. */
function shareFrom({ expression, stats }: LatencyExpression, made: Counts): number | undefined {
  const total = made.fast + made.slow + made.late + 1;
  const inputs = Object.entries(stats).map(([id, stat]) => {
    if (stat === 'SampleCount') return [id, total];
    const value = made[id as keyof Counts];
    return [id, stat.startsWith('PR') ? (100 * value) / total : value];
  });
  return evaluate(expression, Object.fromEntries(inputs));
}

/**
 * Counts on which an ulp decides between a share and 0 say nothing about the arithmetic: true where both a hair more and
 * a hair less proof give the same.
 */
function isDecided(judge: (asked: typeof PROOF) => number, asked: typeof PROOF): boolean {
  const hair = 1e-6;
  const easier = judge({ z: asked.z * (1 - hair), margin: asked.margin * (1 - hair) });
  const harder = judge({ z: asked.z * (1 + hair), margin: asked.margin * (1 + hair) });
  return (easier === 0) === (harder === 0);
}

describe('survivorExpression', () => {
  it('carries the constants of the worked example: K 0.049173 and G 0.217551', () => {
    const { expression } = survivorExpression(FLEET_EDGES, PROOF, 'TC');

    const [, k, g] = /- ([\d.]+)\*\(late \+ 1\).*?\*\((0[\d.]+) \+/.exec(expression) ?? [];
    expect(Number(k)).toBeCloseTo(0.049173, 6);
    expect(Number(g)).toBeCloseTo(0.217551, 6);
  });

  it('reads four counts on the edges of the bands', () => {
    expect(survivorExpression(FLEET_EDGES, PROOF, 'TC').stats).toEqual({
      fast: 'TC(:0.826446281)',
      slow: 'TC(0.826446281:9.8497326758)',
      late: 'TC(45.2592555682:)',
      held: 'TC(228.7615623902:)',
    });
  });

  it('gives what the background estimate gives, for any counts', () => {
    fc.assert(
      fc.property(edges, counts, proof, (edge, made, asked) => {
        const background = estimateBackground(made, edge);
        fc.pre(isDecided((other) => slowSharePercent(made, background, other), asked));

        const value = shareFrom(survivorExpression(edge, asked, 'TC'), made);

        // K and G are printed to ten decimals: the rest of the difference.
        expect(value).toBeCloseTo(slowSharePercent(made, background, asked), 4);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same from percentages as from counts', () => {
    fc.assert(
      fc.property(edges, counts, proof, (edge, made, asked) => {
        const background = estimateBackground(made, edge);
        fc.pre(isDecided((other) => slowSharePercent(made, background, other), asked));

        const fromCounts = shareFrom(survivorExpression(edge, asked, 'TC'), made) ?? Number.NaN;

        expect(shareFrom(survivorExpression(edge, asked, 'PR'), made)).toBeCloseTo(fromCounts, 6);
      }),
      { numRuns: 300 },
    );
  });

  it('needs one metric more from percentages: the sample count', () => {
    const { stats } = survivorExpression(FLEET_EDGES, PROOF, 'PR');

    expect(stats).toMatchObject({ slow: 'PR(0.826446281:9.8497326758)', n: 'SampleCount' });
    expect(Object.keys(stats)).toHaveLength(5);
  });

  it('is 0 where every response is an idle hold', () => {
    const idle = { fast: 0, slow: 0, side: 0, late: 5000, held: 5000 };

    expect(shareFrom(survivorExpression(FLEET_EDGES, PROOF, 'TC'), idle)).toBe(0);
  });

  it('takes a burst of early releases for what it is', () => {
    // 1,000 polls released at ages uniform over 300 s: 3 % fall in the slow band, 61 % in the sideband, 24 % beyond.
    const burst = { fast: 203, slow: 30, side: 612, late: 849, held: 237 };

    expect(shareFrom(survivorExpression(FLEET_EDGES, PROOF, 'TC'), burst)).toBe(0);
  });

  it('sees slow requests beside such a burst', () => {
    const burst = { fast: 203, slow: 130, side: 612, late: 849, held: 237 };

    expect(shareFrom(survivorExpression(FLEET_EDGES, PROOF, 'TC'), burst)).toBeGreaterThan(15);
  });

  it('needs two slow requests in a period without other traffic', () => {
    const one = { fast: 0, slow: 1, side: 0, late: 0, held: 0 };

    expect(shareFrom(survivorExpression(FLEET_EDGES, PROOF, 'TC'), one)).toBe(0);
    expect(shareFrom(survivorExpression(FLEET_EDGES, PROOF, 'TC'), { ...one, slow: 2 })).toBeGreaterThan(90);
  });
});

describe('flatExpression', () => {
  it('reads one metric less', () => {
    expect(flatExpression(FLEET_EDGES, PROOF, 'TC').stats).toEqual({
      fast: 'TC(:0.826446281)',
      slow: 'TC(0.826446281:9.8497326758)',
      side: 'TC(45.2592555682:228.7615623902)',
    });
  });

  it('gives what the flat background gives, for any counts, from TC and from PR', () => {
    fc.assert(
      fc.property(edges, counts, proof, fc.constantFrom('TC', 'PR'), (edge, made, asked, form) => {
        const background = flatBackground(made, edge);
        fc.pre(isDecided((other) => slowSharePercent(made, background, other), asked));

        const value = shareFrom(flatExpression(edge, asked, form), made);

        expect(value).toBeCloseTo(slowSharePercent(made, background, asked), 4);
      }),
      { numRuns: 500 },
    );
  });
});

describe('shareExpression', () => {
  it.each(['TC', 'PR'] as const)('counts slow requests from the third on, with %s', (form) => {
    const share = shareExpression(1, form);
    const quiet = { fast: 7, slow: 2, side: 0, late: 0, held: 0 };

    expect(shareFrom(share, quiet)).toBe(0);
    expect(shareFrom(share, { ...quiet, slow: 3 })).toBeCloseTo(30, 2);
  });

  it('counts everything above the objective, however long it took', () => {
    expect(shareExpression(1, 'TC').stats).toEqual({ fast: 'TC(:1)', slow: 'TC(1:)' });
  });
});

describe('every latency expression', () => {
  const hangEdges = (() => {
    const bands = bandsFor(0.8, FLEET);
    if (isRefusal(bands)) throw new Error(bands.reason);
    const hang = hangBandsFor(bands, FLEET);
    if (isRefusal(hang)) throw new Error(hang.reason);
    return hang;
  })();
  const expressions = fc
    .tuple(
      fc.oneof(edges, fc.constant(hangEdges)),
      proof,
      fc.constantFrom('TC', 'PR'),
      fc.constantFrom(survivorExpression, flatExpression),
    )
    .map(([edge, asked, form, make]) => make(edge, asked, form));

  it('is 0 without traffic', () => {
    const nothing = { fast: 0, slow: 0, side: 0, late: 0, held: 0 };
    fc.assert(
      fc.property(expressions, (made) => {
        expect(shareFrom(made, nothing)).toBe(0);
      }),
    );
    expect(shareFrom(shareExpression(1, 'TC'), nothing)).toBe(0);
  });

  it('is a percentage for any counts, never infinite and never nothing', () => {
    fc.assert(
      fc.property(expressions, counts, (made, count) => {
        const value = shareFrom(made, count);

        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
      }),
      { numRuns: 300 },
    );
  });

  it('has no value where the metric has none: a quiet minute is missing, not fine', () => {
    const { expression, stats } = survivorExpression(FLEET_EDGES, PROOF, 'TC');

    expect(evaluate(expression, Object.fromEntries(Object.keys(stats).map((id) => [id, undefined])))).toBeUndefined();
  });

  it('stays within the 2,048 characters CloudWatch takes, and on one line', () => {
    fc.assert(
      fc.property(expressions, ({ expression }) => {
        expect(expression.length).toBeLessThanOrEqual(LIMITS.expressionCharacters);
        expect(expression).not.toContain('\n');
      }),
    );
  });

  it('writes numbers without exponent and with at most ten decimals', () => {
    fc.assert(
      fc.property(expressions, ({ expression, stats }) => {
        const numbers = [expression, ...Object.values(stats)].flatMap(
          (text) => text.match(/\d[\d.eE+-]*(?=\D|$)/g) ?? [],
        );

        for (const number of numbers) expect(number).toMatch(/^\d+(\.\d{1,10})?$/);
      }),
    );
  });
});
