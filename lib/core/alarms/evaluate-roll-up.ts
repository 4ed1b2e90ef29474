import { InputError } from '../errors.ts';
import { printStatistic, type Statistic } from '../statistics/statistic.ts';

/** How values of short periods make the value of a long one. */
export type RollUp = 'sum' | 'smallest' | 'largest' | 'weighted';

/**
 * What a statistic's values over short periods say about a longer one: counts and sums add up, extremes stay extremes, and
 * shares and averages are weighted with their sample counts. Percentiles and trimmed means cannot be put together from
 * parts.
 *
 * @param where named in the error: the series
 * @param hasCounts whether sample counts are there to weigh with
 * @throws InputError code `RollUpRefused`
 */
export function rollUpOf(
  statistic: Statistic,
  where: string,
  hasCounts: boolean,
  seconds: { readonly from: number; readonly to: number },
): RollUp {
  const text = printStatistic(statistic);
  const refused = (why: string) =>
    new InputError('RollUpRefused', {
      where,
      message: `${text} over ${seconds.to} s cannot be had from values over ${seconds.from} s: ${why}`,
    });
  const weighted = (): RollUp => {
    if (hasCounts) return 'weighted';
    throw refused(`give sampleCounts to weigh them with, or values over ${seconds.to} s`);
  };
  if (statistic.kind === 'basic') {
    if (statistic.name === 'Minimum') return 'smallest';
    if (statistic.name === 'Maximum') return 'largest';
    return statistic.name === 'Average' ? weighted() : 'sum';
  }
  if (statistic.kind === 'range') {
    if (statistic.measure === 'TC' || statistic.measure === 'TS') return 'sum';
    if (statistic.measure === 'PR') return weighted();
  }
  throw refused(`it needs the samples; give values over ${seconds.to} s`);
}

/**
 * Rolls a column up: slot i of the answer is the period that ends with slot i. `NaN` where no part has a value, and in the
 * first `parts - 1` slots, whose periods began before the column did.
 */
export function rollUp(
  how: RollUp,
  values: Float64Array,
  parts: number,
  sampleCounts: Float64Array | undefined,
): Float64Array {
  if (parts === 1) return values;
  const rolled = new Float64Array(values.length).fill(Number.NaN);
  for (let end = parts - 1; end < values.length; end++) {
    rolled[end] = combine(how, values, end - parts + 1, end, sampleCounts);
  }
  return rolled;
}

// Every period is added up afresh: running sums would carry rounding from one period into all later ones.
function combine(
  how: RollUp,
  values: Float64Array,
  first: number,
  last: number,
  sampleCounts: Float64Array | undefined,
): number {
  if (how === 'weighted') return weightedMean(values, first, last, sampleCounts);
  let total = Number.NaN;
  for (let slot = first; slot <= last; slot++) {
    const value = values[slot] as number;
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(total)) total = value;
    else if (how === 'sum') total += value;
    else total = how === 'smallest' ? Math.min(total, value) : Math.max(total, value);
  }
  return total;
}

function weightedMean(
  values: Float64Array,
  first: number,
  last: number,
  sampleCounts: Float64Array | undefined,
): number {
  let total = 0;
  let weights = 0;
  for (let slot = first; slot <= last; slot++) {
    const value = values[slot] as number;
    const weight = sampleCounts?.[slot] ?? 0;
    if (Number.isNaN(value) || !(weight > 0)) continue;
    total += value * weight;
    weights += weight;
  }
  return weights > 0 ? total / weights : Number.NaN;
}
