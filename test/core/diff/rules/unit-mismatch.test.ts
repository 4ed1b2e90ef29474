import { describe, expect, it } from 'vitest';
import { aTarget } from '../../../constructs/_environment.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object, options: Parameters<typeof findingsOf>[3] = {}) =>
  findingsOf('unit-mismatch', [], [alarmOf({ ...settings })], options);
const LAMBDA = { Namespace: 'AWS/Lambda', MetricName: 'Duration' };

describe('unit-mismatch', () => {
  it('is an error where milliseconds are compared with a metric in seconds', () => {
    expect(found({ Threshold: 800 })).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'TargetResponseTime is in seconds: were 800 ms meant, 0.8 s?',
      },
    ]);
  });

  it('is an error where seconds are compared with a metric in milliseconds', () => {
    expect(found({ ...LAMBDA, Threshold: 3 })[0]?.message).toBe(
      'Duration is in milliseconds: were 3 s meant, 3000 ms?',
    );
  });

  it('has nothing to say of thresholds that make sense', () => {
    expect(found({ Threshold: 99 })).toEqual([]);
    expect(found({ ...LAMBDA, Threshold: 10 })).toEqual([]);
    expect(found({ Namespace: 'AWS/DynamoDB', MetricName: 'SuccessfulRequestLatency', Threshold: 8 })).toEqual([]);
  });

  it('has nothing to say of counts and sums', () => {
    expect(found({ ExtendedStatistic: 'TC(0.8:240)', Threshold: 800 })).toEqual([]);
    expect(found({ ExtendedStatistic: 'PR(0.8:)', Threshold: 100 })).toEqual([]);
    expect(found({ ExtendedStatistic: undefined, Statistic: 'Sum', Threshold: 800 })).toEqual([]);
    expect(found({ ExtendedStatistic: 'ts90', Threshold: 800 })).toEqual([]);
  });

  it('has nothing to say of a group that is known to hold requests for minutes', () => {
    const target = aTarget();
    const Dimensions = [{ Name: 'TargetGroup', Value: target.targetGroup.fullName }];

    expect(found({ Dimensions, Threshold: 400 }, { targets: [target] })).toEqual([]);
    expect(found({ Dimensions, Threshold: 400 })).toHaveLength(1);
  });
});
