import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTagsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitPatience } from '../../lib/adapters/patience.ts';
import { readFailed } from '../../lib/adapters/read-failed.ts';

// Takes every request, and answers none.
const server = createServer(() => {});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function impatient(seconds: number): ElasticLoadBalancingV2Client {
  const client = new ElasticLoadBalancingV2Client({
    region: 'us-east-2',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  limitPatience(client, seconds);
  return client;
}

const call = new DescribeTagsCommand({ ResourceArns: ['arn'] });

describe('A call that nobody answers', () => {
  it('ends when the patience does, as one that did not answer in time', async () => {
    const failed = await impatient(0.05)
      .send(call)
      .catch((error: unknown) => readFailed('elasticloadbalancing:DescribeTags', error));

    expect(failed).toMatchObject({ failure: 'time-out' });
  });

  it('ends before that where who asked has no more time', async () => {
    const asking = impatient(60).send(call, { abortSignal: AbortSignal.timeout(20) });

    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  });
});
