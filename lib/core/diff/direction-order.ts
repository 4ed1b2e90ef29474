import type { MissingData } from '../alarms/definition.ts';
import { isStatistic, parseStatistic, type Statistic } from '../statistics/statistic.ts';

/*
 * Orders that always hold, whatever the data: the proofs behind docs/directions.md. Each answers a negative number where
 * the first is the lesser, a positive one where it is the greater, 0 where they are equal, `undefined` where data decide.
 */

/**
 * Which of two statistics of the same samples is the lower: Minimum ≤ pX ≤ pY ≤ Maximum for X ≤ Y, Minimum ≤ Average ≤
 * Maximum, and a count (or share) of a range within another range is at most that one's.
 */
export function compareStatistics(before: string, after: string): number | undefined {
  if (!isStatistic(before) || !isStatistic(after)) return undefined;
  const [one, other] = [parseStatistic(before), parseStatistic(after)];
  if (one.kind === 'range' && other.kind === 'range') return compareRanges(one, other);
  const [low, high] = [place(one), place(other)];
  if (!low || !high) return undefined;
  if (low.from === high.from && low.to === high.to) return low.from === low.to ? 0 : undefined;
  if (low.to <= high.from) return -1;
  return high.to <= low.from ? 1 : undefined;
}

/** Where among the sorted samples a statistic lies, in percent: the average is somewhere between both ends. */
function place(statistic: Statistic): { readonly from: number; readonly to: number } | undefined {
  if (statistic.kind === 'percentile') return { from: statistic.percent, to: statistic.percent };
  if (statistic.kind !== 'basic') return undefined;
  switch (statistic.name) {
    case 'Minimum':
      return { from: 0, to: 0 };
    case 'Maximum':
      return { from: 100, to: 100 };
    case 'Average':
      return { from: 0, to: 100 };
    default:
      return undefined;
  }
}

/** Without a lower bound a range counts 0, too; from 0 it does not. */
const BELOW_ALL = -1;

type Range = Extract<Statistic, { kind: 'range' }>;

function compareRanges(one: Range, other: Range): number | undefined {
  // A mean or a sum of a narrower range may be higher.
  if (one.measure !== other.measure || (one.measure !== 'TC' && one.measure !== 'PR')) return undefined;
  const from = (one.from ?? BELOW_ALL) - (other.from ?? BELOW_ALL);
  const to = (one.to ?? Number.MAX_VALUE) - (other.to ?? Number.MAX_VALUE);
  if (from >= 0 && to <= 0) return from === 0 && to === 0 ? 0 : -1;
  return from <= 0 && to >= 0 ? 1 : undefined;
}

const MISSING_DATA_RANKS: Readonly<Record<MissingData, number>> = {
  notBreaching: 0,
  missing: 1,
  ignore: 1,
  breaching: 2,
};

/**
 * Which treatment of missing data alarms less. `notBreaching` never alarms where another does not, `breaching` always does
 * where another does; `missing` forgets and `ignore` remembers, so between those two data decide.
 */
export function compareMissingData(before: MissingData, after: MissingData): number | undefined {
  if (before === after) return 0;
  const ranks = MISSING_DATA_RANKS[before] - MISSING_DATA_RANKS[after];
  return ranks === 0 ? undefined : ranks;
}
