import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import type { MetricSeries } from './data.ts';
import { readInput } from './input.ts';
import { pageOf } from './paging.ts';
import { ServiceError } from './service-error.ts';

/** ListMetrics gives at most so many at once. Source: its API reference. */
const PAGE = 500;
/** A metric without data for so long is listed no more. Seconds. */
const LISTED_FOR = 14 * 86_400;
const THREE_HOURS = 3 * 3600;

const INPUT = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z
    .array(z.object({ Name: z.string(), Value: z.string().optional() }))
    .max(10)
    .optional(),
  RecentlyActive: z.enum(['PT3H']).optional(),
  NextToken: z.string().optional(),
});

/** ListMetrics: what had data within two weeks, or within three hours where asked for. Dimensions given must be among a metric's. */
export function listMetrics(input: unknown, account: LocalAccount): object {
  const { NextToken, ...filter } = readInput(INPUT, input);
  const since = account.now() - (filter.RecentlyActive ? THREE_HOURS : LISTED_FOR);
  const found = account.metrics
    .all()
    .filter((series) => matches(series, filter) && hasData(series, since, account.now()));
  const invalid = () => new ServiceError('InvalidParameterValue', 'Invalid nextToken');
  const { items, next } = pageOf(found, PAGE, NextToken, filter, invalid);
  return { Metrics: items.map(shown), ...(next !== undefined && { NextToken: next }) };
}

function matches(series: MetricSeries, filter: Omit<z.output<typeof INPUT>, 'NextToken'>): boolean {
  const { Namespace, MetricName, Dimensions = [] } = filter;
  if (Namespace !== undefined && Namespace !== series.namespace) return false;
  if (MetricName !== undefined && MetricName !== series.name) return false;
  return Dimensions.every(({ Name, Value }) => {
    const value = series.dimensions[Name];
    return value !== undefined && (Value === undefined || Value === value);
  });
}

function hasData({ minutes }: MetricSeries, since: number, now: number): boolean {
  for (const at of minutes.keys()) if (at >= since && at + 60 <= now) return true;
  return false;
}

function shown({ namespace, name, dimensions }: MetricSeries): object {
  return {
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
