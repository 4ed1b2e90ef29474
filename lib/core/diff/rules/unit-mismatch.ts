import type { HeldTargetGroup } from '../../inventory/alarms-on-holds.ts';
import { comparedMetric, numberOf } from '../alarm-facts.ts';
import { addsUp, keepsUnit, knownMetric } from '../metric-facts.ts';
import type { DiffRule } from '../rule.ts';

/** A threshold in milliseconds on a metric in seconds, or the other way round. */
export const unitMismatch: DiffRule = {
  id: 'unit-mismatch',
  severity: 'error',
  check({ after }, { held }) {
    const metric = after && comparedMetric(after);
    const threshold = after && numberOf(after.properties, 'Threshold');
    if (!metric?.stat || threshold === undefined || !keepsUnit(metric.stat) || addsUp(metric.stat)) return [];
    // Requests that are held do last for minutes.
    if (held.some((group) => Object.values(metric.dimensions ?? {}).some((value) => isOf(group, value)))) return [];
    const unit = knownMetric(metric)?.unit;
    const name = `${metric.metricName} is in ${unit?.toLowerCase()}`;
    if (unit === 'Seconds' && /Time$|Latency$/.test(metric.metricName ?? '') && threshold >= SECONDS_TOO_MANY) {
      return [{ message: `${name}: were ${threshold} ms meant, ${threshold / 1000} s?` }];
    }
    if (
      unit === 'Milliseconds' &&
      metric.namespace !== 'AWS/DynamoDB' &&
      threshold > 0 &&
      threshold < MILLISECONDS_TOO_FEW
    ) {
      return [{ message: `${name}: were ${threshold} s meant, ${threshold * 1000} ms?` }];
    }
    return [];
  },
};

function isOf({ targetGroup, loadBalancer }: HeldTargetGroup, value: unknown): boolean {
  return value === targetGroup || value === loadBalancer;
}

/** Longer than any request a person waits for. */
const SECONDS_TOO_MANY = 100;
/** Shorter than anything worth an alarm, except in a database made to answer in single milliseconds. */
const MILLISECONDS_TOO_FEW = 10;
