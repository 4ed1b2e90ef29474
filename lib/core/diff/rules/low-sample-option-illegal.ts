import { isStatistic, parseStatistic } from '../../statistics/statistic.ts';
import { comparedMetric } from '../alarm-facts.ts';
import { Unresolved } from '../model.ts';
import type { DiffRule } from '../rule.ts';

/** The option for percentiles of few samples stands beside another statistic. */
export const lowSampleOptionIllegal: DiffRule = {
  id: 'low-sample-option-illegal',
  severity: 'error',
  check({ after }) {
    if (!after || after.properties.EvaluateLowSampleCountPercentile === undefined) return [];
    const { ExtendedStatistic: extended } = after.properties;
    // A statistic that a template leaves open may be a percentile.
    if (extended instanceof Unresolved) return [];
    const stat = comparedMetric(after)?.stat;
    if (stat !== undefined && isStatistic(stat) && parseStatistic(stat).kind === 'percentile') return [];
    const beside = stat === undefined ? '' : `, not with ${stat}`;
    return [{ message: `EvaluateLowSampleCountPercentile goes with percentiles only${beside}: CloudWatch refuses it` }];
  },
};
