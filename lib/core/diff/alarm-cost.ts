import { type MonthlyCost, monthlyCostOf } from '../alarms/cost.ts';
import { metricsOf, numberOf, queriesOf, textOf } from './alarm-facts.ts';
import type { AlarmRecord } from './model.ts';

/** What the alarms of one side cost in a month, and how many have a price that no table here has. */
export function costOf(alarms: readonly AlarmRecord[]): { readonly cost: MonthlyCost; readonly unpriced: number } {
  let alarmMetrics = 0;
  let composites = 0;
  let unpriced = 0;
  for (const alarm of alarms) {
    switch (alarm.kind) {
      case 'composite':
        composites++;
        break;
      case 'anomaly':
        // A band is two metrics more: the upper and the lower limit. aws.amazon.com/cloudwatch/pricing.
        if (hasOtherPrice(alarm)) unpriced++;
        else alarmMetrics += 3 * Math.max(1, metricsOf(alarm).length);
        break;
      case 'metric':
      case 'math':
        if (hasOtherPrice(alarm)) unpriced++;
        else alarmMetrics += Math.max(1, metricsOf(alarm).length);
        break;
      case 'promql':
      case 'log':
        unpriced++;
        break;
    }
  }
  return { cost: monthlyCostOf(alarmMetrics, composites), unpriced };
}

/** Periods below a minute have a higher price; a Metrics Insights query is billed for every metric that it finds. */
function hasOtherPrice(alarm: AlarmRecord): boolean {
  const periods = [
    ...metricsOf(alarm),
    ...queriesOf(alarm).map((query) => ({ periodSeconds: numberOf(query, 'Period') })),
  ];
  if (periods.some(({ periodSeconds = 60 }) => periodSeconds < 60)) return true;
  return queriesOf(alarm).some((query) => /^\s*SELECT\b/i.test(textOf(query, 'Expression') ?? ''));
}
