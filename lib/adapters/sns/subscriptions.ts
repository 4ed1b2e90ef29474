import { ListSubscriptionsByTopicCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import type { TopicSubscription } from '../../core/inventory/account.ts';
import { readFailed } from '../read-failed.ts';

/** In place of the ARN of a subscription that nobody agreed to yet, or that was deleted. Source: API reference of Subscription. */
const NO_ARN = new Set(['PendingConfirmation', 'Deleted', '']);

/** ListSubscriptionsByTopic, to the last page. @throws ReadFailedError */
export async function readTopicSubscriptions(
  client: SNSClient,
  topicArn: string,
  signal?: AbortSignal,
): Promise<readonly TopicSubscription[]> {
  const subscriptions: Subscription[] = [];
  let token: string | undefined;
  do {
    const page = await client
      .send(
        new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, ...(token !== undefined && { NextToken: token }) }),
        signal ? { abortSignal: signal } : {},
      )
      .catch((error: unknown) => {
        throw readFailed('sns:ListSubscriptionsByTopic', error);
      });
    subscriptions.push(...(page.Subscriptions ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return subscriptions.map(({ Protocol = 'unknown', SubscriptionArn = '' }) => ({
    protocol: Protocol,
    confirmed: !NO_ARN.has(SubscriptionArn),
  }));
}
