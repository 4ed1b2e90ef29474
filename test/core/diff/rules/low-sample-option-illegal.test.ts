import { describe, expect, it } from 'vitest';
import { Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) =>
  findingsOf('low-sample-option-illegal', [], [alarmOf({ EvaluateLowSampleCountPercentile: 'ignore', ...settings })]);

describe('low-sample-option-illegal', () => {
  it('is an error beside a statistic that is no percentile', () => {
    expect(found({ ExtendedStatistic: 'tm99' })).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'EvaluateLowSampleCountPercentile goes with percentiles only, not with tm99: CloudWatch refuses it',
      },
    ]);
    expect(found({ ExtendedStatistic: undefined, Statistic: 'Average' })).toHaveLength(1);
  });

  it('is an error of an alarm on math', () => {
    expect(found({ MetricName: undefined, Metrics: [{ Id: 'e', Expression: 'm1 + m2' }] })[0]?.message).toContain(
      'goes with percentiles only: CloudWatch',
    );
  });

  it('has nothing to say beside a percentile, and beside a statistic left open', () => {
    expect(found({ ExtendedStatistic: 'p99' })).toEqual([]);
    expect(found({ ExtendedStatistic: new Unresolved(`\${Stat}`) })).toEqual([]);
  });
});
