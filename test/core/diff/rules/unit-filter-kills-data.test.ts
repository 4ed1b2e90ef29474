import { describe, expect, it } from 'vitest';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) => findingsOf('unit-filter-kills-data', [], [alarmOf({ ...settings })]);

describe('unit-filter-kills-data', () => {
  it('is an error where a unit is asked for in which nothing is published', () => {
    expect(found({ Unit: 'Milliseconds' })).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'TargetResponseTime is published in Seconds; with Unit Milliseconds it has no data',
      },
    ]);
  });

  it('looks at every metric of an alarm on math', () => {
    const Metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors' };
    const Metrics = [{ Id: 'a', MetricStat: { Metric, Period: 60, Stat: 'Sum', Unit: 'Percent' } }];

    expect(found({ MetricName: undefined, Metrics })).toHaveLength(1);
  });

  it('has nothing to say of its own unit, of none, and of metrics it does not know', () => {
    expect(found({ Unit: 'Seconds' })).toEqual([]);
    expect(found({})).toEqual([]);
    expect(found({ Namespace: 'Shop', Unit: 'Milliseconds' })).toEqual([]);
  });
});
