import type { Statistic } from '../statistics/statistic.ts';

/** Against the float noise of 100 − 99.9: ten samples fewer in 10,000,000,000 are none. */
const NOISE = 1e-9;

/**
 * Samples a percentile needs before CloudWatch calls it statistically significant: fewer than 10/(1−p) are too few from
 * the median up, fewer than 10/p below it. p90 needs 100, p99 1,000, p10 100.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export function hasLowSamples(percent: number, sampleCount: number): boolean {
  const tail = percent >= 50 ? 100 - percent : percent;
  return sampleCount * tail < 1000 * (1 - NOISE);
}

/** The percentile a low-sample rule applies to; `undefined` for every other statistic. */
export function percentOf(statistic: Statistic): number | undefined {
  return statistic.kind === 'percentile' ? statistic.percent : undefined;
}
