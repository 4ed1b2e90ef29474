import { computeStored } from './as-stored.ts';
import { binEdge, binIndex } from './edges.ts';
import { commonValue, type Sample, type StatisticSet } from './samples.ts';
import type { Statistic } from './statistic.ts';
import type { StoredBin, StoredParts, StoredPeriod } from './stored-period.ts';

/** Values below 1.1^-7000 (about 1.8e-290) share one bin, its upper edge is 1.1^-7000. Recorded, not documented. */
const FLOOR_BIN = -7001;
/** Bins added beyond what is needed, so that nearby values do not make the array grow one by one. */
const SLACK = 32;

/**
 * The samples of one period the way CloudWatch keeps them: counts in bins of ratio 1.1, and SampleCount, Sum, Minimum and
 * Maximum beside them. Statistics over it come out as CloudWatch gives them, not as the samples would.
 *
 * AWS documents no storage. The model fits the recordings of native CloudWatch by radkawar/stackd (Apache-2.0) to twelve
 * figures; see docs/statistics.md.
 */
export class StoredDistribution {
  /** Counts of the bins from `#first` on: dense, latencies span some 150 bins. */
  #counts = new Float64Array(0);
  #first = 0;
  /** Count of the values 0: a bin of its own. @default - no value 0 seen */
  #zeros: number | undefined;
  /** Bins that a sample of count 0 made: they weigh nothing, but CloudWatch stumbles over them. */
  readonly #touched = new Set<number>();
  #sampleCount = 0;
  #sum = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #summarised = false;
  #period: StoredPeriod | undefined;

  /** Stores samples. One pass; a `Float64Array` of a million takes some tens of milliseconds. */
  static of(samples: Iterable<Sample>): StoredDistribution {
    const distribution = new StoredDistribution();
    if (samples instanceof Float64Array) {
      // By index: the iterator of a typed array costs more than the work.
      for (let i = 0; i < samples.length; i++) distribution.add(samples[i] as number);
      return distribution;
    }
    for (const sample of samples) {
      if (typeof sample === 'number') distribution.add(sample);
      else distribution.add(sample[0], sample[1]);
    }
    return distribution;
  }

  /**
   * Stores again what {@link parts} gave.
   *
   * @throws RangeError for figures that no samples can have given
   */
  static ofParts({ sampleCount, sum, minimum, maximum, zeros, bins }: StoredParts): StoredDistribution {
    const distribution = new StoredDistribution();
    for (const [index, count] of bins) {
      if (!(Number.isInteger(index) && count > 0))
        throw new RangeError(`a bin is an index and a count: ${index}, ${count}`);
      distribution.#addToBin(Math.max(index, FLOOR_BIN), count);
    }
    if (!(sampleCount > 0 && minimum <= maximum && Number.isFinite(sum)))
      throw new RangeError(`no samples have count ${sampleCount}, sum ${sum}, minimum ${minimum}, maximum ${maximum}`);
    distribution.#sampleCount = sampleCount;
    distribution.#sum = sum;
    distribution.#minimum = minimum;
    distribution.#maximum = maximum;
    distribution.#zeros = zeros;
    return distribution;
  }

  /** All that statistics follow from, as plain numbers; for distributions of samples, not of statistic sets. */
  parts(): StoredParts {
    const bins: [number, number][] = [];
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i] as number;
      if (count > 0) bins.push([this.#first + i, count]);
    }
    return {
      sampleCount: this.#sampleCount,
      sum: this.#sum,
      minimum: this.#minimum,
      maximum: this.#maximum,
      zeros: this.#zeros,
      bins,
    };
  }

  /** Samples stored, negative ones and statistic sets included. May be a fraction. */
  get sampleCount(): number {
    return this.#sampleCount;
  }

  /** Sum of all samples. */
  get sum(): number {
    return this.#sum;
  }

  /** Smallest value seen. @default Infinity while nothing is stored */
  get minimum(): number {
    return this.#minimum;
  }

  /** Largest value seen. @default -Infinity while nothing is stored */
  get maximum(): number {
    return this.#maximum;
  }

  /**
   * Stores one value.
   *
   * @param value any finite number; a negative one is in no bin
   * @param count how often, 0 and above; may be a fraction
   * @throws RangeError for anything else
   */
  add(value: number, count = 1): void {
    if (!(count >= 0 && Number.isFinite(value) && Number.isFinite(count)))
      throw new RangeError(`a sample is a finite value and a count of 0 or more, got ${value} and ${count}`);
    this.#period = undefined;
    this.#sampleCount += count;
    this.#sum += value * count;
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
    if (value > 0) this.#addToBin(Math.max(binIndex(value), FLOOR_BIN), count);
    else if (value === 0) this.#zeros = (this.#zeros ?? 0) + count;
  }

  /**
   * Stores a statistic set. One of equal samples is as good as its samples; any other counts in SampleCount, Sum, Minimum
   * and Maximum, and leaves the period without percentiles and percent ranges.
   */
  addStatisticSet(set: StatisticSet): void {
    const value = commonValue(set);
    if (value !== undefined) {
      this.add(value, set.sampleCount);
      return;
    }
    this.#period = undefined;
    this.#summarised = true;
    this.#sampleCount += set.sampleCount;
    this.#sum += set.sum;
    this.#minimum = Math.min(this.#minimum, set.minimum);
    this.#maximum = Math.max(this.#maximum, set.maximum);
  }

  /** Adds what another distribution holds, as CloudWatch does when it reads minutes as a longer period. Returns this one. */
  merge(other: StoredDistribution): this {
    this.#period = undefined;
    for (let i = 0; i < other.#counts.length; i++) {
      const count = other.#counts[i] as number;
      if (count > 0) this.#addToBin(other.#first + i, count);
    }
    for (const index of other.#touched) this.#addToBin(index, 0);
    if (other.#zeros !== undefined) this.#zeros = (this.#zeros ?? 0) + other.#zeros;
    this.#sampleCount += other.#sampleCount;
    this.#sum += other.#sum;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
    this.#summarised ||= other.#summarised;
    return this;
  }

  /**
   * The statistic as CloudWatch returns it for the period.
   *
   * @returns `null` where CloudWatch returns no data point; NaN where it returns NaN (only with samples of count 0)
   */
  compute(statistic: Statistic): number | null {
    this.#period ??= this.#close();
    return computeStored(statistic, this.#period);
  }

  #addToBin(index: number, count: number): void {
    if (count === 0) {
      this.#touched.add(index);
      return;
    }
    let slot = index - this.#first;
    if (slot < 0 || slot >= this.#counts.length) {
      this.#grow(index);
      slot = index - this.#first;
    }
    this.#counts[slot] = (this.#counts[slot] as number) + count;
  }

  #grow(index: number): void {
    const empty = this.#counts.length === 0;
    const first = empty ? index - SLACK : Math.min(this.#first, index - SLACK);
    const end = empty ? index + SLACK : Math.max(this.#first + this.#counts.length, index + SLACK);
    const counts = new Float64Array(end - first);
    counts.set(this.#counts, empty ? 0 : this.#first - first);
    this.#counts = counts;
    this.#first = first;
  }

  /** The period as statistics read it: bins in ascending order, cut to the range of values seen. */
  #close(): StoredPeriod {
    const bins: StoredBin[] = [];
    if (this.#zeros !== undefined) bins.push({ low: 0, high: 0, count: this.#zeros });
    const indexes = new Set(this.#touched);
    for (let i = 0; i < this.#counts.length; i++) if (this.#counts[i] !== 0) indexes.add(this.#first + i);
    for (const index of [...indexes].sort((a, b) => a - b)) {
      bins.push({ ...this.#clip(index), count: this.#counts[index - this.#first] ?? 0 });
    }
    return {
      sampleCount: this.#sampleCount,
      sum: this.#sum,
      minimum: this.#minimum,
      maximum: this.#maximum,
      ranked: !this.#summarised && !(this.#minimum < 0),
      bins,
    };
  }

  #clip(index: number): { low: number; high: number } {
    const minimum = this.#minimum;
    const maximum = this.#maximum;
    const low = Math.min(Math.max(binEdge(index), minimum), maximum);
    // The floor bin alone keeps its upper edge when all values are below it.
    if (index === FLOOR_BIN && maximum < binEdge(index)) return { low, high: binEdge(index + 1) };
    return { low, high: Math.max(Math.min(binEdge(index + 1), maximum), low) };
  }
}
