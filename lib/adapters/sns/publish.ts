import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { readFailed } from '../read-failed.ts';

/** Publishes a message to a topic of the client's Region. @throws ReadFailedError */
export async function publishTo(
  client: SNSClient,
  topicArn: string,
  message: string,
  signal?: AbortSignal,
): Promise<void> {
  await client
    .send(new PublishCommand({ TopicArn: topicArn, Message: message }), signal ? { abortSignal: signal } : {})
    .catch((error: unknown) => {
      throw readFailed('sns:Publish', error);
    });
}
