import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimateBackground,
  estimateFactors,
  flatBackground,
  isSignificant,
  slowSharePercent,
} from '../../../lib/core/holds/background.ts';
import { bandsFor, type EstimateEdges, isRefusal, slowEdges } from '../../../lib/core/holds/bands.ts';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { randomDoubles } from './_random.ts';

const FLEET: EstimateEdges = {
  slowFrom: 0.826446281,
  slowTo: 9.8497326758,
  sideFrom: 45.2592555682,
  sideTo: 228.7615623902,
};

it('K and G of Elastic Fleet are those of the model', () => {
  const { k, g } = estimateFactors(FLEET);
  expect(k.toFixed(6)).toBe('0.049173');
  expect(g.toFixed(6)).toBe('0.217551');
});

describe('the survivor form', () => {
  it('is the arithmetic of the alarm expression, pseudo-counts and all', () => {
    // Worked by hand: lr = ln(101/40.5), b = K*101*lr*(1 + G*lr + G^2/2*lr^2).
    const { background, standardError } = estimateBackground({ slow: 7, late: 100, held: 40 }, FLEET);
    expect(background).toBeCloseTo(5.53035, 3);
    expect(standardError).toBeCloseTo(Math.sqrt(5.53035 * (1 + 5.53035 / 61)), 3);
  });

  it('is finite and above 0 where nothing was counted', () => {
    const { background, standardError } = estimateBackground({ slow: 0, late: 0, held: 0 }, FLEET);
    expect(background).toBeGreaterThan(0);
    expect(background).toBeLessThan(0.1);
    expect(standardError).toBeGreaterThan(0);
  });

  it('grows with the polls that die in the sideband, and shrinks to about 0 when none do', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (released, held) => {
        const late = released + held;
        const more = estimateBackground({ slow: 0, late: late + 1, held }, FLEET).background;
        expect(more).toBeGreaterThan(estimateBackground({ slow: 0, late, held }, FLEET).background);
      }),
    );
    expect(estimateBackground({ slow: 0, late: 5000, held: 5000 }, FLEET).background).toBeLessThan(0.1);
  });
});

describe('the flat form', () => {
  it('is the arithmetic of the alarm expression', () => {
    const { k } = estimateFactors(FLEET);
    expect(flatBackground({ slow: 0, side: 60 }, FLEET)).toEqual({
      background: k * 61,
      standardError: Math.sqrt(k * (1 + k) * 61),
    });
  });
});

describe('significance', () => {
  const estimate = { background: 2, standardError: 1.5 };
  it('asks for the margin and z standard errors on top of the background', () => {
    expect(isSignificant(2 + 1 + 3 * 1.5, estimate, { z: 3, margin: 1 })).toBe(false);
    expect(isSignificant(2 + 1 + 3 * 1.5 + 0.01, estimate, { z: 3, margin: 1 })).toBe(true);
  });
  it('is never given to a deficit', () => {
    expect(isSignificant(0, { background: 50, standardError: 1 }, { z: 3, margin: 1 })).toBe(false);
  });
  it('makes the share 0 where it is missing, and otherwise counts only the excess', () => {
    const asked = { z: 3, margin: 1 };
    expect(slowSharePercent({ fast: 100, slow: 5 }, estimate, asked)).toBe(0);
    expect(slowSharePercent({ fast: 88, slow: 12 }, estimate, asked)).toBeCloseTo(10, 3);
  });
});

/** Lengths of polls as they end: early ones by the law, the others at the ceiling less its jitter. */
type Law = (ceiling: number, draw: () => number) => number;
const uniform: Law = (ceiling, draw) => draw() * ceiling;
const exponential =
  (meanOfCeiling: number): Law =>
  (ceiling, draw) =>
    Math.min(ceiling, -Math.log(1 - draw()) * meanOfCeiling * ceiling);

interface Mix {
  readonly edges: EstimateEdges;
  readonly ceiling: number;
  readonly jitter: number;
  readonly polls: number;
  /** Share of polls the law may end; the rest expire. */
  readonly releasable: number;
  readonly law: Law;
}

function counts(mix: Mix, draw: () => number) {
  const { edges } = mix;
  let slow = 0;
  let late = 0;
  let held = 0;
  for (let i = 0; i < mix.polls; i += 1) {
    const expiry = mix.ceiling - draw() * mix.jitter;
    const seconds = draw() < mix.releasable ? Math.min(expiry, mix.law(mix.ceiling, draw)) : expiry;
    if (seconds > edges.slowFrom && seconds <= edges.slowTo) slow += 1;
    if (seconds > edges.sideFrom) late += 1;
    if (seconds > edges.sideTo) held += 1;
  }
  return { slow, late, held, side: late - held };
}

function edgesOf(ceiling: number, jitter: number): EstimateEdges {
  const profile: HoldProfile = {
    name: 'custom',
    ceilingSeconds: ceiling,
    spreadSeconds: -jitter,
    releaseLaw: 'broadcast',
    cancels: false,
    routes: [],
  };
  const bands = bandsFor(0.8, profile);
  if (isRefusal(bands)) throw new Error(bands.reason);
  return slowEdges(bands);
}

const POLLS = 200;
const ROUNDS = 400;

/** Mean of slow − background over many periods, in standard errors of that mean, and its size beside the true mean. */
function bias(mix: Mix, form: 'survivor' | 'flat', seed: number) {
  const draw = randomDoubles(seed);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const counted = counts(mix, draw);
    const { background } =
      form === 'flat' ? flatBackground(counted, mix.edges) : estimateBackground(counted, mix.edges);
    return { slow: counted.slow, off: counted.slow - background };
  });
  const meanOff = rounds.reduce((sum, round) => sum + round.off, 0) / ROUNDS;
  const meanSlow = rounds.reduce((sum, round) => sum + round.slow, 0) / ROUNDS;
  const variance = rounds.reduce((sum, round) => sum + (round.off - meanOff) ** 2, 0) / (ROUNDS - 1);
  return { meanOff, meanSlow, sigmas: meanOff / Math.sqrt(variance / ROUNDS) };
}

describe('with nothing slow, early releases explain the slow band', () => {
  const matched: readonly (readonly [string, Mix, 'survivor' | 'flat'])[] = [
    ['uniform releases, Fleet, flat form', mixOf(300, 30, 0.3, uniform), 'flat'],
    ['exponential releases, mean half the hold, Fleet', mixOf(300, 30, 1, exponential(0.5)), 'survivor'],
    ['exponential releases, mean the hold, 30 s holds', mixOf(30, 0, 1, exponential(1)), 'survivor'],
    ['exponential releases, mean two holds, 90 s holds', mixOf(90, 0, 1, exponential(2)), 'survivor'],
  ];
  const uniformLaws: readonly (readonly [string, Mix, 'survivor' | 'flat'])[] = [
    ['uniform releases, Fleet', mixOf(300, 30, 0.3, uniform), 'survivor'],
    ['uniform releases, 60 s holds', mixOf(60, 0, 0.3, uniform), 'survivor'],
  ];

  function mixOf(ceiling: number, jitter: number, releasable: number, law: Law): Mix {
    return { edges: edgesOf(ceiling, jitter), ceiling, jitter, polls: POLLS, releasable, law };
  }

  it.each(matched)('%s: the estimate is unbiased within sampling error', (_, mix, form) => {
    const { meanSlow, sigmas } = bias(mix, form, 11);
    expect(meanSlow).toBeGreaterThan(1);
    expect(Math.abs(sigmas)).toBeLessThan(3);
  });

  it.each(uniformLaws)('%s: the survivor form errs by up to a fifth, and on the safe side', (_, mix, form) => {
    const { meanOff, meanSlow } = bias(mix, form, 11);
    expect(meanOff).toBeLessThan(0);
    expect(-meanOff).toBeLessThan(0.2 * meanSlow);
  });

  it.each([...matched, ...uniformLaws])('%s: a period is rarely called significant', (_, mix, form) => {
    const draw = randomDoubles(23);
    let significant = 0;
    for (let i = 0; i < ROUNDS; i += 1) {
      const counted = counts(mix, draw);
      const estimate = form === 'flat' ? flatBackground(counted, mix.edges) : estimateBackground(counted, mix.edges);
      if (isSignificant(counted.slow, estimate, { z: 3, margin: 1 })) significant += 1;
    }
    expect(significant / ROUNDS).toBeLessThanOrEqual(0.01);
  });

  it('and slow requests on top are significant nearly always', () => {
    const mix = mixOf(300, 30, 0.3, uniform);
    const draw = randomDoubles(5);
    let caught = 0;
    for (let i = 0; i < 100; i += 1) {
      const counted = counts(mix, draw);
      const slow = counted.slow + 20;
      if (isSignificant(slow, estimateBackground({ ...counted, slow }, mix.edges), { z: 3, margin: 1 })) caught += 1;
    }
    expect(caught).toBeGreaterThan(90);
  });

  it('but the flat form takes message-driven releases for slowness: why it is for broadcast products only', () => {
    const mix = mixOf(300, 30, 1, exponential(0.2));
    const flat = bias(mix, 'flat', 3);
    const survivor = bias(mix, 'survivor', 3);
    expect(flat.meanOff).toBeGreaterThan(2);
    expect(Math.abs(survivor.meanOff)).toBeLessThan(flat.meanOff / 2);
  });
});
