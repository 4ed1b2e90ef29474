import { metricsOf } from '../alarm-facts.ts';
import { knownMetric } from '../metric-facts.ts';
import type { DiffRule } from '../rule.ts';

/** A metric is asked for with dimensions under which nothing is published. */
export const dimensionMissing: DiffRule = {
  id: 'dimension-missing',
  severity: 'error',
  check({ after }) {
    if (!after) return [];
    const remarks = metricsOf(after).flatMap((metric) => {
      const sets = knownMetric(metric)?.dimensionSets;
      if (!sets || !metric.dimensions) return [];
      const given = Object.keys(metric.dimensions).sort();
      if (sets.some((set) => set.toSorted().join() === given.join())) return [];
      const has = given.length === 0 ? 'no dimension' : given.join(' and ');
      const needed = sets.map((set) => set.join(' and ')).join(', or ');
      return [{ message: `${metric.metricName} is never published with ${has}: it has ${needed}` }];
    });
    return remarks.slice(0, 1);
  },
};
