/** One value, or a value with how often it was seen (0 and above, may be a fraction), as PutMetricData's Values and Counts. */
export type Sample = number | readonly [value: number, count: number];

/** Samples somebody summed up before publishing, as PutMetricData's StatisticValues. */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * The value that a statistic set stands for, where CloudWatch can tell: all its samples are equal. Of any other set the
 * distribution is not known (PutMetricData, StatisticValues).
 */
export function commonValue(set: StatisticSet): number | undefined {
  const equal = set.minimum === set.maximum && set.sum === set.minimum * set.sampleCount;
  return equal ? set.minimum : undefined;
}
