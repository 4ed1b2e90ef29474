import { describe, expect, it } from 'vitest';
import { Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) => findingsOf('statistic-refused', [], [alarmOf({ ...settings })]);

describe('statistic-refused', () => {
  it('is an error where CloudWatch does not know the statistic', () => {
    expect(found({ ExtendedStatistic: 'p101' })).toEqual([
      { severity: 'error', alarm: 'orders-slow', message: 'CloudWatch refuses the statistic "p101"' },
    ]);
  });

  it('looks at every metric of an alarm on math', () => {
    const query = (Id: string, Stat: string) => ({ Id, MetricStat: { Metric: {}, Period: 60, Stat } });
    const Metrics = [query('a', 'TC(0.8:240)'), query('b', 'average'), query('c', 'TC(5:1)')];

    expect(found({ MetricName: undefined, Metrics })).toHaveLength(2);
  });

  it('has nothing to say of statistics as CloudWatch writes them, and of those left open', () => {
    expect(found({ ExtendedStatistic: 'TM(10%:90%)' })).toEqual([]);
    expect(found({ ExtendedStatistic: new Unresolved(`\${Stat}`) })).toEqual([]);
  });
});
