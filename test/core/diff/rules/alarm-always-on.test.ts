import { describe, expect, it } from 'vitest';
import { alarmOf, compositeOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) => findingsOf('alarm-always-on', [], [alarmOf({ ...settings })]);
const count = (settings: object) =>
  found({ MetricName: 'RequestCount', Statistic: 'Sum', ExtendedStatistic: undefined, ...settings });

describe('alarm-always-on', () => {
  it('is an error where every value that the metric can have breaches', () => {
    expect(found({ Threshold: 0 })).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'every value that the metric can have breaches: it is in ALARM whenever there are data',
      },
    ]);
    expect(count({ Threshold: 0, ComparisonOperator: 'GreaterThanOrEqualToThreshold' })).toHaveLength(1);
    expect(
      found({ ExtendedStatistic: 'PR(:0.8)', Threshold: 100, ComparisonOperator: 'LessThanOrEqualToThreshold' }),
    ).toHaveLength(1);
  });

  it('is an error of a composite whose rule is TRUE', () => {
    expect(findingsOf('alarm-always-on', [], [compositeOf('TRUE')])).toEqual([
      { severity: 'error', alarm: 'page', message: 'its rule is always true: it is in ALARM all the time' },
    ]);
  });

  it('has nothing to say where a value may be on the other side', () => {
    expect(found({ Threshold: 0.001 })).toEqual([]);
    expect(count({ Threshold: 0 })).toEqual([]);
    expect(findingsOf('alarm-always-on', [], [compositeOf('ALARM(a)')])).toEqual([]);
  });

  it('claims nothing of metrics it does not know, and of math', () => {
    expect(found({ Namespace: 'Shop', Threshold: -1 })).toEqual([]);
    expect(
      found({ MetricName: undefined, Metrics: [{ Id: 'm', Expression: 'TIME_SERIES(1)' }], Threshold: -1 }),
    ).toEqual([]);
  });
});
