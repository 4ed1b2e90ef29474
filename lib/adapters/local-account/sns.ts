import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { hexOf } from '../../core/traffic/random.ts';
import type { LocalAccount } from './account.ts';
import type { SubscriptionData, TopicData } from './data.ts';
import { readInput } from './input.ts';
import { pageOf } from './paging.ts';
import { ServiceError } from './service-error.ts';

/** A message is at most 256 KiB of UTF-8. Source: API reference of Publish. */
const MAX_BYTES = 262_144;
/** Source: API reference of ListSubscriptionsByTopic. */
const SUBSCRIPTIONS_A_PAGE = 100;

const PUBLISH = z.object({ TopicArn: z.string().optional(), Message: z.string(), Subject: z.string().optional() });

/** SNS Publish to a topic: nobody is told, the message is kept for who asks the account. */
export function publish(input: unknown, account: LocalAccount): object {
  const { TopicArn, Message, Subject } = readInput(PUBLISH, input);
  const { arn } = needTopic(TopicArn, account);
  if (Message === '') throw invalid('Empty message');
  if (Buffer.byteLength(Message) > MAX_BYTES) throw invalid('Message too long');
  if (Subject !== undefined && (Subject === '' || Subject.length > 100)) throw invalid('Subject');
  const messageId = randomUUID();
  const subject = Subject === undefined ? {} : { subject: Subject };
  account.published.push({ topicArn: arn, message: Message, ...subject, messageId });
  return { MessageId: messageId };
}

const SUBSCRIPTIONS = z.object({ TopicArn: z.string().optional(), NextToken: z.string().optional() });

/** SNS ListSubscriptionsByTopic: 100 a page; a subscription that nobody agreed to yet has no ARN but a word. */
export function listSubscriptionsByTopic(input: unknown, account: LocalAccount): object {
  const { TopicArn, NextToken } = readInput(SUBSCRIPTIONS, input);
  const topic = needTopic(TopicArn, account);
  const { arn, subscriptions = [] } = topic;
  const wrong = () => invalid('NextToken Reason: this token was not given');
  const { items, next } = pageOf(subscriptions, SUBSCRIPTIONS_A_PAGE, NextToken, ['Subscriptions', arn], wrong);
  return {
    Subscriptions: items.map((subscription) => ({
      TopicArn: arn,
      Protocol: subscription.protocol,
      SubscriptionArn: subscriptionArn(topic, subscription),
      Owner: account.accountId,
      Endpoint: subscription.endpoint,
    })),
    ...(next !== undefined && { NextToken: next }),
  };
}

/** SNS GetTopicAttributes: those that say who owns the topic and how many are subscribed. */
export function getTopicAttributes(input: unknown, account: LocalAccount): object {
  const { TopicArn } = readInput(z.object({ TopicArn: z.string().optional() }), input);
  const { arn, subscriptions = [] } = needTopic(TopicArn, account);
  const pending = subscriptions.filter(({ confirmed = true }) => !confirmed).length;
  const attributes = {
    TopicArn: arn,
    Owner: account.accountId,
    DisplayName: '',
    SubscriptionsConfirmed: String(subscriptions.length - pending),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: '0',
  };
  return { Attributes: new Map(Object.entries(attributes)) };
}

function needTopic(arn: string | undefined, account: LocalAccount): TopicData {
  if (arn === undefined || !/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/.test(arn)) throw invalid('TopicArn');
  if (!account.hasTopic(arn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
  return account.data.topics?.find((topic) => topic.arn === arn) ?? { arn };
}

function subscriptionArn({ arn }: TopicData, { protocol, endpoint, confirmed = true }: SubscriptionData): string {
  if (!confirmed) return 'PendingConfirmation';
  const id = hexOf(`${arn} ${protocol} ${endpoint}`, 32);
  return `${arn}:${id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}

function invalid(text: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${text}`);
}
