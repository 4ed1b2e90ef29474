/** One bin, cut to the values seen in the period. The bin of zeros is 0 to 0. */
export interface StoredBin {
  readonly low: number;
  readonly high: number;
  /** May be a fraction, and 0 for a bin that only samples of count 0 made. */
  readonly count: number;
}

/** All that CloudWatch knows of one period of one metric. */
export interface StoredPeriod {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Whether every sample is in some bin, so that ranks make sense: no negative value, no general statistic set. */
  readonly ranked: boolean;
  /** Ascending. */
  readonly bins: readonly StoredBin[];
}

/** A period as plain numbers, to be written down and stored again. */
export interface StoredParts {
  /** Above 0. */
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Samples of value 0. @default - none */
  readonly zeros?: number | undefined;
  /** Index of a bin (see edges.ts) and its count, ascending. */
  readonly bins: readonly (readonly [index: number, count: number])[];
}

/** Whether a period can answer by rank. Less than one sample in all has no percentiles. */
export function hasRanks(period: StoredPeriod): boolean {
  return period.ranked && period.sampleCount >= 1;
}

/** The part of a bin inside a range: its ends, and the count between them. */
export interface Part {
  readonly bin: StoredBin;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Sum of the samples in ascending parts. The first and the last part above zero count with the arithmetic middle of what is
 * included of them, those between, which are whole, with the geometric middle of their bin.
 */
export function sumOf(parts: readonly Part[]): number {
  const positive = parts.filter((part) => part.bin.high > 0);
  const last = positive.length - 1;
  return positive.reduce((sum, { bin, from, to, count }, i) => {
    const middle = i === 0 || i === last ? (from + to) / 2 : Math.sqrt(bin.low) * Math.sqrt(bin.high);
    return sum + count * middle;
  }, 0);
}
