import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListMetricsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../lib/adapters/local-account/service-error.ts';
import { DATA, FLEET, NOW, request, START, start } from './_account.ts';

type Input = Partial<PutMetricAlarmCommandInput>;

const BASE = {
  AlarmName: 'slow',
  EvaluationPeriods: 3,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;
const METRIC = { Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Period: 60, Statistic: 'Sum' } as const;
const SERIES = { Id: 'm1', MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 10, Stat: 'Average' } };

const put = (cloudWatch: CloudWatchClient, rest: Input = {}) =>
  cloudWatch.send(new PutMetricAlarmCommand({ ...BASE, ...METRIC, ...rest }));
const putMath = (cloudWatch: CloudWatchClient, Metrics: Input['Metrics']) =>
  cloudWatch.send(new PutMetricAlarmCommand({ ...BASE, Metrics }));

describe('PutMetricAlarm', () => {
  it.each<[string, Input]>([
    ['no treatment of missing data', {}],
    ['a period of 120 s and dimensions', { Period: 120, Dimensions: [{ Name: 'Z', Value: 'last' }] }],
    ['a period of 10 s', { Period: 10 }],
    ['missing data ignored and no actions', { TreatMissingData: 'ignore', ActionsEnabled: false }],
    [
      'a percentile of few samples ignored',
      { Statistic: undefined, ExtendedStatistic: 'p90', EvaluateLowSampleCountPercentile: 'ignore' },
    ],
    ['2 out of 3', { DatapointsToAlarm: 2 }],
  ])('takes %s', async (_, rest) => {
    const { cloudWatch } = await start();
    await put(cloudWatch, rest);
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));

    expect(MetricAlarms).toMatchObject([{ AlarmName: 'slow', StateValue: 'INSUFFICIENT_DATA', Threshold: 10 }]);
    expect(MetricAlarms?.[0]?.DatapointsToAlarm).toBe(rest.DatapointsToAlarm);
  });

  it.each<[string, NonNullable<Input['Metrics']>]>([
    ['one series', [SERIES]],
    [
      'an expression over a series',
      [
        { ...SERIES, ReturnData: false },
        { Id: 'e1', Expression: 'm1 + 1' },
      ],
    ],
  ])('takes %s', async (_, metrics) => {
    const { cloudWatch } = await start();
    await putMath(cloudWatch, metrics);
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({}));

    expect(MetricAlarms?.[0]?.Metrics).toMatchObject(metrics);
  });

  it.each<[string, Input, string, string]>([
    [
      'a percentile above 100',
      { Statistic: undefined, ExtendedStatistic: 'p101' },
      'InvalidParameterValueException',
      'The value p101 for parameter ExtendedStatistic is not supported.',
    ],
    [
      'two kinds of statistic',
      { ExtendedStatistic: 'p90' },
      'ValidationException',
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic parameters. Only one of them should be present',
    ],
    [
      'a metric beside a list of metrics',
      { Namespace: undefined, Period: undefined, Statistic: undefined, Metrics: [SERIES] },
      'ValidationException',
      'MetricName should not be set if list of Metrics is set.',
    ],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) },
      'ValidationException',
      'The resultant tag set must not have more than 50 user tags.',
    ],
    ['a period of 45 s', { Period: 45 }, 'ValidationException', 'Period must be 10, 20, 30 or a multiple of 60'],
    [
      'more than a day',
      { EvaluationPeriods: 1441 },
      'ValidationException',
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600',
    ],
    [
      'more than a week',
      { Period: 86_400, EvaluationPeriods: 8 },
      'ValidationException',
      'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600',
    ],
    [
      '4 out of 3',
      { DatapointsToAlarm: 4 },
      'ValidationException',
      'DatapointsToAlarm must be less than or equal to EvaluationPeriods',
    ],
    [
      'an unknown treatment of missing data',
      { TreatMissingData: 'other' },
      'ValidationException',
      'Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.',
    ],
    [
      'low samples of an average',
      { Statistic: 'Average', EvaluateLowSampleCountPercentile: 'ignore' },
      'ValidationException',
      'Option evaluateLowSampleCountPercentile can not be applied with statistic Average. This option is enabled only for percentile statistics.',
    ],
    [
      'no threshold',
      { Threshold: undefined },
      'ValidationException',
      'Threshold must be set for an alarm of a static threshold',
    ],
    [
      'six actions',
      { AlarmActions: Array(6).fill('arn:aws:sns:us-east-2:111122223333:t') },
      'ValidationException',
      '1 validation error detected',
    ],
  ])('refuses %s', async (_, rest, name, message) => {
    const { cloudWatch, account } = await start();
    const refused = put(cloudWatch, rest.Metrics ? { ...rest, MetricName: 'x' } : rest);

    await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
    expect(account.alarms.all()).toEqual([]);
  });

  it('refuses SEARCH', async () => {
    const { cloudWatch } = await start();

    await expect(putMath(cloudWatch, [{ Id: 'e1', Expression: "SUM(SEARCH('x', 'Sum', 60))" }])).rejects.toThrow(
      'SEARCH is not supported on Metric Alarms.',
    );
  });

  it('asks the checker of expressions it was given, and keeps the old settings where it refuses', async () => {
    const checkMath = ({ id }: { id: string }) => {
      throw new ServiceError('ValidationError', `Error in expression '${id}': Function 'X' not found`);
    };
    const { cloudWatch, account } = await start(DATA, { checkMath });
    await put(cloudWatch);

    await expect(
      putMath(cloudWatch, [
        { ...SERIES, ReturnData: false },
        { Id: 'e1', Expression: 'X(m1)' },
      ]),
    ).rejects.toThrow("Error in expression 'e1': Function 'X' not found");
    expect(account.alarms.get('slow')?.settings).toMatchObject(METRIC);
  });
});

describe('DescribeAlarms', () => {
  it('shows metric alarms only, unless asked for composites', async () => {
    const { cloudWatch } = await start();
    await put(cloudWatch);
    await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: 'page', AlarmRule: 'ALARM("slow")' }));
    const plain = await cloudWatch.send(new DescribeAlarmsCommand({}));
    const both = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }));

    expect([plain.MetricAlarms?.length, plain.CompositeAlarms?.length]).toEqual([1, 0]);
    expect(both.CompositeAlarms).toMatchObject([{ AlarmName: 'page', AlarmRule: 'ALARM("slow")' }]);
    expect(both.MetricAlarms).toHaveLength(1);
  });

  it('gives 100 a page, by name, and finds prefixes', async () => {
    const { cloudWatch } = await start();
    for (let i = 0; i < 130; i++) await put(cloudWatch, { AlarmName: `${i < 120 ? 'ours' : 'other'}-${i}` });
    const pages: number[] = [];
    for await (const page of paginateDescribeAlarms({ client: cloudWatch }, { AlarmNamePrefix: 'ours-' }))
      pages.push(page.MetricAlarms?.length ?? 0);

    expect(pages).toEqual([100, 20]);
  });

  it('refuses more than 100 a page', async () => {
    const { cloudWatch } = await start();

    await expect(cloudWatch.send(new DescribeAlarmsCommand({ MaxRecords: 101 }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('SetAlarmState', () => {
  it('sets the state and writes history', async () => {
    const { cloudWatch } = await start();
    await put(cloudWatch);
    const StateReasonData = JSON.stringify({ recentDatapoints: [1, 2] });
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'slow', StateValue: 'ALARM', StateReason: 'a test', StateReasonData }),
    );
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    const { AlarmHistoryItems = [] } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'slow', HistoryItemType: 'StateUpdate' }),
    );

    expect(MetricAlarms).toMatchObject([{ StateReason: 'a test', StateUpdatedTimestamp: new Date(NOW * 1000) }]);
    expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' }]);
    expect(JSON.parse(AlarmHistoryItems[0]?.HistoryData ?? '')).toMatchObject({
      oldState: { stateValue: 'INSUFFICIENT_DATA' },
      newState: { stateValue: 'ALARM', stateReason: 'a test', stateReasonData: { recentDatapoints: [1, 2] } },
    });
  });

  it('writes no history where the state stays', async () => {
    const { cloudWatch, account } = await start();
    await put(cloudWatch);
    const same = new SetAlarmStateCommand({ AlarmName: 'slow', StateValue: 'INSUFFICIENT_DATA', StateReason: 'again' });
    await cloudWatch.send(same);

    expect(account.alarms.history.map(({ type }) => type)).toEqual(['ConfigurationUpdate']);
  });

  it.each([
    ['an alarm that is not there', { AlarmName: 'other' }, 'ResourceNotFound'],
    ['reason data that is no JSON', { StateReasonData: '{' }, 'InvalidFormatFault'],
  ])('refuses %s', async (_, rest, name) => {
    const { cloudWatch } = await start();
    await put(cloudWatch);
    const command = new SetAlarmStateCommand({ AlarmName: 'slow', StateValue: 'OK', StateReason: '', ...rest });

    await expect(cloudWatch.send(command)).rejects.toMatchObject({ name });
  });

  it('keeps history newest first, by page, for 30 days', async () => {
    let now = NOW - 31 * 86_400;
    const { cloudWatch } = await start(DATA, { now: () => now });
    await put(cloudWatch);
    now = NOW;
    for (let i = 0; i < 5; i++) {
      now += 60;
      const StateValue = i % 2 === 0 ? 'ALARM' : 'OK';
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'slow', StateValue, StateReason: '' }));
    }
    const times: number[] = [];
    for await (const page of paginateDescribeAlarmHistory({ client: cloudWatch }, { MaxRecords: 2 }))
      for (const { Timestamp } of page.AlarmHistoryItems ?? []) times.push((Timestamp?.getTime() ?? 0) / 1000 - NOW);

    expect(times).toEqual([300, 240, 180, 120, 60]);
  });
});

describe('ListMetrics', () => {
  const traffic = [{ targetGroup: FLEET, requests: [request(0, 1)] }];

  it('lists what is published, by dimension', async () => {
    const { cloudWatch } = await start({ ...DATA, traffic });
    const { Metrics = [] } = await cloudWatch.send(
      new ListMetricsCommand({ MetricName: 'TargetResponseTime', Dimensions: [{ Name: 'TargetGroup' }] }),
    );

    expect(Metrics).toMatchObject([
      {
        Namespace: 'AWS/ApplicationELB',
        Dimensions: [
          { Name: 'TargetGroup', Value: 'targetgroup/fleet/943f017f100becff' },
          { Name: 'LoadBalancer', Value: 'app/edge/50dc6c495c0c9188' },
        ],
      },
    ]);
  });

  it('lists nothing that was silent for two weeks', async () => {
    const { cloudWatch } = await start({ ...DATA, traffic }, { now: () => START + 15 * 86_400 });

    expect((await cloudWatch.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });
});
