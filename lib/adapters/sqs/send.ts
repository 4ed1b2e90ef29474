import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { readFailed } from '../read-failed.ts';

/** Sends a message to a queue. @throws ReadFailedError */
export async function sendTo(
  client: SQSClient,
  queueUrl: string,
  message: string,
  signal?: AbortSignal,
): Promise<void> {
  await client
    .send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: message }), signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw readFailed('sqs:SendMessage', error);
    });
}
