import { InputError } from '../../errors.ts';

/** One figure a period, without gaps in time. */
export interface Series {
  /** Length of a period in seconds, above 0. */
  readonly periodSeconds: number;
  /** Start of the first period, epoch seconds. */
  readonly start: number;
  /** One value a period, oldest first; `NaN` where the period has no data point. */
  readonly values: Float64Array;
}

/** Series brought to one range of time. */
export interface Frame {
  readonly periodSeconds: number;
  readonly start: number;
  /** Number of periods. */
  readonly length: number;
  /** Values of each series over the whole range, by id; not to be written to. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/**
 * Brings series to the range that covers all of them; where one has no period, it has no data point.
 *
 * @throws InputError `SeriesRefused` where there are none, or where their periods differ in length or in where they start
 */
export function frameOf(inputs: ReadonlyMap<string, Series>): Frame {
  const [reference] = inputs;
  if (!reference) throw refused('series', 'there are none, so there is no time to evaluate');
  const [firstId, { periodSeconds, start: anyStart }] = reference;
  let start = Infinity;
  let end = -Infinity;
  for (const [id, series] of inputs) {
    if (series.periodSeconds !== periodSeconds) {
      throw refused(
        id,
        `its period is ${series.periodSeconds} s, that of ${firstId} ${periodSeconds} s; all periods must be equal`,
      );
    }
    if ((series.start - anyStart) % periodSeconds !== 0) {
      throw refused(id, `its periods start at other times than those of ${firstId}`);
    }
    start = Math.min(start, series.start);
    end = Math.max(end, series.start + series.values.length * periodSeconds);
  }
  const length = (end - start) / periodSeconds;
  const columns = new Map([...inputs].map(([id, series]) => [id, stretched(series, start, length)] as const));
  return { periodSeconds, start, length, columns };
}

function stretched(series: Series, start: number, length: number): Float64Array {
  if (series.values.length === length) return series.values;
  const column = new Float64Array(length).fill(Number.NaN);
  column.set(series.values, (series.start - start) / series.periodSeconds);
  return column;
}

function refused(where: string, message: string): InputError {
  return new InputError('SeriesRefused', { where, message });
}
