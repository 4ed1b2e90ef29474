import { PRICES, readingCost } from '../alarms/cost.ts';
import { LISTED_AT_ONCE, TAGS_AT_ONCE } from './account.ts';
import { queriesPerCall } from './pack-queries.ts';

/** What is to be read of an account, in numbers. */
export interface DataNeeded {
  /** Load balancers that the account has, of every type. */
  readonly loadBalancers: number;
  /** Target groups that the account has, of every kind. */
  readonly targetGroups: number;
  /** Resources whose tags are read. @default 0 */
  readonly tagsOf?: number;
  /** Load balancers whose attributes are read. @default 0 */
  readonly attributesOfLoadBalancers?: number;
  /** Target groups whose attributes are read. @default 0 */
  readonly attributesOfTargetGroups?: number;
  /** Load balancers whose listener rules are read, and how many listeners they have. @default - none */
  readonly rules?: { readonly ofLoadBalancers: number; readonly listeners: number };
  /** Metrics, each stretch of time for itself: how many, and how many data points each may have. @default - none */
  readonly metrics?: readonly { readonly count: number; readonly points: number }[];
}

/** Calls of one operation. */
export interface PlannedCalls {
  /** IAM action, such as `cloudwatch:GetMetricData`. */
  readonly action: string;
  readonly calls: number;
}

/** The least calls that bring some data, and what they cost. */
export interface CallPlan {
  /** Operations that are called at all, in the order they are needed. */
  readonly operations: readonly PlannedCalls[];
  /** Of all operations together. */
  readonly calls: number;
  /** Metrics that GetMetricData is asked for: what is paid. */
  readonly metrics: number;
  /** US dollars at list price; Elastic Load Balancing's calls are free. */
  readonly dollars: number;
  /** Month of the price table, `YYYY-MM`. */
  readonly pricesAsOf: string;
}

/**
 * The least calls for the data needed: full pages and full batches, and none again. What is throttled and asked again comes
 * on top.
 */
export function planCalls(needed: DataNeeded): CallPlan {
  const { loadBalancers, targetGroups, tagsOf = 0, rules, metrics = [] } = needed;
  const pages = (count: number): number => Math.max(1, Math.ceil(count / LISTED_AT_ONCE));
  const elb = (call: string, calls: number): PlannedCalls => ({ action: `elasticloadbalancing:${call}`, calls });
  const reads = metrics.reduce((sum, { count, points }) => sum + Math.ceil(count / queriesPerCall(points)), 0);
  const operations = [
    elb('DescribeLoadBalancers', pages(loadBalancers)),
    elb('DescribeTargetGroups', pages(targetGroups)),
    elb('DescribeLoadBalancerAttributes', needed.attributesOfLoadBalancers ?? 0),
    elb('DescribeListeners', rules?.ofLoadBalancers ?? 0),
    elb('DescribeRules', rules?.listeners ?? 0),
    elb('DescribeTags', Math.ceil(tagsOf / TAGS_AT_ONCE)),
    { action: 'cloudwatch:GetMetricData', calls: reads },
    elb('DescribeTargetGroupAttributes', needed.attributesOfTargetGroups ?? 0),
  ].filter(({ calls }) => calls > 0);
  const asked = metrics.reduce((sum, { count }) => sum + count, 0);
  return {
    operations,
    calls: operations.reduce((sum, { calls }) => sum + calls, 0),
    metrics: asked,
    dollars: readingCost(asked),
    pricesAsOf: PRICES.asOf,
  };
}
