import type { CloudWatchClient, GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { TokenBucket } from '../core/rate.ts';

/**
 * A little less than what AWS gives an account, so that a listing of thousands is not throttled where nobody else calls. Where
 * somebody does, the SDK's adaptive retries slow down further.
 */
const SHARE = 0.95;
/** Elastic Load Balancing: 40 calls that change nothing at once, and 10 a second. Source: its page on throttling. */
const DESCRIBES = { atOnce: 40, perSecond: 10 };
/** GetMetricData: data points a second, by the age of the oldest. Source: CloudWatch service quotas. */
const POINTS = { recent: 180_000, older: 396_000 };
const RECENT = 3 * 3600;

/** Behind the SDK's retries, which come with priority: what is tried again counts, too. */
const EACH_ATTEMPT = { step: 'finalizeRequest', priority: 'normal', name: 'holdbandPacing' } as const;

/** Spaces the calls of a client so that they stay within what the account is given. */
export function paceDescribes(client: ElasticLoadBalancingV2Client): void {
  const bucket = new TokenBucket(SHARE * DESCRIBES.atOnce, SHARE * DESCRIBES.perSecond);
  client.middlewareStack.add(
    (next) => async (args) => {
      await wait(bucket, 1);
      return next(args);
    },
    EACH_ATTEMPT,
  );
}

/** Spaces GetMetricData by the data points that are asked for, as CloudWatch counts them: sparse metrics count, too. */
export function paceMetrics(client: CloudWatchClient): void {
  const buckets = {
    recent: new TokenBucket(POINTS.recent, SHARE * POINTS.recent),
    older: new TokenBucket(POINTS.older, SHARE * POINTS.older),
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'GetMetricDataCommand') {
        const input = args.input as GetMetricDataCommandInput;
        const isOld = Date.now() / 1000 - (input.StartTime?.getTime() ?? 0) / 1000 > RECENT;
        await wait(isOld ? buckets.older : buckets.recent, pointsOf(input));
      }
      return next(args);
    },
    EACH_ATTEMPT,
  );
}

function pointsOf({ MetricDataQueries = [], StartTime, EndTime }: GetMetricDataCommandInput): number {
  const seconds = ((EndTime?.getTime() ?? 0) - (StartTime?.getTime() ?? 0)) / 1000;
  return MetricDataQueries.reduce((sum, { MetricStat, Period }) => {
    return sum + Math.ceil(seconds / (MetricStat?.Period ?? Period ?? 60));
  }, 0);
}

async function wait(bucket: TokenBucket, tokens: number): Promise<void> {
  const seconds = bucket.reserve(tokens, Date.now() / 1000);
  if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
}
