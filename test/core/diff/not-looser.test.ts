import { describe, expect, it } from 'vitest';
import { alarmOf, report, TOPIC } from './_alarms.ts';

const COUNT = { MetricName: 'HTTPCode_Target_5XX_Count', ExtendedStatistic: undefined, Statistic: 'Sum' };
const rulesOf = (before: object, after: object) =>
  report([alarmOf({ ...before })], [alarmOf({ ...after })]).findings.map(({ rule }) => rule);

describe('what looks looser and is not', () => {
  it('is a threshold of a sum that grew with its period, and no faster', () => {
    const minutes = { ...COUNT, Threshold: 100, Period: 60 };
    expect(rulesOf(minutes, { ...COUNT, Threshold: 500, Period: 300 })).not.toContain('threshold-loosened');
    expect(rulesOf(minutes, { ...COUNT, Threshold: 501, Period: 300 })).toContain('threshold-loosened');
    expect(rulesOf(minutes, { ...COUNT, Threshold: 101, Period: 60 })).toContain('threshold-loosened');
  });

  it('is a threshold beside another statistic or metric', () => {
    expect(rulesOf({}, { ExtendedStatistic: 'p99', Threshold: 2 })).not.toContain('threshold-loosened');
    expect(rulesOf({}, { ...COUNT, Threshold: 2 })).not.toContain('threshold-loosened');
  });

  it('is an action gone from an alarm whose actions were switched off all the time', () => {
    const off = { ActionsEnabled: false };
    expect(rulesOf({ ...off, AlarmActions: [TOPIC] }, { ...off, AlarmActions: [] })).toEqual([]);
  });

  it('is not a threshold of an average, whatever its period', () => {
    expect(rulesOf({}, { Threshold: 2, Period: 300 })).toContain('threshold-loosened');
  });
});
