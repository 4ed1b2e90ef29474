import { isStatistic } from '../../statistics/statistic.ts';
import { metricsOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** CloudWatch does not know the statistic. */
export const statisticRefused: DiffRule = {
  id: 'statistic-refused',
  severity: 'error',
  check({ after }) {
    if (!after) return [];
    return metricsOf(after)
      .filter(({ stat }) => stat !== undefined && !isStatistic(stat))
      .map(({ stat }) => ({ message: `CloudWatch refuses the statistic ${JSON.stringify(stat)}` }));
  },
};
