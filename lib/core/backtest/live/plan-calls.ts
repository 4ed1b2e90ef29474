import { commonDivisor } from '../../alarms/evaluate-inputs.ts';
import type { Stretch } from '../model.ts';
import type { HistoryRead } from './reads.ts';

/** Limits of GetMetricData: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
/** CloudWatch answers sooner where calls begin on the hour (same page). */
const HOUR = 3600;
/** List price of GetMetricData for each metric requested, in dollars; https://aws.amazon.com/cloudwatch/pricing/. */
const DOLLARS_PER_METRIC = 0.01 / 1000;

/** One call of GetMetricData whose answer fits one page. */
export interface HistoryCall extends Stretch {
  readonly reads: readonly HistoryRead[];
}

/** What reading costs. */
export interface ReadingCost {
  readonly calls: number;
  /** Metrics requested: what is billed. */
  readonly metrics: number;
  readonly dollars: number;
}

/**
 * Plans the calls that bring every read over a stretch, as few as pages allow. Time is cut where that saves calls: four
 * series of 15 days leave room in a page that a cut would fill. Among equally few calls, those that request the fewest
 * metrics, for metrics are billed.
 *
 * @param stretch begins on a whole minute; reads of longer periods begin with the period that it lies in
 */
export function planHistoryCalls(reads: readonly HistoryRead[], { from, to }: Stretch): HistoryCall[] {
  if (reads.length === 0 || from >= to) return [];
  const sorted = reads.toSorted((a, b) => a.periodSeconds - b.periodSeconds);
  const periods = new Set(sorted.map(({ periodSeconds }) => periodSeconds));
  const step = [...periods].reduce(leastCommonMultiple);
  const start = Math.floor(from / step) * step;
  const grid = leastCommonMultiple(step, HOUR);
  let best: HistoryCall[] | undefined;
  const mostParts = Math.max(1, Math.ceil((to - start) / grid));
  // More parts than this leave a page of 500 queries half empty.
  const worthwhile = Math.ceil((MOST_QUERIES * (to - start)) / ((sorted[0]?.periodSeconds ?? 60) * MOST_POINTS)) + 1;
  for (let parts = 1; parts <= Math.min(mostParts, worthwhile); parts++) {
    const calls = cut({ from: start, to }, parts, grid).flatMap((part) => pack(sorted, part));
    if (!best || calls.length < best.length) best = calls;
  }
  return best as HistoryCall[];
}

/** What calls cost before one is made. */
export function costOf(calls: readonly HistoryCall[]): ReadingCost {
  const metrics = calls.reduce((sum, { reads }) => sum + reads.length, 0);
  return { calls: calls.length, metrics, dollars: metrics * DOLLARS_PER_METRIC };
}

/** Parts of about one length whose inner borders lie on the grid. */
function cut({ from, to }: Stretch, parts: number, grid: number): Stretch[] {
  const length = Math.ceil((to - from) / parts / grid) * grid;
  const cuts: Stretch[] = [];
  let at = from;
  while (at < to) {
    const next = Math.min(to, Math.floor(at / grid) * grid + length);
    cuts.push({ from: at, to: next });
    at = next;
  }
  return cuts;
}

function pack(reads: readonly HistoryRead[], { from, to }: Stretch): HistoryCall[] {
  const calls: HistoryRead[][] = [];
  let room = 0;
  for (const read of reads) {
    const points = Math.ceil((to - from) / read.periodSeconds);
    const last = calls.at(-1);
    if (last && last.length < MOST_QUERIES && points <= room) {
      last.push(read);
      room -= points;
    } else {
      calls.push([read]);
      room = MOST_POINTS - points;
    }
  }
  return calls.map((each) => ({ from, to, reads: each }));
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / commonDivisor(a, b)) * b;
}
