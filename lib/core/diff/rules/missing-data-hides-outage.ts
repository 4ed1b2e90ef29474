import { comparedMetric, missingDataOf, sideOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** An alarm on too low a value takes missing data for good: a service that is gone has no data. */
export const missingDataHidesOutage: DiffRule = {
  id: 'missing-data-hides-outage',
  severity: 'warning',
  check({ after }) {
    if (!after || sideOf(after) !== 'below') return [];
    const metric = comparedMetric(after);
    const treatment = missingDataOf(after);
    if (!metric || (treatment !== 'notBreaching' && treatment !== 'ignore')) return [];
    const what = metric.metricName ?? 'the metric';
    return [{ message: `it takes missing data as ${treatment}: where ${what} stops altogether, it stays quiet` }];
  },
};
