/** Functions that make one number of many: over all points of a series, or over the series of a list, period by period. */
export type StatisticName = 'SUM' | 'AVG' | 'MIN' | 'MAX' | 'STDDEV';

/**
 * @param present values that are there, at least one
 * @param places how many values there would be if none were missing
 */
type Statistic = (present: Float64Array, places: number) => number;

export const STATISTICS: Readonly<Record<StatisticName, Statistic>> = {
  SUM: total,
  // "Missing values are treated as 0", and a 0 counts.
  AVG: (present, places) => total(present) / places,
  MIN: (present) => present.reduce((least, value) => Math.min(least, value)),
  MAX: (present) => present.reduce((most, value) => Math.max(most, value)),
  STDDEV: (present) => {
    const mean = total(present) / present.length;
    return Math.sqrt(present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length);
  },
};

/** A statistic over all points of a series; `NaN` where it has none. */
export function overPeriods(name: StatisticName, column: Float64Array): number {
  const present = column.filter((value) => !Number.isNaN(value));
  return present.length === 0 ? Number.NaN : STATISTICS[name](present, column.length);
}

/** A statistic over several series in each period; no value where none of them has one. */
export function overColumns(name: StatisticName, columns: readonly Float64Array[], length: number): Float64Array {
  const result = new Float64Array(length);
  const values = new Float64Array(columns.length);
  for (let i = 0; i < length; i++) {
    let count = 0;
    for (const column of columns) {
      const value = column[i] as number;
      if (!Number.isNaN(value)) values[count++] = value;
    }
    result[i] = count === 0 ? Number.NaN : STATISTICS[name](values.subarray(0, count), columns.length);
  }
  return result;
}

/** Each value less the value before it, however long ago; the first has none before it, so no result. */
export function differences(column: Float64Array): Float64Array {
  let before = Number.NaN;
  return column.map((value) => {
    const difference = value - before;
    if (!Number.isNaN(value)) before = value;
    return difference;
  });
}

/** Gaps filled with the value before them; a gap at the start stays. */
export function fillRepeating(column: Float64Array): Float64Array {
  let last = Number.NaN;
  return column.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}

/** Gaps filled along the line from the value before to the value after; a gap at the start or the end stays. */
export function fillAlongLine(column: Float64Array): Float64Array {
  const result = column.slice();
  let from = -1;
  column.forEach((value, to) => {
    if (Number.isNaN(value)) return;
    const before = column[from] ?? Number.NaN;
    for (let i = from + 1; i < to; i++) result[i] = before + ((value - before) * (i - from)) / (to - from);
    from = to;
  });
  return result;
}

/** Missing values taken from the other column, or the number. */
export function fillWith(column: Float64Array, filler: number | Float64Array): Float64Array {
  return column.map((value, i) => {
    if (!Number.isNaN(value)) return value;
    return typeof filler === 'number' ? filler : (filler[i] as number);
  });
}

function total(present: Float64Array): number {
  return present.reduce((sum, value) => sum + value, 0);
}
