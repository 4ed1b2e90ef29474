import { describe, expect, it } from 'vitest';
import { BINS, binOf } from '../../../bench/bakeoff/bins.ts';
import { Minutes } from '../../../bench/bakeoff/minutes.ts';
import type { Point, Schedule } from '../../../bench/bakeoff/point.ts';
import { RULE_IDS } from '../../../bench/bakeoff/rules.ts';
import { score } from '../../../bench/bakeoff/score.ts';
import { notSeparable } from '../../../bench/bakeoff/separable.ts';
import { beatenAt, type Result, summarise } from '../../../bench/bakeoff/summary.ts';
import { detectableInPrinciple } from '../../../bench/bakeoff/truth.ts';

const POINT: Point = { hold: 60, rate: 30, polls: 0.2, law: 'broadcast', early: 0.1 };
const SLOWDOWN = { kind: 'wide', from: 6000, to: 7500 } as const;
const SCHEDULE: Schedule = {
  bursts: [24_000],
  deploys: [],
  slowdowns: [SLOWDOWN],
  severed: { from: 0, to: 0 },
  fleet: [],
};

describe('detectable in principle', () => {
  const truth = (slow: number, early: number, seconds = 3): Minutes => {
    const minutes = new Minutes(200);
    minutes.slow[102 * BINS + binOf(seconds)] = slow;
    minutes.early.fill(early / 5, 100, 106);
    return minutes;
  };

  it.each([
    ['five slow requests and no release', 5, 0, true],
    ['four slow requests', 4, 0, false],
    ['slow requests among few releases', 20, 100, true],
    ['slow requests among very many releases', 20, 10_000, false],
  ])('%s', (_, slow, early, expected) => {
    expect(detectableInPrinciple(truth(slow, early), POINT, SLOWDOWN)).toBe(expected);
  });

  it('looks at the slowdown, not at other times', () => {
    expect(detectableInPrinciple(truth(50, 0), POINT, { from: 0, to: 1500 })).toBe(false);
  });
});

describe('a score', () => {
  const active = (...minutes: number[]): Uint8Array => {
    const states = new Uint8Array(600);
    for (const minute of minutes) states[minute] = 1;
    return states;
  };
  const never = () => false;

  it('counts a page in a slowdown as caught, with its delay', () => {
    expect(score(active(107, 108), SCHEDULE, never)).toEqual({
      falsePages: 0,
      falseMinutes: 0,
      burstPages: 0,
      delays: [8],
    });
  });

  it('counts pages and minutes at quiet times', () => {
    expect(score(active(10, 11, 20), SCHEDULE, never)).toMatchObject({ falsePages: 2, falseMinutes: 3, delays: [-1] });
  });

  it('does not hold against a rule that it remembers a slowdown', () => {
    expect(score(active(107, 108, 140, 141), SCHEDULE, never)).toMatchObject({ falsePages: 0, falseMinutes: 0 });
  });

  it('blames a page on a release that it would not have come without', () => {
    expect(score(active(402), SCHEDULE, () => false).burstPages).toBe(1);
    expect(score(active(402), SCHEDULE, () => true).burstPages).toBe(0);
  });

  it('blames none on two releases within an hour', () => {
    expect(score(active(402), { ...SCHEDULE, bursts: [24_000, 24_600] }, () => false).burstPages).toBe(0);
  });
});

describe('a summary', () => {
  const outcomeOf = (
    scores: Readonly<Record<string, { readonly caught: number; readonly falseMinutes: number }>>,
  ): Result => ({
    point: POINT,
    seed: 1,
    outcome: {
      kinds: ['wide', 'tail'],
      detectable: [true, false],
      scores: Object.fromEntries(
        RULE_IDS.map((id) => {
          const { caught = 0, falseMinutes = 100 } = scores[id] ?? {};
          const delays = [0, 1].map((i) => (i < caught ? 5 : -1));
          return [id, { falsePages: Math.min(1, falseMinutes), falseMinutes, burstPages: 0, delays }];
        }),
      ),
    },
  });
  const [ours = '', , , peer = ''] = RULE_IDS;

  it('counts what was caught of the detectable, and of the oracle', () => {
    const result = outcomeOf({
      [ours]: { caught: 1, falseMinutes: 2 },
      'oracle, standard': { caught: 2, falseMinutes: 0 },
    });

    expect(summarise([result], ours)).toMatchObject({
      caughtDetectable: 1,
      detectable: 1,
      caught: 1,
      oracle: 2,
      falseMinutes: 2,
    });
    expect(summarise([result], ours, 'tail')).toMatchObject({ caughtDetectable: 0, detectable: 0, slowdowns: 1 });
  });

  it.each([
    ['no more false minutes and one catch more', { caught: 2, falseMinutes: 2 }, true],
    ['fewer false minutes and as many catches', { caught: 1, falseMinutes: 1 }, true],
    ['the same of both', { caught: 1, falseMinutes: 2 }, false],
    ['more false minutes and more catches', { caught: 2, falseMinutes: 3 }, false],
  ])('finds a peer with %s: %o', (_, theirs, better) => {
    const result = outcomeOf({ [ours]: { caught: 1, falseMinutes: 2 }, [peer]: theirs });

    expect(beatenAt([result], ours).some(({ by }) => by === peer)).toBe(better);
  });
});

describe('not separable', () => {
  it.each([
    ['too few requests', { ...POINT, rate: 3, polls: 0.9 }, /^too few requests: 0.9 /],
    ['thousands of releases', { ...POINT, rate: 3000, polls: 0.99, early: 0.3, hold: 20 }, /^drowned: /],
  ])('%s', (_, point, reason) => {
    expect(notSeparable(point)).toMatch(reason);
  });

  it('does not list what can be told apart', () => {
    expect(notSeparable(POINT)).toBeUndefined();
  });
});
