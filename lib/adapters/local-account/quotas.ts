import type { IncomingMessage } from 'node:http';
import { TokenBucket } from '../../core/rate.ts';
import type { ServiceName } from './calls.ts';

/** Header in which a client that lives on a clock of its own says what time it is: epoch seconds. */
export const TIME_HEADER = 'x-local-account-time';

/** Request quotas of an account, as AWS documents them. */
export interface QuotaOptions {
  /** The time by which tokens fill up, seconds, for calls that do not say it themselves. @default - the process's clock */
  readonly clock?: () => number;
}

/** What fills up together: calls at once, and a second. */
interface Family {
  readonly calls: readonly string[];
  readonly atOnce: number;
  readonly perSecond: number;
}

/**
 * Elastic Load Balancing has one bucket for all calls that change nothing. CloudWatch limits each operation for itself; how many
 * of a second's calls it takes at once is not documented: all.
 *
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const perSecond = (count: number, ...calls: readonly string[]): Family => ({ calls, atOnce: count, perSecond: count });
const FAMILIES: { readonly [service in ServiceName]?: readonly Family[] } = {
  ELBv2: [{ calls: ['*'], atOnce: 40, perSecond: 10 }],
  CloudWatch: [
    perSecond(500, 'GetMetricData'),
    perSecond(25, 'ListMetrics'),
    perSecond(9, 'DescribeAlarms'),
    perSecond(3, 'DescribeAlarmHistory'),
    perSecond(3, 'SetAlarmState'),
    perSecond(3, 'DeleteAlarms'),
    perSecond(3, 'PutMetricAlarm', 'PutCompositeAlarm'),
  ],
};
/** Data points that GetMetricData gives a second, by the age of its start. Same source. */
const RECENT_POINTS = 180_000;
const OLDER_POINTS = 396_000;
const RECENT = 3 * 3600;

/** Counts calls against the quotas of an account. */
export class Quotas {
  readonly #clock: () => number;
  readonly #now: () => number;
  readonly #buckets = new Map<Family, TokenBucket>();
  readonly #recent = new TokenBucket(RECENT_POINTS, RECENT_POINTS);
  readonly #older = new TokenBucket(OLDER_POINTS, OLDER_POINTS);

  /** @param now the account's present, epoch seconds: by it the age of data is judged */
  constructor({ clock = () => Date.now() / 1000 }: QuotaOptions, now: () => number) {
    this.#clock = clock;
    this.#now = now;
  }

  /** Whether a call is let through. */
  allows(service: ServiceName, call: string, input: unknown, request: IncomingMessage): boolean {
    const told = Number(request.headers[TIME_HEADER]);
    const at = told > 0 ? told : this.#clock();
    const family = FAMILIES[service]?.find(({ calls }) => calls.includes(call) || calls.includes('*'));
    if (!family) return true;
    const bucket = this.#buckets.get(family) ?? new TokenBucket(family.atOnce, family.perSecond);
    this.#buckets.set(family, bucket);
    if (!bucket.tryTake(1, at)) return false;
    if (call !== 'GetMetricData') return true;
    const { start, points } = pointsAsked(input);
    return (this.#now() - start > RECENT ? this.#older : this.#recent).tryTake(points, at);
  }
}

/** By range and period, as CloudWatch estimates it: sparse metrics count as if they had every point. */
function pointsAsked(input: unknown): { readonly start: number; readonly points: number } {
  const { StartTime, EndTime, MetricDataQueries } = input as Readonly<Record<string, unknown>>;
  const [start, end] = [secondsOf(StartTime), secondsOf(EndTime)];
  const queries = Array.isArray(MetricDataQueries) ? MetricDataQueries : [];
  const points = queries.reduce((sum: number, query: { MetricStat?: { Period?: unknown } }) => {
    return sum + Math.ceil(Math.max(0, end - start) / (Number(query.MetricStat?.Period) || 60));
  }, 0);
  return { start, points };
}

function secondsOf(time: unknown): number {
  return typeof time === 'string' && Number.isNaN(Number(time)) ? Date.parse(time) / 1000 : Number(time);
}
