import { assertNever } from '../errors.ts';
import type { RangeMeasure } from './statistic.ts';
import { type Part, type StoredBin, type StoredPeriod, sumOf } from './stored-period.ts';

/** A bin as a range of values cuts it: shares of its count below, inside and above. */
interface CutBin extends StoredBin {
  readonly below: number;
  readonly above: number;
  readonly overlaps: boolean;
}

function cutBin(bin: StoredBin, from: number, to: number): CutBin {
  const width = bin.high - bin.low;
  // A bin of one value is in or out; any other is shared out evenly over its width.
  if (width === 0) {
    const below = Number(bin.low <= from);
    const above = Number(bin.low > to);
    return { ...bin, below, above, overlaps: below + above === 0 };
  }
  const below = clampShare((from - bin.low) / width);
  const above = clampShare((bin.high - to) / width);
  return { ...bin, below, above, overlaps: Math.min(bin.high, to) > Math.max(bin.low, from) };
}

function clampShare(share: number): number {
  return Math.min(Math.max(share, 0), 1);
}

/**
 * Statistics over the samples in `(from, to]`, as stored.
 *
 * @returns `null` for no data point, NaN where CloudWatch returns NaN
 */
export function valueRange(
  measure: RangeMeasure,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
  period: StoredPeriod,
): number | null {
  const { sampleCount } = period;
  if (period.bins.length === 0) return null;
  const clamp = (bound: number) => Math.min(Math.max(bound, period.minimum), period.maximum);
  if (from === to) return emptyRange(measure, sampleCount === 0 ? Number.NaN : clamp(from));
  if (sampleCount === 0) return period.minimum === period.maximum ? null : emptyRange(measure, Number.NaN, Number.NaN);

  const bins = period.bins.map((bin) => cutBin(bin, from, to));
  const parts: Part[] = bins
    .filter((bin) => bin.overlaps && bin.count > 0)
    .map((bin) => ({
      bin,
      from: Math.max(bin.low, from),
      to: Math.min(bin.high, to),
      count: bin.count * (1 - bin.below - bin.above),
    }));
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  if (measure === 'TC') return count;
  if (measure === 'PR') return (100 * count) / sampleCount;
  if (measure === 'TM' && count === 0) return null;
  const edge = weightlessEdge(bins, from, to);
  if (edge === 'undefined') return Number.NaN;

  // Behind a weightless bin that the lower bound cuts, CloudWatch takes the first bin for whole, even where it is cut.
  const [first] = parts;
  const whole = edge === 'cut' && first !== undefined && first.to < first.bin.high ? first.bin : undefined;
  const sum = whole ? count * ((whole.low + whole.high) / 2) : sumOf(parts);
  switch (measure) {
    case 'TS':
      return sum;
    case 'TM':
      return sum / count;
    case 'WM': {
      const below = bins.reduce((total, bin) => total + bin.count * bin.below, 0);
      const above = bins.reduce((total, bin) => total + (bin === whole ? 0 : bin.count * bin.above), 0);
      // No bound, no tail: 0 times infinity is not a number.
      const tails = (below > 0 ? below * clamp(from) : 0) + (above > 0 ? above * clamp(to) : 0);
      return (sum + tails) / sampleCount;
    }
    default:
      return assertNever(measure);
  }
}

/** Values of a range that holds nothing. */
function emptyRange(measure: RangeMeasure, winsorized: number, sum = 0): number | null {
  switch (measure) {
    case 'TM':
      return null;
    case 'TC':
    case 'PR':
      return 0;
    case 'TS':
      return sum;
    case 'WM':
      return winsorized;
    default:
      return assertNever(measure);
  }
}

/**
 * What a bin without weight (made by samples of count 0 alone) does at the ends of a range: CloudWatch's sums are not
 * numbers there, except where the bound itself cuts that bin. Nobody publishes such samples on purpose.
 */
function weightlessEdge(bins: readonly CutBin[], from: number, to: number): 'none' | 'cut' | 'undefined' {
  const positive = bins.filter((bin) => bin.high > 0);
  const inside = positive.filter((bin) => bin.overlaps);
  // An open end reaches for the outermost bin, also where the range stops short of it.
  const first = from === Number.NEGATIVE_INFINITY ? positive[0] : inside[0];
  const last = to === Number.POSITIVE_INFINITY ? positive.at(-1) : inside.at(-1);
  const lowerCuts = first?.count === 0 && first.below > 0;
  if ((first?.count === 0 && !lowerCuts) || (last?.count === 0 && last.above === 0)) return 'undefined';
  return lowerCuts ? 'cut' : 'none';
}
