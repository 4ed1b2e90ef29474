import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bands, bandsFor, bandsForAll, hangBandsFor, isRefusal } from '../../../lib/core/holds/bands.ts';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { binIndex, edgeIndexAtOrBelow, printableEdge } from '../../../lib/core/statistics/edges.ts';

function hold(ceilingSeconds: number, spreadSeconds = 0): HoldProfile {
  return { name: 'custom', ceilingSeconds, spreadSeconds, releaseLaw: 'broadcast', cancels: false, routes: [] };
}

function drawn(result: ReturnType<typeof bandsFor>): Bands {
  if (isRefusal(result)) throw new Error(`refused: ${result.reason}`);
  return result;
}

const isEdge = (value: number) => printableEdge(edgeIndexAtOrBelow(value)) === value;

describe('the bands of Elastic Fleet: hold 300 s, jitter 30 s subtracted, idle timeout 600 s', () => {
  const fleet = drawn(bandsFor(0.8, hold(300, -30), 600));

  it('raise the objective to the next bin edge', () => {
    expect(fleet.objective).toBe(0.826446281);
    expect(fleet.asked.objective).toBe(0.8);
  });
  it('end the slow band on the edge below 10 s', () => expect(fleet.slowTo).toBe(9.8497326758));
  it('start the sideband on the edge above 45 s', () => expect(fleet.sideFrom).toBe(45.2592555682));
  it('end the sideband on the edge below 243 s', () => expect(fleet.sideTo).toBe(228.7615623902));
  it('leave the hold band as the product states it', () => expect([fleet.holdFrom, fleet.holdTo]).toEqual([270, 300]));
  it('look for overruns from the first whole bin above 306 s', () => expect(fleet.overrunFrom).toBe(334.9298034956));
  it('look for hangs between the slow band and 60 s, and read their background above it', () => {
    expect(hangBandsFor(fleet, hold(300, -30), 600)).toEqual({
      slowFrom: 9.8497326758,
      slowTo: 54.7636992375,
      sideFrom: 72.8904836851,
      sideTo: 228.7615623902,
    });
  });
});

describe('bands', () => {
  it('grow with a jitter that is added: Consul holds 300 to 318.75 s', () => {
    const consul = drawn(bandsFor(0.8, hold(300, 18.75)));
    expect([consul.holdFrom, consul.holdTo]).toEqual([300, 318.75]);
    expect(consul.sideTo).toBe(251.6377186293);
    expect(consul.overrunFrom).toBeGreaterThan(1.02 * 318.75);
  });

  it('end below the idle timeout, because nothing outlives it', () => {
    const severed = drawn(bandsFor(0.8, hold(300, -30), 120));
    expect(severed.sideTo).toBe(106.7189571634);
  });

  it('take slow band and sideband of several products from the shortest hold, overruns from the longest', () => {
    const both = drawn(bandsForAll(0.8, [hold(300, -30), hold(30)]));
    const short = drawn(bandsFor(0.8, hold(30)));
    const long = drawn(bandsFor(0.8, hold(300, -30)));
    expect(both).toEqual({ ...short, holdTo: 300, overrunFrom: long.overrunFrom });
  });

  it('are refused where the hold is shorter than five objectives, with the figures', () => {
    expect(bandsFor(1, hold(4.9))).toMatchObject({ refused: true, code: 'ceiling-below-five-objectives' });
    expect((bandsFor(1, hold(4.9)) as { reason: string }).reason).toContain(
      'hold ceiling 4.9 s is below 5 x the objective of 1 s',
    );
  });

  it('are refused at five objectives, too, but because the slow band is empty there', () => {
    expect(bandsFor(1, hold(5))).toMatchObject({ refused: true, code: 'no-sideband' });
  });

  it('are refused where the idle timeout leaves no sideband', () => {
    const refused = bandsFor(0.8, hold(300, -30), 50);
    expect(refused).toMatchObject({ refused: true, code: 'no-sideband' });
    expect((refused as { reason: string }).reason).toContain('idle timeout of 50 s');
  });

  it.each([0, -1, Number.NaN, Infinity])('do not exist for an objective of %s', (objective) => {
    expect(() => bandsFor(objective, hold(300))).toThrow(/objective must be above 0 s/);
  });
  it('do not exist without a profile', () => expect(() => bandsForAll(0.8, [])).toThrow(RangeError));
  it('do not exist where the jitter eats the hold', () =>
    expect(() => bandsFor(0.8, hold(300, -300))).toThrow(RangeError));

  const anything = fc.record({
    objective: fc.double({ min: 0.01, max: 20, noNaN: true }),
    ceiling: fc.double({ min: 0.1, max: 4000, noNaN: true }),
    spread: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    idle: fc.option(fc.integer({ min: 1, max: 4000 }), { nil: undefined }),
  });

  it('are in order, on bin edges, and keep a whole empty bin below the hold band, or are refused', () => {
    let count = 0;
    fc.assert(
      fc.property(anything, ({ objective, ceiling, spread, idle }) => {
        const bands = bandsFor(objective, hold(ceiling, spread * ceiling), idle);
        if (isRefusal(bands)) return;
        count += 1;
        const { slowTo, sideFrom, sideTo, holdFrom, holdTo, overrunFrom } = bands;
        const ascending = [objective, bands.objective, slowTo, sideFrom, sideTo, holdFrom, holdTo, overrunFrom];
        expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
        for (const edge of [bands.objective, slowTo, sideFrom, sideTo, overrunFrom]) expect(isEdge(edge)).toBe(true);
        // The bin that starts at the sideband's end is over before the first hold can end.
        expect(binIndex(Math.min(holdFrom, idle ?? Infinity))).toBeGreaterThan(binIndex(sideTo * 1.0001));
        expect(sideTo).toBeLessThanOrEqual(0.9 * Math.min(holdFrom, idle ?? Infinity));
      }),
      { numRuns: 2000 },
    );
    expect(count).toBeGreaterThan(500);
  });

  it('of hangs start where the slow band ends and share the upper end of its sideband, or are refused', () => {
    let count = 0;
    fc.assert(
      fc.property(anything, ({ objective, ceiling, spread, idle }) => {
        const profile = hold(ceiling, spread * ceiling);
        const bands = bandsFor(objective, profile, idle);
        if (isRefusal(bands)) return;
        const hang = hangBandsFor(bands, profile, idle);
        if (isRefusal(hang)) return;
        count += 1;
        expect(hang.slowFrom).toBe(bands.slowTo);
        expect(hang.sideTo).toBe(bands.sideTo);
        const ascending = [hang.slowFrom, hang.slowTo, hang.sideFrom, hang.sideTo];
        expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
        for (const edge of ascending) expect(isEdge(edge)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(count).toBeGreaterThan(300);
  });
});
