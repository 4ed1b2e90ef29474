import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import { instant, number, readInput } from './input.ts';
import { ServiceError } from './service-error.ts';

const DATUM = z.object({
  MetricName: z.string().min(1).max(255),
  Dimensions: z
    .array(z.object({ Name: z.string().min(1), Value: z.string().min(1) }))
    .max(30)
    .default([]),
  Timestamp: instant.optional(),
  Value: number.optional(),
  Values: z.array(number).max(150).optional(),
  Counts: z.array(number).max(150).optional(),
  Unit: z.string().default('None'),
});
const INPUT = z.object({ Namespace: z.string().min(1).max(255), MetricData: z.array(DATUM).max(1000) });

/** PutMetricData: single values and values with counts, of this minute or an earlier one. */
export function putMetricData(input: unknown, account: LocalAccount): object {
  const { Namespace, MetricData } = readInput(INPUT, input);
  if (Namespace.startsWith('AWS/'))
    throw new ServiceError('InvalidParameterValue', 'The value AWS/ for parameter Namespace is invalid.');
  for (const { MetricName, Dimensions, Timestamp, Value, Values, Counts, Unit } of MetricData) {
    const samples =
      Values?.map((value, i) => [value, Counts?.[i] ?? 1] as const) ??
      (Value === undefined ? [] : [[Value, 1] as const]);
    if (samples.length === 0)
      throw new ServiceError('MissingRequiredParameter', 'The parameter MetricData.member.1.Value is required.');
    const at = Math.floor((Timestamp ?? account.now()) / 60) * 60;
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value: value }) => [Name, value]));
    const minute = account.metrics.minute({ namespace: Namespace, name: MetricName, dimensions, unit: Unit }, at);
    for (const [value, count] of samples) minute.add(value, count);
  }
  return {};
}
