import type { AlarmPlan } from './definition.ts';

/**
 * Monthly list prices in US cents, commercial Regions, standard resolution. An alarm on metric math is billed for every
 * metric it reads. China and other partitions have price lists of their own.
 */
export const PRICES = {
  /** Month the table was put together, `YYYY-MM`. */
  asOf: '2026-11',
  /** Per alarm and metric it reads. aws.amazon.com/cloudwatch/pricing. */
  centsPerAlarmMetric: 10,
  /** Per composite alarm. Not confirmed by a source of ours: check it against your own price list. */
  centsPerComposite: 50,
  /** Per metric asked of GetMetricData; the free tier has none. aws.amazon.com/cloudwatch/pricing. */
  centsPerMetricRead: 0.001,
} as const;

/** What alarms cost in a month at list price. */
export interface MonthlyCost {
  /** Metrics read by alarms, summed over alarms. The ten that an account gets free are not taken off. */
  readonly alarmMetrics: number;
  readonly composites: number;
  /** US dollars a month, whole cents. */
  readonly dollars: number;
  /** Month of the price table, `YYYY-MM`. */
  readonly pricesAsOf: string;
}

/** List price of all plans together, a month. */
export function monthlyCost(plans: readonly AlarmPlan[]): MonthlyCost {
  const alarmMetrics = sum(plans.flatMap((plan) => plan.alarms).map((alarm) => alarm.metrics.length));
  return monthlyCostOf(alarmMetrics, plans.filter((plan) => plan.composite).length);
}

/** List price a month. @param alarmMetrics metrics read by alarms @param composites composite alarms */
export function monthlyCostOf(alarmMetrics: number, composites: number): MonthlyCost {
  const cents = alarmMetrics * PRICES.centsPerAlarmMetric + composites * PRICES.centsPerComposite;
  // In cents: 19 * 0.1 is 1.9000000000000001.
  return { alarmMetrics, composites, dollars: cents / 100, pricesAsOf: PRICES.asOf };
}

/** List price in US dollars of asking GetMetricData for so many metrics, whatever their length. */
export function readingCost(metrics: number): number {
  // In cents first: 0.00001 has no exact binary form, and sums of it drift.
  return Math.round(metrics * PRICES.centsPerMetricRead * 1000) / 100_000;
}

/** What is paid for, e.g. `28 alarm metrics, 2 composite alarms`. */
export function describeParts({ alarmMetrics, composites }: MonthlyCost): string {
  return `${counted(alarmMetrics, 'alarm metric')}, ${counted(composites, 'composite alarm')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
