import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { listAlarmHistory, listAlarms, readAlarms } from '../../lib/adapters/cloudwatch/alarms.ts';
import { putMetricAlarm } from '../../lib/adapters/local-account/put-alarm.ts';
import { readTopicSubscriptions } from '../../lib/adapters/sns/subscriptions.ts';
import { ReadFailedError } from '../../lib/core/inventory/account.ts';
import { DATA, FLEET_DIMENSIONS, NOW, start } from './local-account/_account.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const denyAfter = (call: string, after: number) => ({ faults: [{ call, fault: 'access-denied', after } as const] });

/** An account with more alarms than a page holds. */
async function manyAlarms(options: Parameters<typeof start>[1] = {}) {
  const opened = await start(DATA, options);
  for (let i = 0; i < 120; i += 1) {
    const AlarmName = `latency-${i}`;
    putMetricAlarm(
      {
        AlarmName,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'TargetResponseTime',
        Dimensions: FLEET_DIMENSIONS,
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
      opened.account,
    );
  }
  return opened;
}

describe('what a check lists', () => {
  it('is every alarm and all of their history', async () => {
    const { cloudWatch } = await manyAlarms();
    const history = await listAlarmHistory(cloudWatch, { from: NOW - 3600, to: NOW + 60 });

    expect((await listAlarms(cloudWatch, {})).items).toHaveLength(120);
    expect([history.items.length, history.failed]).toEqual([120, undefined]);
  });

  it('is kept where a later page fails, with the reason', async () => {
    const { cloudWatch } = await manyAlarms(denyAfter('DescribeAlarms', 1));
    const { items, failed } = await listAlarms(cloudWatch, {});

    expect(items).toHaveLength(100);
    expect(failed).toBeInstanceOf(ReadFailedError);
    await expect(readAlarms(cloudWatch, { all: true })).rejects.toThrow('DescribeAlarms was denied');
  });

  it('is nothing where the first page fails', async () => {
    const { cloudWatch } = await start(DATA, denyAfter('*', 0));

    await expect(listAlarms(cloudWatch, {})).rejects.toThrow('DescribeAlarms was denied');
    await expect(listAlarmHistory(cloudWatch, { from: 0, to: NOW })).rejects.toThrow('DescribeAlarmHistory was denied');
  });
});

describe('the subscriptions of a topic', () => {
  it('are read to the last page, and are confirmed once whoever has the endpoint agreed', async () => {
    const pending = Array.from({ length: 100 }, (_, i) => ({
      protocol: 'email',
      endpoint: `nobody-${i}@example.com`,
      confirmed: false,
    }));
    const subscriptions = [...pending, { protocol: 'https', endpoint: 'https://pager.example.com' }];
    const { endpoint } = await start({ ...DATA, topics: [{ arn: TOPIC, subscriptions }] });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sns = new SNSClient({ endpoint: endpoint.url, region: 'us-east-2', credentials });
    const read = await readTopicSubscriptions(sns, TOPIC);
    const gone = readTopicSubscriptions(sns, `${TOPIC}-old`);

    expect(read).toHaveLength(101);
    expect(read.filter(({ confirmed }) => confirmed)).toEqual([{ protocol: 'https', confirmed: true }]);
    await expect(gone).rejects.toMatchObject({ failure: 'not-found', action: 'sns:ListSubscriptionsByTopic' });
    sns.destroy();
  });
});
