import { isStatistic, parseStatistic } from '../../statistics/statistic.ts';
import { comparedMetric } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** A percentile that needs more samples than a period usually has is hardly more than the maximum. */
export const percentileBelowSampleMinimum: DiffRule = {
  id: 'percentile-below-sample-minimum',
  severity: 'info',
  check({ after }) {
    const metric = after && comparedMetric(after);
    if (!metric?.stat || !metric.periodSeconds || !isStatistic(metric.stat)) return [];
    const statistic = parseStatistic(metric.stat);
    if (statistic.kind !== 'percentile') return [];
    const share = Math.min(statistic.percent, 100 - statistic.percent) / 100;
    if (share <= 0) return [];
    // CloudWatch's own measure of enough: 10/(1 - p) samples above the median, 10/p below (percentiles-with-low-samples).
    const needed = Math.ceil(10 / share - 1e-9);
    const perMinute = Math.ceil((needed * 60) / metric.periodSeconds);
    if (perMinute < MANY_A_MINUTE) return [];
    const instead = statistic.percent > 50 ? 'maximum' : 'minimum';
    const ignores = after?.properties.EvaluateLowSampleCountPercentile === 'ignore';
    const fewer = ignores ? 'its state stands still' : `it is hardly more than the ${instead}`;
    const message = `${metric.stat} over ${metric.periodSeconds} s needs ${needed} samples, ${perMinute} a minute; with fewer ${fewer}`;
    return [{ message }];
  },
};

/** More than many services have. */
const MANY_A_MINUTE = 1000;
