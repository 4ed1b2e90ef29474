import { z } from 'zod';

/** Dimensions as calls write them. CloudWatch takes at most 30. */
export const DIMENSIONS = z.array(z.object({ Name: z.string(), Value: z.string() })).max(30);

/** A metric as calls name it. */
export const METRIC = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: DIMENSIONS.optional(),
});

/** Periods below a minute that CloudWatch reads, in seconds. */
export const SHORT_PERIODS: readonly number[] = [1, 5, 10, 20, 30];

/** Whether CloudWatch reads metrics at this period, in seconds. */
export function isPeriod(period: number): boolean {
  return SHORT_PERIODS.includes(period) || (period > 0 && period % 60 === 0);
}
