import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import { readInput } from './input.ts';
import { ServiceError } from './service-error.ts';

/** A message is at most 256 KiB of UTF-8. Source: API reference of Publish. */
const MAX_BYTES = 262_144;

const PUBLISH = z.object({ TopicArn: z.string().optional(), Message: z.string(), Subject: z.string().optional() });

/** SNS Publish to a topic: nobody is told, the message is kept for who asks the account. Every topic exists. */
export function publish(input: unknown, account: LocalAccount): object {
  const { TopicArn, Message, Subject } = readInput(PUBLISH, input);
  const invalid = (text: string) => new ServiceError('InvalidParameter', `Invalid parameter: ${text}`);
  if (TopicArn === undefined || !/^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/.test(TopicArn)) throw invalid('TopicArn');
  if (Message === '') throw invalid('Empty message');
  if (Buffer.byteLength(Message) > MAX_BYTES) throw invalid('Message too long');
  if (Subject !== undefined && (Subject === '' || Subject.length > 100)) throw invalid('Subject');
  const messageId = randomUUID();
  const subject = Subject === undefined ? {} : { subject: Subject };
  account.published.push({ topicArn: TopicArn, message: Message, ...subject, messageId });
  return { MessageId: messageId };
}
