import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { act } from '../../../lib/adapters/local-account/alarm-actions.ts';
import type { StoredAlarm } from '../../../lib/adapters/local-account/alarm-store.ts';
import type { TopicData } from '../../../lib/adapters/local-account/data.ts';
import { putMetricAlarm } from '../../../lib/adapters/local-account/put-alarm.ts';
import { DATA, NOW, start } from './_account.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const GONE = 'arn:aws:sns:us-east-2:111122223333:old-on-call';

async function startTopics(topics: readonly TopicData[]) {
  const { account, endpoint } = await start({ ...DATA, topics });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { account, sns: new SNSClient({ endpoint: endpoint.url, region: 'us-east-2', credentials }) };
}

describe('SNS', () => {
  const topic: TopicData = {
    arn: TOPIC,
    subscriptions: [
      { protocol: 'https', endpoint: 'https://example.com/?a=1&b=2' },
      { protocol: 'email', endpoint: 'team@example.com', confirmed: false },
    ],
  };

  it('lists who is subscribed, without an ARN where nobody agreed yet', async () => {
    const { sns } = await startTopics([topic]);
    const { Subscriptions, NextToken } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));

    expect(Subscriptions).toMatchObject([
      { Protocol: 'https', Endpoint: 'https://example.com/?a=1&b=2', Owner: '111122223333', TopicArn: TOPIC },
      { Protocol: 'email', SubscriptionArn: 'PendingConfirmation' },
    ]);
    expect(Subscriptions?.[0]?.SubscriptionArn).toMatch(/^arn:aws:sns:us-east-2:111122223333:on-call:[0-9a-f-]{36}$/);
    expect(NextToken).toBeUndefined();
  });

  it('gives a hundred subscriptions a page', async () => {
    const many = Array.from({ length: 130 }, (_, i) => ({ protocol: 'email', endpoint: `${i}@example.com` }));
    const { sns } = await startTopics([{ arn: TOPIC, subscriptions: many }]);
    const first = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
    const rest = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC, NextToken: first.NextToken as string }),
    );

    expect([first.Subscriptions?.length, rest.Subscriptions?.length, rest.NextToken]).toEqual([100, 30, undefined]);
  });

  it('counts confirmed and pending subscriptions', async () => {
    const { sns } = await startTopics([topic]);
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));

    expect(Attributes).toMatchObject({ TopicArn: TOPIC, SubscriptionsConfirmed: '1', SubscriptionsPending: '1' });
  });

  it.each([
    ['a topic that is not there', GONE, 'NotFoundException'],
    ['what is no topic', 'on-call', 'InvalidParameterException'],
  ])('refuses %s', async (_, TopicArn, name) => {
    const { sns } = await startTopics([topic]);

    await expect(sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).rejects.toMatchObject({ name });
    await expect(sns.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toMatchObject({ name });
  });

  it('has every topic, and nobody subscribed, where none is listed', async () => {
    const { endpoint } = await start(DATA);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const sns = new SNSClient({ endpoint: endpoint.url, region: 'us-east-2', credentials });

    expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: GONE }))).Subscriptions).toEqual([]);
  });

  it('fails the action on a topic that is gone, and says so in the history', async () => {
    const { account } = await startTopics([topic]);
    const metric = { Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 };
    const judged = { Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [TOPIC, GONE] };
    putMetricAlarm({ AlarmName: 'a', ...metric, ...judged }, account);
    const before = account.alarms.get('a') as StoredAlarm;
    account.alarms.setState(before, { state: 'ALARM', reason: 'test' }, NOW);
    await act(account, account.alarms.get('a') as StoredAlarm, before, NOW, undefined);

    expect(account.published.map(({ topicArn }) => topicArn)).toEqual([TOPIC]);
    expect(account.alarms.history.map(({ summary }) => summary)).toContain(
      `Failed to execute action ${GONE}. Received error: "Topic does not exist"`,
    );
  });
});
