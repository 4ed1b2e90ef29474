import { PutCompositeAlarmCommand, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { accountReader } from '../../../lib/adapters/account-reader.ts';
import { NOW, start } from '../local-account/_account.ts';

const NAMES = Array.from({ length: 130 }, (_, i) => `alarm-${String(i).padStart(3, '0')}`);

async function accountWithAlarms() {
  const { account, cloudWatch, elb } = await start();
  for (const name of NAMES) {
    const settings = { AlarmName: name, Threshold: 1 };
    account.alarms.put({ kind: 'MetricAlarm', name, arn: account.alarmArn(name), settings }, NOW);
  }
  await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: 'page', AlarmRule: 'ALARM("alarm-000")' }));
  return { account, cloudWatch, reader: accountReader({ cloudWatch, elb }) };
}

describe('Alarms of an account', () => {
  it('are read to the last page, composites among them', async () => {
    const { reader, account } = await accountWithAlarms();
    const alarms = await reader.alarms({ all: true });

    expect(alarms.filter(({ kind }) => kind === 'metric').map(({ name }) => name)).toEqual(NAMES);
    expect(alarms.filter(({ kind }) => kind === 'composite').map(({ name }) => name)).toEqual(['page']);
    const calls = account.calls.filter(({ call }) => call === 'DescribeAlarms');
    // How many it takes where nobody asks is not documented.
    expect(calls.map(({ input }) => (input as { MaxRecords?: number }).MaxRecords)).toEqual([100, 100]);
  });

  it('are read by name, a hundred at a time, each once', async () => {
    const { reader, account } = await accountWithAlarms();
    const alarms = await reader.alarms({ names: [...NAMES, ...NAMES, 'page', 'not-there'] });

    expect(alarms).toHaveLength(131);
    const asked = account.calls.map(({ input }) => (input as { AlarmNames?: string[] }).AlarmNames?.length);
    expect(asked.filter((length) => length !== undefined)).toEqual([100, 32]);
  });

  it('are not asked for where no name is given', async () => {
    const { reader, account } = await accountWithAlarms();
    const before = account.calls.length;

    expect(await reader.alarms({ names: [] })).toEqual([]);
    expect(account.calls).toHaveLength(before);
  });

  it('are read by prefix', async () => {
    const { reader } = await accountWithAlarms();

    expect((await reader.alarms({ prefix: 'alarm-12' })).map(({ name }) => name)).toEqual(NAMES.slice(120));
  });

  it('come with their state apart from their settings', async () => {
    const { cloudWatch, reader, account } = await accountWithAlarms();
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: 'slow',
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'TargetResponseTime',
        ExtendedStatistic: 'p95',
        Period: 60,
        EvaluationPeriods: 3,
        Threshold: 0.8,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: 'slow', StateValue: 'ALARM', StateReason: 'test' }));
    const [alarm] = await reader.alarms({ names: ['slow'] });

    expect(alarm).toMatchObject({ kind: 'metric', state: 'ALARM', stateSince: NOW, arn: account.alarmArn('slow') });
    expect(alarm?.properties).toMatchObject({ AlarmName: 'slow', ExtendedStatistic: 'p95', Threshold: 0.8 });
    expect(Object.keys(alarm?.properties ?? {}).filter((name) => /State|Arn$|Timestamp/.test(name))).toEqual([]);
  });
});

describe('History of alarms', () => {
  it('is read newest first to the last page, with its data as JSON', async () => {
    const { reader, account } = await accountWithAlarms();
    const entries = await reader.alarmHistory({ from: NOW - 3600, to: NOW + 60 });

    expect(entries).toHaveLength(131);
    expect(entries[0]).toMatchObject({ alarm: 'page', at: NOW, type: 'ConfigurationUpdate' });
    expect(entries[0]?.data).toMatchObject({ type: 'Create' });
    expect(account.calls.filter(({ call }) => call === 'DescribeAlarmHistory')).toHaveLength(2);
  });

  it('of one alarm is that alarm’s', async () => {
    const { reader, account } = await accountWithAlarms();
    account.alarms.record({
      alarm: 'alarm-007',
      kind: 'MetricAlarm',
      at: NOW,
      type: 'Action',
      summary: 'sent',
      data: 'no JSON',
    });
    const entries = await reader.alarmHistory({ alarm: 'alarm-007', from: NOW - 60, to: NOW + 60 });

    expect(entries.map(({ type, summary }) => [type, summary])).toEqual([
      ['Action', 'sent'],
      ['ConfigurationUpdate', 'Alarm "alarm-007" created'],
    ]);
    expect(entries[0]).not.toHaveProperty('data');
  });
});

describe('A read that fails', () => {
  it.each([
    ['alarms', 'cloudwatch:DescribeAlarms'],
    ['alarmHistory', 'cloudwatch:DescribeAlarmHistory'],
  ] as const)('of %s says which call and why', async (read, action) => {
    const { cloudWatch, elb } = await start(undefined, { faults: [{ call: '*', fault: 'access-denied' }] });
    const reader = accountReader({ cloudWatch, elb });
    const failed = read === 'alarms' ? reader.alarms({ all: true }) : reader.alarmHistory({ from: 0, to: NOW });

    await expect(failed).rejects.toMatchObject({ code: 'ReadFailed', action, failure: 'denied' });
  });
});
