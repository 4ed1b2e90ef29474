import { median } from '../measure.ts';
import { PEERS } from './peers.ts';
import type { Point, SlowdownKind } from './point.ts';
import type { Outcome } from './run-point.ts';
import { notSeparable } from './separable.ts';

export interface Result {
  readonly point: Point;
  readonly seed: number;
  readonly outcome: Outcome;
}

/** What a rule did over many points. */
export interface Summary {
  readonly rule: string;
  readonly weeks: number;
  readonly falsePages: number;
  readonly falseMinutes: number;
  /** Percent of all minutes. */
  readonly falsePercent: number;
  readonly burstPages: number;
  readonly caught: number;
  /** Of those detectable in principle. */
  readonly caughtDetectable: number;
  readonly detectable: number;
  /** Of those that the oracle of the same windows caught. */
  readonly oracle: number;
  readonly slowdowns: number;
  /** Minutes. @default - nothing caught */
  readonly medianDelay?: number;
}

const WEEKS = 2;
const MINUTES_A_WEEK = 10_080;

export function summarise(results: readonly Result[], rule: string, kind?: SlowdownKind): Summary {
  const oracle = rule === 'holdband, thorough' ? 'oracle, thorough' : 'oracle, standard';
  const sum = {
    falsePages: 0,
    falseMinutes: 0,
    burstPages: 0,
    caught: 0,
    caughtDetectable: 0,
    detectable: 0,
    oracle: 0,
  };
  const delays: number[] = [];
  let slowdowns = 0;
  for (const { outcome } of results) {
    const own = outcome.scores[rule];
    const best = outcome.scores[oracle];
    if (!own || !best) throw new Error(`no score of ${rule}`);
    sum.falsePages += own.falsePages;
    sum.falseMinutes += own.falseMinutes;
    sum.burstPages += own.burstPages;
    for (const [i, delay] of own.delays.entries()) {
      if (kind && outcome.kinds[i] !== kind) continue;
      slowdowns++;
      const isCaught = delay >= 0;
      if (isCaught) delays.push(delay);
      sum.caught += Number(isCaught);
      sum.detectable += Number(outcome.detectable[i]);
      sum.caughtDetectable += Number(isCaught && outcome.detectable[i]);
      sum.oracle += Number((best.delays[i] as number) >= 0);
    }
  }
  const weeks = WEEKS * results.length;
  return {
    rule,
    weeks,
    ...sum,
    falsePercent: (100 * sum.falseMinutes) / (weeks * MINUTES_A_WEEK || 1),
    slowdowns,
    ...(delays.length > 0 && { medianDelay: median(delays) }),
  };
}

/** A rule of somebody else that did better than ours at a point, on all seeds together. */
export interface Beaten {
  readonly point: Point;
  readonly by: string;
  readonly theirs: { readonly caught: number; readonly falseMinutes: number };
  readonly ours: { readonly caught: number; readonly falseMinutes: number };
}

/**
 * Where another rule had no more false minutes and caught no fewer slowdowns than ours, one of the two strictly.
 *
 * @param others default: what peers deploy
 */
export function beatenAt(
  results: readonly Result[],
  ours: string,
  others: readonly string[] = PEERS.map(({ name }) => name),
): Beaten[] {
  return [...Map.groupBy(results, ({ point }) => point)].flatMap(([point, own]) => {
    const mine = summarise(own, ours);
    return others.flatMap((by) => {
      const theirs = summarise(own, by);
      const noWorse = theirs.falseMinutes <= mine.falseMinutes && theirs.caught >= mine.caught;
      const better = theirs.falseMinutes < mine.falseMinutes || theirs.caught > mine.caught;
      return noWorse && better ? [{ point, by, theirs: pick(theirs), ours: pick(mine) }] : [];
    });
  });
}

function pick({ caught, falseMinutes }: Summary) {
  return { caught, falseMinutes };
}

/** Results at points where slowdowns can be expected to be found. */
export function separable(results: readonly Result[]): Result[] {
  return results.filter(({ point }) => notSeparable(point) === undefined);
}
