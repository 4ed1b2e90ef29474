import { metricsOf } from '../alarm-facts.ts';
import { knownMetric } from '../metric-facts.ts';
import type { DiffRule } from '../rule.ts';

/** An alarm asks for a unit in which the metric is not published: it never has data. */
export const unitFilterKillsData: DiffRule = {
  id: 'unit-filter-kills-data',
  severity: 'error',
  check({ after }) {
    if (!after) return [];
    return metricsOf(after).flatMap((metric) => {
      const known = knownMetric(metric)?.unit;
      if (metric.unit === undefined || known === undefined || metric.unit === known) return [];
      return [{ message: `${metric.metricName} is published in ${known}; with Unit ${metric.unit} it has no data` }];
    });
  },
};
