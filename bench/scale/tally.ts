import type { RecordedCall } from '../../lib/adapters/local-account/account.ts';

/** What an account was asked, and the least calls that could have asked it. */
export interface Tally {
  /** By operation. */
  readonly operations: Readonly<Record<string, OperationTally>>;
  readonly calls: number;
  readonly least: number;
  readonly throttled: number;
  /** Metrics that GetMetricData was asked for, and how many different ones. */
  readonly metrics: number;
  readonly differentMetrics: number;
}

export interface OperationTally {
  /** All, with those that were refused. */
  readonly calls: number;
  readonly throttled: number;
  /** Fewest calls that could have brought what was brought, by AWS's limits alone. */
  readonly least: number;
}

interface MetricsInput {
  readonly StartTime: number | string;
  readonly EndTime: number | string;
  readonly MetricDataQueries: readonly {
    readonly MetricStat: { readonly Metric: unknown; readonly Period: number; readonly Stat: string };
  }[];
}

/**
 * Counts from what came over the wire, knowing nothing of how it was planned: 400 resources a page, 20 a call of DescribeTags,
 * one for attributes, listeners and rules, and for metrics 500 or 100,800 data points, whichever is reached first.
 */
export function tallyOf(calls: readonly RecordedCall[]): Tally {
  const byName = Map.groupBy(calls, ({ call }) => call);
  const operations = Object.fromEntries(
    [...byName].map(([name, some]) => {
      const throttled = some.filter(({ fault }) => fault === 'throttle').length;
      return [name, { calls: some.length, throttled, least: leastOf(name, some) }];
    }),
  );
  const all = Object.values(operations);
  const metrics = (byName.get('GetMetricData') ?? []).map(({ input }) => input as MetricsInput);
  return {
    operations,
    calls: sum(all.map((one) => one.calls)),
    least: sum(all.map((one) => one.least)),
    throttled: sum(all.map((one) => one.throttled)),
    metrics: sum(metrics.map(({ MetricDataQueries }) => MetricDataQueries.length)),
    differentMetrics: sum([...differentMetrics(metrics).values()].map((some) => some.size)),
  };
}

function leastOf(name: string, calls: readonly RecordedCall[]): number {
  const inputs = calls.map(({ input }) => input as Readonly<Record<string, unknown>>);
  if (name === 'GetMetricData') {
    const spans = differentMetrics(inputs as unknown as MetricsInput[]);
    return sum([...spans].map(([points, some]) => Math.ceil(some.size / Math.min(500, Math.floor(100_800 / points)))));
  }
  if (name === 'DescribeTags') {
    return Math.ceil(new Set(inputs.flatMap(({ ResourceArns }) => ResourceArns as string[])).size / 20);
  }
  // Pages and single resources: whoever asks twice for the same asks too often.
  return new Set(inputs.map((input) => JSON.stringify(input))).size;
}

/** Every series that was asked for, once, by the number of its data points. */
function differentMetrics(inputs: readonly MetricsInput[]): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  for (const { StartTime, EndTime, MetricDataQueries } of inputs) {
    for (const { MetricStat } of MetricDataQueries) {
      const points = Math.ceil((Number(EndTime) - Number(StartTime)) / MetricStat.Period);
      const some = found.get(points) ?? new Set<string>();
      found.set(points, some.add(JSON.stringify([MetricStat.Metric, MetricStat.Stat])));
    }
  }
  return found;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
