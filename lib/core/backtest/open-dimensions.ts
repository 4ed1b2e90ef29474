import { metricsOf } from '../diff/alarm-facts.ts';
import { type AlarmRecord, Unresolved } from '../diff/model.ts';

/**
 * Why nobody can say which metric an alarm of a template reads: a dimension that only a deployment knows, such as
 * `${Orders.TargetGroupFullName}`. Without it the metric would be another one, of all functions instead of one, say.
 * `undefined` where all are known. Untrusted text.
 */
export function openDimension(record: AlarmRecord): string | undefined {
  for (const { metricName = 'a metric', dimensions } of metricsOf(record)) {
    if (!dimensions) return `the template leaves the dimensions of ${metricName} open`;
    const open = Object.entries(dimensions).find(([, value]) => value instanceof Unresolved);
    if (open) {
      const [name, value] = open as [string, Unresolved];
      return `the template leaves the ${name} of ${metricName} open: ${value.expression}`;
    }
  }
  return undefined;
}
