import { comparedMetric, numberOf } from '../alarm-facts.ts';
import { keepsUnit, knownMetric } from '../metric-facts.ts';
import type { DiffRule } from '../rule.ts';

/** A threshold in milliseconds on a metric in seconds, or the other way round. */
export const unitMismatch: DiffRule = {
  id: 'unit-mismatch',
  severity: 'error',
  check({ after }) {
    const metric = after && comparedMetric(after);
    const threshold = after && numberOf(after.properties, 'Threshold');
    if (!metric?.stat || threshold === undefined || !keepsUnit(metric.stat) || metric.stat === 'Sum') return [];
    const unit = knownMetric(metric)?.unit;
    const name = `${metric.metricName} is in ${unit?.toLowerCase()}`;
    if (unit === 'Seconds' && /Time$|Latency$/.test(metric.metricName ?? '') && threshold >= SECONDS_TOO_MANY) {
      return [{ message: `${name}: were ${threshold} ms meant, ${threshold / 1000} s?` }];
    }
    if (unit === 'Milliseconds' && threshold > 0 && threshold < MILLISECONDS_TOO_FEW) {
      return [{ message: `${name}: were ${threshold} s meant, ${threshold * 1000} ms?` }];
    }
    return [];
  },
};

/** Longer than any request a person waits for. */
const SECONDS_TOO_MANY = 100;
/** Shorter than anything worth an alarm. */
const MILLISECONDS_TOO_FEW = 10;
