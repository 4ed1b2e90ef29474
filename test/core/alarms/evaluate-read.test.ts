import { describe, expect, it } from 'vitest';
import { readAlarm } from '../../../lib/core/alarms/evaluate-read-alarm.ts';
import { readSeries } from '../../../lib/core/alarms/evaluate-read-series.ts';
import { InputError } from '../../../lib/core/errors.ts';

const GIVEN = {
  AlarmName: 'orders',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
};
const read = (changes: object = {}, name?: string) =>
  readAlarm(JSON.stringify({ ...GIVEN, ...changes }), 'a.json', name);

describe('readAlarm', () => {
  it('takes M for N and missing for missing data where neither is said', () => {
    expect(read()).toEqual({
      name: 'orders',
      source: { kind: 'metric', statistic: { kind: 'basic', name: 'Sum' } },
      periodSeconds: 60,
      evaluationPeriods: 3,
      datapointsToAlarm: 3,
      comparison: 'GreaterThanThreshold',
      threshold: 10,
      treatMissingData: 'missing',
      lowSamples: 'evaluate',
    });
  });

  it('ignores missing data of DynamoDB unless told otherwise', () => {
    expect(read({ Namespace: 'AWS/DynamoDB' }).treatMissingData).toBe('ignore');
    expect(read({ Namespace: 'AWS/DynamoDB', TreatMissingData: 'breaching' }).treatMissingData).toBe('breaching');
  });

  it('reads a list of metrics with one metric as that metric', () => {
    const Metrics = [{ Id: 'm1', MetricStat: { Stat: 'p99', Period: 300 } }];

    expect(read({ Statistic: undefined, Metrics })).toMatchObject({
      source: { kind: 'metric', statistic: { kind: 'percentile', percent: 99 } },
      periodSeconds: 300,
    });
  });

  it('takes the alarm that is named out of what DescribeAlarms prints', () => {
    const text = JSON.stringify({
      MetricAlarms: [GIVEN, { ...GIVEN, AlarmName: 'b', Threshold: 7 }],
      CompositeAlarms: [],
    });

    expect(readAlarm(text, 'a.json', 'b').threshold).toBe(7);
    expect(() => readAlarm(text, 'a.json')).toThrow('choose one with --name: orders, b');
    expect(() => readAlarm(text, 'a.json', 'c')).toThrow('no alarm is called "c"; there are: orders, b');
  });

  it.each([
    [{ Period: 45 }, 'Period is 45; allowed: 10, 20, 30 and multiples of 60'],
    [{ EvaluationPeriods: 0 }, 'EvaluationPeriods is 0; allowed: a whole number of 1 or more'],
    [{ DatapointsToAlarm: 4 }, 'DatapointsToAlarm is 4; allowed: 1 to EvaluationPeriods, 3'],
    [{ EvaluationPeriods: 1441 }, 'is 86460 s; allowed: up to 86400 s'],
    [{ Threshold: '10' }, 'Threshold is "10"; allowed: a number'],
    [{ TreatMissingData: 'never' }, 'TreatMissingData is "never"; allowed: missing,'],
    [{ ExtendedStatistic: 'p99' }, 'needs one of Statistic, ExtendedStatistic and Metrics'],
    [{ EvaluateLowSampleCountPercentile: 'ignore' }, 'allowed for percentiles (pNN) only'],
    [{ AlarmRule: 'ALARM(a)' }, 'unknown: a composite alarm'],
    [{ EvaluationCriteria: { PromQLCriteria: {} } }, 'unknown: PromQL'],
    [{ ThresholdMetricId: 'ad1' }, 'unknown: an anomaly detection band'],
    [{ EvaluationWindow: { WallClockWindow: { Timezone: 'UTC' } } }, 'unknown: WallClockWindow'],
    [{ WarmUpConfiguration: { Minutes: 5 } }, 'unknown: WarmUpConfiguration'],
  ])('refuses %j with what is allowed', (changes, message) => {
    expect(() => read(changes)).toThrow(InputError);
    expect(() => read(changes)).toThrow(message);
  });

  it.each([
    '{',
    '[]',
    '7',
    '{"MetricAlarms": []}',
    '{"MetricAlarms": [7]}',
    '{"CompositeAlarms": [{}], "MetricAlarms": []}',
  ])('refuses a file that holds %s', (text) => {
    expect(() => readAlarm(text, 'a.json')).toThrow(InputError);
  });
});

describe('readSeries', () => {
  const SERIES = { period: 60, start: '2026-11-21T09:00:00Z', values: [1, null] };
  const readOne = (changes: object) => readSeries(JSON.stringify({ ...SERIES, ...changes }), 's.json');

  it('reads values, counts and the state before', () => {
    expect(readOne({ sampleCounts: [5, 0], initialState: 'ALARM' })).toEqual({
      series: {
        periodSeconds: 60,
        start: Date.UTC(2026, 10, 21, 9) / 1000,
        values: Float64Array.of(1, Number.NaN),
        sampleCounts: Float64Array.of(5, 0),
      },
      initialState: 'ALARM',
    });
  });

  it('reads series by query id', () => {
    const { series } = readSeries(JSON.stringify({ series: { m1: SERIES, m2: SERIES } }), 's.json');

    expect([...(series as ReadonlyMap<string, unknown>).keys()]).toEqual(['m1', 'm2']);
  });

  it.each([
    [{ period: 7 }, 'period is 7; allowed: 1, 5, 10'],
    [{ start: '2026-11-21' }, 'start is "2026-11-21"; allowed: a time'],
    [{ start: '2026-11-21T09:00:00+01:00' }, 'allowed: a time'],
    [{ values: [] }, 'values is []; allowed: a list'],
    [{ values: [true] }, 'values[0] is true; allowed: a number or null'],
    [{ sampleCounts: [1] }, 'has 2 values and 1 sampleCounts'],
    [{ sampleCounts: [1, -1] }, 'sampleCounts holds -1'],
    [{ initialState: 'FINE' }, 'initialState is "FINE"; allowed: OK, ALARM, INSUFFICIENT_DATA'],
    [{ series: [] }, 'series is []; allowed: series by query id'],
  ])('refuses %j with what is allowed', (changes, message) => {
    expect(() => readOne(changes)).toThrow(message);
  });
});
