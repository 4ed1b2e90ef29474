import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import { readInput } from './input.ts';
import { ServiceError } from './service-error.ts';

/** A message is at most 1 MiB. Source: quotas of SQS. */
const MAX_BYTES = 1_048_576;

const MESSAGE = z.object({ QueueUrl: z.string(), MessageBody: z.string() });

/** SQS SendMessage: nobody receives, the message is kept for who asks the account. Every queue exists. */
export function sendMessage(input: unknown, account: LocalAccount): object {
  const { QueueUrl, MessageBody } = readInput(MESSAGE, input);
  if (MessageBody === '')
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (Buffer.byteLength(MessageBody) > MAX_BYTES)
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_BYTES} bytes.`,
    );
  const messageId = randomUUID();
  account.sent.push({ queueUrl: QueueUrl, body: MessageBody, messageId });
  // Clients compare it with their own.
  return { MessageId: messageId, MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}
