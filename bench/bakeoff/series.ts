import type { InputSeries } from '../../lib/core/alarms/evaluate-alarm.ts';
import { printStatistic, type Statistic } from '../../lib/core/statistics/statistic.ts';
import { BINS, firstBinAbove, lowerEdge, upperEdge } from './bins.ts';
import type { Minutes } from './minutes.ts';

/** What CloudWatch would answer about one target group's response times, minute by minute. */
export interface SeriesSource {
  /** @throws RangeError for a statistic that is not kept here */
  of(statistic: Statistic): InputSeries;
}

const MINUTE = 60;

/** Statistics over all answered requests. Bounds of counts must lie on edges of bins, as all of ours do. */
export class AllRequests implements SeriesSource {
  readonly #minutes: Minutes;
  readonly #columns = new Map<string, Float64Array>();
  readonly #above = new Map<number, Float64Array>();

  constructor(minutes: Minutes) {
    this.#minutes = minutes;
  }

  of(statistic: Statistic): InputSeries {
    const key = printStatistic(statistic);
    const values = this.#columns.get(key) ?? this.#compute(statistic, key);
    this.#columns.set(key, values);
    return { periodSeconds: MINUTE, start: 0, values, sampleCounts: this.#from(0) };
  }

  #compute(statistic: Statistic, key: string): Float64Array {
    const total = this.#from(0);
    const whereAny = (value: (minute: number) => number) =>
      Float64Array.from(total, (count, minute) => (count > 0 ? value(minute) : Number.NaN));
    if (statistic.kind === 'range' && statistic.measure === 'TC') {
      const { from, to } = statistic;
      const low = this.#from(from === undefined ? 0 : firstBinAbove(from));
      const high = to === undefined ? undefined : this.#from(firstBinAbove(to));
      return whereAny((minute) => (low[minute] as number) - (high?.[minute] ?? 0));
    }
    if (statistic.kind === 'percentile') return whereAny((minute) => this.#percentile(statistic.percent, minute));
    if (statistic.kind === 'basic' && statistic.name === 'Average') {
      return whereAny((minute) => (this.#minutes.seconds[minute] as number) / (total[minute] as number));
    }
    if (statistic.kind === 'basic' && statistic.name === 'Maximum')
      return whereAny((minute) => this.#percentile(100, minute));
    throw new RangeError(`${key} is not simulated`);
  }

  /** Requests in this bin and above. */
  #from(bin: number): Float64Array {
    const known = this.#above.get(bin);
    if (known) return known;
    const { counts, length } = this.#minutes;
    const above = new Float64Array(length);
    for (let minute = 0; minute < length; minute++) {
      let sum = 0;
      for (let at = minute * BINS + bin; at < (minute + 1) * BINS; at++) sum += counts[at] as number;
      above[minute] = sum;
    }
    this.#above.set(bin, above);
    return above;
  }

  /** As CloudWatch keeps it: inside a bin a percentile moves geometrically (docs/statistics.md). */
  #percentile(percent: number, minute: number): number {
    const total = this.#from(0)[minute] as number;
    const rank = (percent / 100) * total;
    let below = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = this.#minutes.counts[minute * BINS + bin] as number;
      if (count > 0 && rank <= below + count) {
        const low = lowerEdge(bin) || LOWEST_RESPONSE;
        return low * (upperEdge(bin) / low) ** ((rank - below) / count);
      }
      below += count;
    }
    return Number.NaN;
  }
}

/** Where bin 0 begins: no threshold of any rule lies inside it. */
const LOWEST_RESPONSE = 0.01;

/** Counts over the requests that are no polls: what nobody who looks at metrics can have. */
export class OtherRequests implements SeriesSource {
  readonly #fast: InputSeries;
  readonly #slow: InputSeries;

  constructor({ otherFast, otherSlow }: Minutes) {
    const any = (minute: number) => (otherFast[minute] as number) + (otherSlow[minute] as number) > 0;
    const series = (counts: Float64Array): InputSeries => ({
      periodSeconds: MINUTE,
      start: 0,
      values: counts.map((count, minute) => (any(minute) ? count : Number.NaN)),
    });
    this.#fast = series(otherFast);
    this.#slow = series(otherSlow);
  }

  of(statistic: Statistic): InputSeries {
    if (
      statistic.kind !== 'range' ||
      statistic.measure !== 'TC' ||
      (statistic.from !== undefined) === (statistic.to !== undefined)
    ) {
      throw new RangeError(`${printStatistic(statistic)} is not simulated for requests that are no polls`);
    }
    return statistic.from === undefined ? this.#fast : this.#slow;
  }
}
