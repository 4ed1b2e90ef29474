import { describe, expect, it } from 'vitest';
import { alarmOf, compositeOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) => findingsOf('alarm-never-on', [], [alarmOf({ ...settings })]);
const cpu = (Namespace: string, settings: object) => found({ Namespace, MetricName: 'CPUUtilization', ...settings });

describe('alarm-never-on', () => {
  it('is an error where no value that the metric can have breaches', () => {
    expect(found({ Threshold: 4000 })).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'no value that the metric can have breaches: it never fires',
      },
    ]);
    expect(cpu('AWS/EC2', { Threshold: 100 })).toHaveLength(1);
    expect(found({ ExtendedStatistic: 'PR(0.8:)', Threshold: 100 })).toHaveLength(1);
    expect(found({ MetricName: 'RequestCount', Threshold: 0, ComparisonOperator: 'LessThanThreshold' })).toHaveLength(
      1,
    );
  });

  it('is an error where more data points are needed than are looked at', () => {
    expect(found({ DatapointsToAlarm: 4 })).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'it needs 4 of 3 data points: CloudWatch refuses that',
      },
    ]);
  });

  it('is an error of a composite whose rule is FALSE', () => {
    expect(findingsOf('alarm-never-on', [], [compositeOf('FALSE')])[0]?.message).toBe(
      'its rule is never true: it never fires',
    );
  });

  it('has nothing to say where a value may breach', () => {
    expect(found({ Threshold: 3999 })).toEqual([]);
    expect(cpu('AWS/EC2', { Threshold: 99 })).toEqual([]);
    expect(found({ DatapointsToAlarm: 3 })).toEqual([]);
  });

  it('has nothing to say of sums, and of tasks that use more than they reserved', () => {
    expect(found({ ExtendedStatistic: undefined, Statistic: 'Sum', Threshold: 9000 })).toEqual([]);
    expect(found({ ExtendedStatistic: 'ts99', Threshold: 9000 })).toEqual([]);
    expect(cpu('AWS/ECS', { Threshold: 120 })).toEqual([]);
  });

  it('has nothing to say of a heartbeat, which fires by missing data', () => {
    const none = { MetricName: 'RequestCount', Threshold: 0, ComparisonOperator: 'LessThanThreshold' };

    expect(found({ ...none, TreatMissingData: 'breaching' })).toEqual([]);
  });
});
