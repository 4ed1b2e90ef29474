import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTagsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { paceDescribes, paceMetrics } from '../../lib/adapters/pacing.ts';

const CONFIG = {
  region: 'us-east-2',
  endpoint: 'http://127.0.0.1:1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};
/** Instead of sending: how long after the beginning each call would have left. */
function leaving(client: CloudWatchClient | ElasticLoadBalancingV2Client): number[] {
  const left: number[] = [];
  const began = Date.now();
  client.config.requestHandler = {
    handle: async () => {
      left.push((Date.now() - began) / 1000);
      throw new Error('not sent');
    },
  } as never;
  return left;
}

// Modules of the SDK are loaded with the first call, and no clock here waits for that.
beforeAll(async () => {
  const first = [
    new ElasticLoadBalancingV2Client(CONFIG).send(new DescribeTagsCommand({ ResourceArns: ['a'] })),
    new CloudWatchClient(CONFIG).send(
      new GetMetricDataCommand({ StartTime: new Date(0), EndTime: new Date(), MetricDataQueries: [] }),
    ),
  ];
  await Promise.allSettled(first);
});
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

describe('Calls of Elastic Load Balancing', () => {
  it('leave 38 at once and 9.5 a second after that: a little less than an account is given', async () => {
    const client = new ElasticLoadBalancingV2Client(CONFIG);
    paceDescribes(client);
    const left = leaving(client);
    const calls = Array.from({ length: 57 }, () => client.send(new DescribeTagsCommand({ ResourceArns: ['a'] })));
    const done = Promise.allSettled(calls);
    await vi.advanceTimersByTimeAsync(10_000);
    await done;

    expect(left.filter((seconds) => seconds === 0)).toHaveLength(38);
    expect(left.filter((seconds) => seconds > 0 && seconds <= 1)).toHaveLength(9);
    expect(Math.max(...left)).toBeCloseTo(2, 2);
  });
});

describe('Calls of GetMetricData', () => {
  it.each([
    [1, 180_000],
    [15, 396_000],
  ])('that go back %i hours leave at 95 %% of %i data points a second', async (hours, perSecond) => {
    const client = new CloudWatchClient(CONFIG);
    paceMetrics(client);
    const left = leaving(client);
    const now = Date.now();
    const series = Array.from({ length: 100 }, (_, i) => ({
      Id: `q${i}`,
      MetricStat: { Metric: { MetricName: 'RequestCount' }, Period: 60, Stat: 'Sum' },
    }));
    const ask = () =>
      client.send(
        new GetMetricDataCommand({
          StartTime: new Date(now - hours * 3_600_000),
          EndTime: new Date(now),
          MetricDataQueries: series,
        }),
      );
    const calls = 60;
    const done = Promise.allSettled(Array.from({ length: calls }, ask));
    await vi.advanceTimersByTimeAsync(60_000);
    await done;

    // The bucket is full at first.
    const owed = calls * series.length * hours * 60 - perSecond;
    expect(left).toHaveLength(calls);
    expect(Math.max(...left)).toBeCloseTo(owed / (0.95 * perSecond), 2);
  });
});
