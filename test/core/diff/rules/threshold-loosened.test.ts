import { describe, expect, it } from 'vitest';
import { alarmOf, findingsOf, recordOf } from '../_alarms.ts';

const found = (before: object, after: object) =>
  findingsOf('threshold-loosened', [alarmOf({ ...before })], [alarmOf({ ...after })]);
const BELOW = {
  MetricName: 'HealthyHostCount',
  ExtendedStatistic: undefined,
  Statistic: 'Minimum',
  ComparisonOperator: 'LessThanThreshold',
};

describe('threshold-loosened', () => {
  it('warns where a threshold above which an alarm fires was raised', () => {
    expect(found({}, { Threshold: 1.2 })).toEqual([
      {
        severity: 'warning',
        alarm: 'orders-slow',
        message: 'the threshold moved from 0.8 to 1.2: fewer values breach',
      },
    ]);
  });

  it('warns where a threshold below which an alarm fires was lowered', () => {
    expect(found({ ...BELOW, Threshold: 3 }, { ...BELOW, Threshold: 2 })).toHaveLength(1);
  });

  it('has nothing to say where it was lowered, and where below which it fires was raised', () => {
    expect(found({}, { Threshold: 0.5 })).toEqual([]);
    expect(found({ ...BELOW, Threshold: 2 }, { ...BELOW, Threshold: 3 })).toEqual([]);
  });

  it('has nothing to say of an alarm that is new', () => {
    expect(findingsOf('threshold-loosened', [], [alarmOf({ Threshold: 9 })])).toEqual([]);
  });

  it('has nothing to say where the operator changed with it', () => {
    expect(found({}, { Threshold: 9, ComparisonOperator: 'LessThanThreshold' })).toEqual([]);
  });

  it('names an alarm without a name by its logical id', () => {
    const [before, after] = [1, 2].map((Threshold) => {
      const { AlarmName: _, ...settings } = alarmOf({ Threshold }).properties;
      return recordOf('metric', settings, { logicalId: 'Slow5F6A' });
    });

    expect(findingsOf('threshold-loosened', [before as never], [after as never])[0]?.alarm).toBe('Slow5F6A');
  });
});
