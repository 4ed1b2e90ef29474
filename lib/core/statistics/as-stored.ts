import { assertNever } from '../errors.ts';
import { percentRange } from './percent-range.ts';
import type { BasicStatistic, Statistic } from './statistic.ts';
import { hasRanks, type StoredPeriod } from './stored-period.ts';
import { valueRange } from './value-range.ts';

/**
 * A statistic over one stored period, by the rules fitted to recordings of native CloudWatch (docs/statistics.md numbers
 * them; AWS documents the statistics, not how they are computed).
 *
 * @returns `null` for no data point, NaN where CloudWatch returns NaN
 */
export function computeStored(statistic: Statistic, period: StoredPeriod): number | null {
  if (period.minimum > period.maximum) return null; // nothing published
  switch (statistic.kind) {
    case 'basic':
      return basic(statistic.name, period);
    case 'percentile':
      return percentile(statistic.percent, period);
    case 'interquartile-mean':
      return percentRange('TM', 25, 75, period);
    case 'percent-range':
      return percentRange(statistic.measure, statistic.from ?? 0, statistic.to ?? 100, period);
    case 'range':
      return valueRange(statistic.measure, statistic.from, statistic.to, period);
    default:
      return assertNever(statistic);
  }
}

function basic(name: BasicStatistic, period: StoredPeriod): number {
  switch (name) {
    case 'SampleCount':
      return period.sampleCount;
    case 'Sum':
      return period.sum;
    case 'Average':
      return period.sum / period.sampleCount;
    case 'Minimum':
      return period.minimum;
    case 'Maximum':
      return period.maximum;
    default:
      return assertNever(name);
  }
}

/** Inside a bin a percentile moves geometrically: equal ranks, equal ratios. */
function percentile(percent: number, period: StoredPeriod): number | null {
  if (percent === 0) return period.minimum;
  if (percent === 100) return period.maximum;
  if (period.minimum === period.maximum) return period.minimum;
  if (!hasRanks(period)) return null;

  const rank = (percent / 100) * period.sampleCount;
  let below = 0;
  for (const { low, high, count } of period.bins) {
    if (rank <= below + count) {
      if (low === high) return low;
      return Math.min(low * (high / low) ** ((rank - below) / count), period.maximum);
    }
    below += count;
  }
  return period.maximum; // rounding of fractional counts left the rank a hair above the last bin
}
