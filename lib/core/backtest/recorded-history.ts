import { compareText } from '../order.ts';
import { parseStatistic } from '../statistics/statistic.ts';
import type { History, HistorySeries, MetricRead, Stretch } from './model.ts';
import { type PackedValues, packValues, unpackValues } from './packed.ts';
import { addsUp, type StoredMetric, storedHistory } from './stored-history.ts';

const MINUTE = 60;

/** A series of one statistic. */
export interface RecordedSeries extends MetricRead {
  /** Start of the first period, epoch seconds. */
  readonly start: number;
  /** One a period, NaN where there is no data point. */
  readonly values: ArrayLike<number | null>;
  /** Length of a period in seconds; longer than a minute where minutes do not make up the statistic. @default 60 */
  readonly periodSeconds?: number;
}

/** What is known of past traffic, before it answers questions. */
export interface RecordedTraffic extends Stretch {
  readonly source: History['source'];
  readonly gaps: readonly Stretch[];
  readonly notes: readonly string[];
  /** `namespace metric` of what is complete although it has no series: nothing of the kind happened. */
  readonly silent: readonly string[];
  readonly metrics: readonly StoredMetric[];
}

interface PackedSeries {
  readonly start: number;
  readonly values: PackedValues;
}

/** Series by what they are of, packed: a recording of a thousand target groups has to fit into memory. */
export class SeriesStore {
  readonly #series = new Map<string, PackedSeries>();
  /** Values of dimensions that anything is known of, and since when. */
  readonly #firstSeen = new Map<string, number>();

  add(series: RecordedSeries): void {
    const { start, values, periodSeconds = MINUTE } = series;
    this.#series.set(keyOf(series, periodSeconds), { start, values: packValues(values) });
    // A metric without a single data point says nothing of what it is asked of: it may not exist.
    const slot = Array.prototype.findIndex.call(values, (value) => value !== null && !Number.isNaN(value));
    if (slot < 0) return;
    const first = start + slot * periodSeconds;
    for (const value of Object.values(series.dimensions)) {
      this.#firstSeen.set(value, Math.min(first, this.#firstSeen.get(value) ?? first));
    }
  }

  /** Puts the series and distributions together as one history. Distributions win: every statistic follows from them. */
  history(traffic: RecordedTraffic): History {
    const silent = new Set(traffic.silent);
    const stored = storedHistory({
      ...traffic,
      firstSeen: this.#firstSeen,
      // Of a resource that nothing is known of, silence is not known either.
      silent: ({ namespace, metricName, dimensions }) =>
        silent.has(`${namespace} ${metricName}`) && Object.values(dimensions).every((value) => known.has(value)),
    });
    const series: History['series'] = (read, periodSeconds) =>
      (stored.has(read) ? undefined : this.#answer(read, periodSeconds)) ?? stored.series(read, periodSeconds);
    const known = new Set(stored.resources);
    return { ...stored, series };
  }

  #answer(read: MetricRead, periodSeconds: number): HistorySeries | undefined {
    if (periodSeconds > MINUTE && !addsUp(parseStatistic(read.stat))) {
      const whole = this.#series.get(keyOf(read, periodSeconds));
      if (whole) return spread(whole, read, periodSeconds);
    }
    const found = this.#series.get(keyOf(read, MINUTE));
    if (!found) return undefined;
    const { start } = found;
    const values = unpackValues(found.values);
    const counts = this.#series.get(keyOf({ ...read, stat: 'SampleCount' }, MINUTE));
    return { start, values, ...(counts && { sampleCounts: aligned(counts, start, values.length) }) };
  }
}

/** Counts brought to the minutes of another series of the same metric. */
function aligned({ start, values }: PackedSeries, from: number, length: number): Float64Array {
  const offset = (from - start) / MINUTE;
  const counts = unpackValues(values);
  if (offset === 0 && counts.length === length) return counts;
  return Float64Array.from({ length }, (_, slot) => counts[slot + offset] ?? Number.NaN);
}

/** A value for each minute: that of the last period of the clock that had ended by then. */
function spread({ start, values: packed }: PackedSeries, read: MetricRead, periodSeconds: number): HistorySeries {
  const parts = periodSeconds / MINUTE;
  const values = unpackValues(packed);
  const minutes = new Float64Array(values.length * parts);
  for (let slot = 0; slot < minutes.length; slot++) minutes[slot] = values[Math.floor(slot / parts)] as number;
  return {
    // The first period is known when its last minute has closed.
    start: start + periodSeconds - MINUTE,
    values: minutes,
    whole: true,
    approximate: `${read.stat} over ${parts} minutes is approximate: it was read every ${parts} minutes, and an alarm looks at the last ${parts} minutes in every minute.`,
  };
}

function keyOf({ namespace, metricName, dimensions, stat }: MetricRead, periodSeconds: number): string {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([namespace, metricName, stat, pairs, periodSeconds]);
}
