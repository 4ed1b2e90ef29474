import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { LambdaAlarmEvent } from '../../../lib/adapters/local-account/events.ts';
import { loadAlarms } from '../../../lib/adapters/local-account/load-alarms.ts';
import { DATA, FLEET, FLEET_DIMENSIONS, request, START, start } from './_account.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:page';
const FUNCTION = 'arn:aws:lambda:us-east-2:111122223333:function:runbook';

/** Slow in minutes 10 to 12. */
const TRAFFIC = Array.from({ length: 30 }, (_, minute) => request(minute, minute >= 10 && minute < 13 ? 3 : 0.1));
const SLOW_DAY = { ...DATA, traffic: [{ targetGroup: FLEET, requests: TRAFFIC }] };
const RUN = { from: START, to: START + 1800 };

function latency(name: string, rest: Partial<PutMetricAlarmCommandInput> = {}): PutMetricAlarmCommand {
  return new PutMetricAlarmCommand({
    AlarmName: name,
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: [...FLEET_DIMENSIONS],
    ExtendedStatistic: 'p95',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [TOPIC],
    ...rest,
  });
}

/** An account whose functions answer at once. */
async function account() {
  const events: LambdaAlarmEvent[] = [];
  const invoke = async (_: string, event: LambdaAlarmEvent) => {
    events.push(event);
    return { kind: 'answered', body: 'thanks' } as const;
  };
  return { ...(await start(SLOW_DAY, { invoke })), events };
}

describe('alarms in the account', () => {
  it('change their states when the evaluator says so, with a reason and history', async () => {
    const { account: here, cloudWatch } = await account();
    await cloudWatch.send(latency('p95'));

    await here.runner.run(RUN);

    const { AlarmHistoryItems = [] } = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: 'p95',
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
      }),
    );
    expect(
      AlarmHistoryItems.map(({ Timestamp, HistorySummary }) => [(Timestamp as Date).getTime() / 1000, HistorySummary]),
    ).toEqual([
      [START + 60, 'Alarm updated from INSUFFICIENT_DATA to OK'],
      [START + 12 * 60, 'Alarm updated from OK to ALARM'],
      [START + 14 * 60, 'Alarm updated from ALARM to OK'],
    ]);
    const data = JSON.parse(AlarmHistoryItems[1]?.HistoryData ?? '{}');
    expect(data.newState.stateReason).toMatch(
      /^Threshold Crossed: 2 out of the last 2 datapoints \[.*\] were greater than the threshold \(0\.8\)/,
    );
    expect(data.newState.stateReasonData).toMatchObject({
      statistic: 'p95',
      period: 60,
      threshold: 0.8,
      evaluatedDatapoints: [{ sampleCount: 1 }, { sampleCount: 1 }],
    });
  });

  it('see late minutes later', async () => {
    const { account: here, cloudWatch } = await account();
    await cloudWatch.send(latency('p95'));

    await here.runner.run({ ...RUN, delaySeconds: 120 });

    const alarm = here.alarms.history.find(({ summary }) => summary.endsWith('to ALARM'));
    expect(alarm?.at).toBe(START + 14 * 60);
  });

  it('notify topics and call functions once a change, and write down that they did', async () => {
    const { account: here, cloudWatch, events } = await account();
    await cloudWatch.send(latency('p95', { AlarmActions: [TOPIC, FUNCTION], OKActions: [TOPIC] }));

    await here.runner.run(RUN);

    const states = here.published.map(({ message }) => JSON.parse(message).NewStateValue);
    expect(states).toEqual(['OK', 'ALARM', 'OK']);
    expect(events.map(({ alarmData }) => alarmData.state.value)).toEqual(['ALARM']);
    const actions = here.alarms.history.filter(({ type }) => type === 'Action');
    expect(actions.map(({ summary }) => summary)).toEqual([
      `Successfully executed action ${TOPIC}`,
      `Successfully executed action ${TOPIC}`,
      `Successfully executed action ${FUNCTION}`,
      `Successfully executed action ${TOPIC}`,
    ]);
    expect(JSON.parse(actions[2]?.data ?? '{}')).toMatchObject({
      actionState: 'Succeeded',
      notificationResource: FUNCTION,
    });
  });

  it('call nobody while their actions are disabled', async () => {
    const { account: here, cloudWatch } = await account();
    await cloudWatch.send(latency('p95', { ActionsEnabled: false }));

    await here.runner.run(RUN);

    expect(here.published).toEqual([]);
    expect(here.alarms.history.some(({ summary }) => summary.endsWith('to ALARM'))).toBe(true);
  });

  it('say that an action failed where nobody is there to do it', async () => {
    const { account: here, cloudWatch } = await start(SLOW_DAY);
    await cloudWatch.send(latency('p95', { AlarmActions: [FUNCTION, 'arn:aws:ssm:us-east-2:111122223333:opsitem:1'] }));

    await here.runner.run(RUN);

    const failed = here.alarms.history.filter(({ type }) => type === 'Action');
    expect(failed.map(({ summary }) => summary)).toEqual([
      expect.stringContaining(`Failed to execute action ${FUNCTION}`),
      expect.stringContaining('ssm is not here'),
    ]);
  });

  it('call only functions that run here', async () => {
    const { account: here, cloudWatch } = await start(SLOW_DAY, {
      invoke: async () => ({ kind: 'answered', body: null }),
      hasFunction: (arn) => arn === FUNCTION,
    });
    await cloudWatch.send(latency('p95', { AlarmActions: [FUNCTION, `${FUNCTION}-of-others`] }));

    await here.runner.run(RUN);

    expect(here.invocations.map(({ functionArn }) => functionArn)).toEqual([FUNCTION]);
    const actions = here.alarms.history.filter(({ type }) => type === 'Action');
    expect(actions.map(({ summary }) => summary.split(' ')[0])).toEqual(['Successfully', 'Failed']);
  });

  it('are named where they cannot be evaluated', async () => {
    const { account: here, cloudWatch } = await account();
    const search = [{ Id: 'e', Expression: 'ANOMALY_DETECTION_BAND(m)', ReturnData: true }, metric('m')];
    await cloudWatch.send(latency('odd', { ...NO_METRIC, Metrics: search }));

    await here.runner.run(RUN);

    expect([...here.runner.notEvaluated.keys()]).toEqual(['odd']);
  });
});

const NO_METRIC = {
  Namespace: undefined,
  MetricName: undefined,
  Dimensions: undefined,
  ExtendedStatistic: undefined,
  Period: undefined,
};

function metric(id: string) {
  const Metric = {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: [...FLEET_DIMENSIONS],
  };
  return { Id: id, MetricStat: { Metric, Period: 60, Stat: 'p95' }, ReturnData: false };
}

describe('composites in the account', () => {
  const page = (rule: string, rest = {}) =>
    new PutCompositeAlarmCommand({ AlarmName: 'page', AlarmRule: rule, AlarmActions: [FUNCTION], ...rest });

  it('follow their children in the same minute and name the one that set them off', async () => {
    const { account: here, cloudWatch, events } = await account();
    await cloudWatch.send(latency('child', { AlarmActions: [] }));
    await cloudWatch.send(page('ALARM("child")'));

    await here.runner.run(RUN);

    expect(events).toHaveLength(1);
    const [event] = events;
    expect(event?.alarmData.state.timestamp).toBe('2026-11-16T09:12:00.000+0000');
    expect(event?.alarmData.state.reason).toContain(
      ':alarm:child transitioned to ALARM at Monday 16 November, 2026 09:12:00 UTC',
    );
    expect(JSON.parse(event?.alarmData.state.reasonData ?? '{}')).toEqual({
      triggeringAlarms: [
        {
          arn: 'arn:aws:cloudwatch:us-east-2:111122223333:alarm:child',
          state: { value: 'ALARM', timestamp: '2026-11-16T09:12:00.000+0000' },
        },
      ],
    });
  });

  it('follow composites, too', async () => {
    const { account: here, cloudWatch } = await account();
    await cloudWatch.send(latency('child', { AlarmActions: [] }));
    await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: 'inner', AlarmRule: 'ALARM("child")' }));
    await cloudWatch.send(page('ALARM("inner")'));

    await here.runner.run(RUN);

    expect(here.invocations).toHaveLength(1);
  });

  it('keep their actions back while a suppressor is in ALARM, and act if they outlast it', async () => {
    const { account: here, cloudWatch, events } = await account();
    await cloudWatch.send(latency('child', { AlarmActions: [], EvaluationPeriods: 1 }));
    // Leaves ALARM when the child gets there, at 09:11, and suppresses for a minute more.
    await cloudWatch.send(
      latency('deploying', { AlarmActions: [], EvaluationPeriods: 1, ComparisonOperator: 'LessThanThreshold' }),
    );
    await cloudWatch.send(
      page('ALARM("child")', {
        ActionsSuppressor: 'deploying',
        ActionsSuppressorWaitPeriod: 60,
        ActionsSuppressorExtensionPeriod: 60,
      }),
    );

    await here.runner.run(RUN);

    expect(
      events.map(({ alarmData }) => [alarmData.state.timestamp.slice(11, 16), alarmData.previousState.value]),
    ).toEqual([['09:12', 'ALARM']]);
  });

  it('change with a state that is set by hand, and the page goes out', async () => {
    const { account: here, cloudWatch, events } = await account();
    await cloudWatch.send(latency('child', { AlarmActions: [] }));
    await cloudWatch.send(page('ALARM("child")'));
    await here.runner.run({ from: START, to: START + 300 });

    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'child', StateValue: 'ALARM', StateReason: 'a test' }));
    await here.runner.idle();

    const { CompositeAlarms = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }),
    );
    expect(CompositeAlarms.map(({ StateValue }) => StateValue)).toEqual(['ALARM']);
    expect(events.map(({ alarmData }) => alarmData.alarmName)).toEqual(['page']);
  });
});

describe('calls that join', () => {
  it('DeleteAlarms refuses a child of a composite, and takes the composite first', async () => {
    const { cloudWatch, account: here } = await account();
    await cloudWatch.send(latency('child'));
    await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: 'page', AlarmRule: 'ALARM("child")' }));
    const remove = (...names: string[]) => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: names }));

    await expect(remove('child')).rejects.toThrow('there are composite alarms depending on it');
    await expect(remove('page', 'child')).rejects.toThrow('only one composite');
    await remove('page');
    await remove('child');
    await expect(remove('child')).rejects.toThrow('Unknown alarm');
    expect(here.alarms.all()).toEqual([]);
  });

  it('PutMetricData makes what GetMetricData reads', async () => {
    const { cloudWatch } = await account();
    const Timestamp = new Date((START + 60) * 1000);
    await cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'mine',
        MetricData: [
          { MetricName: 'm', Value: 2, Timestamp },
          { MetricName: 'm', Values: [4], Counts: [3], Timestamp },
        ],
      }),
    );
    const stat = (Stat: string) => ({ Metric: { Namespace: 'mine', MetricName: 'm' }, Period: 60, Stat });

    const { MetricDataResults = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          { Id: 'sum', MetricStat: stat('Sum') },
          { Id: 'n', MetricStat: stat('SampleCount') },
        ],
        StartTime: new Date(START * 1000),
        EndTime: new Date((START + 600) * 1000),
      }),
    );

    expect(MetricDataResults.map(({ Values }) => Values)).toEqual([[14], [4]]);
    const aws = new PutMetricDataCommand({ Namespace: 'AWS/EC2', MetricData: [{ MetricName: 'm', Value: 1 }] });
    await expect(cloudWatch.send(aws)).rejects.toThrow('AWS/');
  });

  it('SendMessage of SQS keeps what it was sent', async () => {
    const { endpoint, account: here } = await account();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sqs = new SQSClient({ endpoint: endpoint.url, region: 'us-east-2', credentials });

    await sqs.send(new SendMessageCommand({ QueueUrl: here.queueUrl('dead'), MessageBody: '{"lost":true}' }));
    sqs.destroy();

    expect(here.sent).toMatchObject([{ queueUrl: here.queueUrl('dead'), body: '{"lost":true}' }]);
    expect(here.calls.at(-1)).toMatchObject({ service: 'SQS', call: 'SendMessage' });
  });

  it('PutMetricAlarm refuses what no metric math can be', async () => {
    const { cloudWatch } = await account();
    const put = (Expression: string) =>
      cloudWatch.send(
        latency('math', { ...NO_METRIC, Metrics: [metric('m'), { Id: 'e', Expression, ReturnData: true }] }),
      );

    await expect(put('100*(m')).rejects.toThrow(/Error in expression 'e'/);
    await put('100*m');
    await put('RATE(m)');
  });
});

describe('a template in the account', () => {
  const alarm = (rest: object) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'RequestCount',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      ...rest,
    },
  });

  it('brings its alarms, with topics, queues and functions as they would be called', async () => {
    const { account: here } = await account();

    const loaded = loadAlarms(
      here,
      {
        Resources: {
          Topic: { Type: 'AWS::SNS::Topic' },
          Dead: { Type: 'AWS::SQS::Queue' },
          Runbook: {
            Type: 'AWS::Lambda::Function',
            Properties: {
              FunctionName: 'explain',
              Environment: { Variables: { TOPIC: { Ref: 'Topic' }, DEAD: { Ref: 'Dead' } } },
            },
          },
          Quiet: alarm({ AlarmActions: [{ Ref: 'Topic' }, { 'Fn::GetAtt': ['Runbook', 'Arn'] }] }),
          Page: {
            Type: 'AWS::CloudWatch::CompositeAlarm',
            Properties: { AlarmName: 'page', AlarmRule: { 'Fn::Sub': 'ALARM("local-Quiet")' } },
          },
        },
      },
      'template.json',
    );

    expect(loaded).toMatchObject({
      metricAlarms: 1,
      compositeAlarms: 1,
      functions: [
        {
          arn: 'arn:aws:lambda:us-east-2:111122223333:function:explain',
          environment: {
            TOPIC: 'arn:aws:sns:us-east-2:111122223333:local-Topic',
            DEAD: 'https://sqs.us-east-2.amazonaws.com/111122223333/local-Dead',
          },
        },
      ],
    });
    expect(here.alarms.get('local-Quiet')?.settings.AlarmActions).toEqual([
      'arn:aws:sns:us-east-2:111122223333:local-Topic',
      'arn:aws:lambda:us-east-2:111122223333:function:explain',
    ]);
  });

  it('is refused with every alarm that CloudWatch would refuse', async () => {
    const { account: here } = await account();
    const Resources = { A: alarm({ Period: 7 }), B: alarm({ Threshold: undefined }), C: alarm({}) };

    expect(() => loadAlarms(here, { Resources }, 'template.json')).toThrow(
      /template.json: local-A: Period must be.*\ntemplate.json: local-B: Threshold must be set/,
    );
  });
});
