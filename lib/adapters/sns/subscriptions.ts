import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { TopicSubscription } from '../../core/inventory/account.ts';
import { everyPage, wholly } from '../pages.ts';

/** In place of the ARN of a subscription that nobody agreed to yet, or that was deleted. Source: API reference of Subscription. */
const NO_ARN = new Set(['PendingConfirmation', 'Deleted', '']);

/** ListSubscriptionsByTopic, to the last page. @throws ReadFailedError */
export async function readTopicSubscriptions(
  client: SNSClient,
  topicArn: string,
  signal?: AbortSignal,
): Promise<readonly TopicSubscription[]> {
  const subscriptions = await wholly(
    everyPage('sns:ListSubscriptionsByTopic', async (NextToken) => {
      const page = await client.send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(NextToken !== undefined && { NextToken }) }),
        signal ? { abortSignal: signal } : {},
      );
      return { items: page.Subscriptions ?? [], next: page.NextToken };
    }),
  );
  return subscriptions.map(({ Protocol = 'unknown', SubscriptionArn = '' }) => ({
    protocol: Protocol,
    confirmed: !NO_ARN.has(SubscriptionArn),
  }));
}
