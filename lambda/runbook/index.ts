import { createHash } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { accountReader } from '../../lib/adapters/account-reader.ts';
import { publishTo } from '../../lib/adapters/sns/publish.ts';
import { sendTo } from '../../lib/adapters/sqs/send.ts';
import { parseConfig } from './config.ts';
import { createHandler } from './handler.ts';

/**
 * Region, endpoints and credentials come from the standard variables. One connection that hangs must not use the function's
 * time up: it is given up, and tried again.
 */
const clientConfig = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};
const sns = new SNSClient(clientConfig);
// The queue is in the function's own Region; by its URL the client would pass over the endpoint of the standard variables.
const sqs = new SQSClient({ ...clientConfig, useQueueUrlAsEndpoint: false });

/** What Lambda loads. Built once, used by every warm run. */
export const handler = createHandler({
  config: parseConfig(process.env),
  reader: accountReader({
    cloudWatch: new CloudWatchClient(clientConfig),
    elb: new ElasticLoadBalancingV2Client(clientConfig),
  }),
  publish: (topicArn, message, signal) => publishTo(sns, topicArn, message, signal),
  deadLetter: (queueUrl, message, signal) => sendTo(sqs, queueUrl, message, signal),
  log: (line) => void process.stdout.write(`${line}\n`),
  now: () => Date.now() / 1000,
  hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 16),
});
