import { assertNever } from '../errors.ts';
import { BIN_RATIO } from './edges.ts';
import type { TrimmedMeasure } from './statistic.ts';
import { hasRanks, type Part, type StoredPeriod, sumOf } from './stored-period.ts';

/** Statistics over the samples ranked from `x` to `y` percent, as stored. @returns `null` for no data point */
export function percentRange(measure: TrimmedMeasure, x: number, y: number, period: StoredPeriod): number | null {
  if (!hasRanks(period)) return null;
  const total = period.sampleCount;
  const lower = (x / 100) * total;
  const upper = (y / 100) * total;
  if (lower === upper) return measure === 'TM' ? null : 0;

  const parts: Part[] = [];
  let below = 0;
  for (const bin of period.bins) {
    const start = Math.max(lower, below);
    const end = Math.min(upper, below + bin.count);
    if (end > start) {
      const at = (rank: number) => bin.low + ((bin.high - bin.low) * (rank - below)) / bin.count;
      parts.push({ bin, from: at(start), to: at(end), count: end - start });
    }
    below += bin.count;
  }

  const sum = sumOf(parts);
  switch (measure) {
    case 'TC':
      return upper - lower;
    case 'TS':
      return sum;
    case 'TM':
      return sum / (upper - lower);
    case 'WM':
      return (
        (sum + lower * tailValue(lower, 'lower', period) + (total - upper) * tailValue(upper, 'upper', period)) / total
      );
    default:
      return assertNever(measure);
  }
}

/**
 * What stands in for the samples cut off at a rank. Not the value at the cut: the bin's lower end times 1.1^e, where e grows
 * with the count of the bin, so that it is the bin's upper edge as soon as the bin holds two. Odd, and as recorded.
 */
function tailValue(cut: number, side: 'lower' | 'upper', period: StoredPeriod): number {
  let below = 0;
  for (const { low, count } of period.bins) {
    if (count > 0 && cut <= below + count) {
      const inside = (cut - below) / count;
      const share = side === 'upper' || inside === 1 ? inside : 1 - inside;
      const exponent = Math.min(Math.max(share + count - 1, 0), 1);
      return Math.min(period.maximum, low * BIN_RATIO ** exponent);
    }
    below += count;
  }
  return period.maximum;
}
