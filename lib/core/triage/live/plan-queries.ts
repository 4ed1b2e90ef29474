import type { MetricInput } from '../../alarms/definition.ts';
import { printBound } from '../../statistics/edges.ts';
import type { TriageSettings } from '../settings.ts';
import { histogramEdges } from './histogram-edges.ts';

/** Data points that one page of GetMetricData holds. Source: its API reference. */
export const POINTS_PER_PAGE = 100_800;
/** How long CloudWatch keeps minutes, in seconds; older figures are kept for longer periods only. Same source. */
export const MINUTES_KEPT = 15 * 86_400;
const MINUTE = 60;

/** Metrics beside the response times, by query id. */
export const SIDE_QUERIES = {
  requests: { metricName: 'RequestCount', stat: 'Sum', ofGroup: true, lost: 'Requests that nobody answered' },
  max: { metricName: 'TargetResponseTime', stat: 'Maximum', ofGroup: true, lost: 'The longest response time' },
  target5xx: {
    metricName: 'HTTPCode_Target_5XX_Count',
    stat: 'Sum',
    ofGroup: true,
    lost: 'Answers 5xx of the targets',
  },
  elb502: {
    metricName: 'HTTPCode_ELB_502_Count',
    stat: 'Sum',
    ofGroup: false,
    lost: 'Answers 502 of the load balancer',
  },
  elb503: {
    metricName: 'HTTPCode_ELB_503_Count',
    stat: 'Sum',
    ofGroup: false,
    lost: 'Answers 503 of the load balancer',
  },
  elb504: {
    metricName: 'HTTPCode_ELB_504_Count',
    stat: 'Sum',
    ofGroup: false,
    lost: 'Answers 504 of the load balancer',
  },
  healthy: { metricName: 'HealthyHostCount', stat: 'Minimum', ofGroup: true, lost: 'The number of healthy targets' },
  unhealthy: {
    metricName: 'UnHealthyHostCount',
    stat: 'Maximum',
    ofGroup: true,
    lost: 'The number of unhealthy targets',
  },
} as const;
export type SideQuery = keyof typeof SIDE_QUERIES;

/** What is asked of CloudWatch for one target group. */
export interface MetricPlan {
  readonly queries: readonly MetricInput[];
  /** Ids of the counts of response times, one for each bin; `edges` bounds them. */
  readonly bins: readonly string[];
  /** Edges of the bins in seconds: from 0 to Infinity. */
  readonly edges: readonly number[];
  /** Id of the sum of response times. @default - not asked for */
  readonly seconds?: string;
  /** What is asked for beside the response times: the ids of {@link SIDE_QUERIES}. */
  readonly sides: readonly SideQuery[];
  /** Start of what is read, epoch seconds: the baseline's, or the window's where there is no room for one. */
  readonly start: number;
  readonly end: number;
}

export interface PlanInput {
  readonly targetGroup: string;
  readonly loadBalancer: string;
  readonly window: { readonly start: number; readonly end: number };
  readonly now: number;
  readonly baselineSeconds: number;
  readonly settings: TriageSettings;
}

/**
 * Plans one GetMetricData call: at most 500 queries, and with the baseline no more data points than a page holds, so that the
 * baseline is as long as there is room for. A window that is longer than a page has no baseline, and takes further pages.
 */
export function planQueries(input: PlanInput): MetricPlan {
  const { targetGroup, loadBalancer, window, now, settings } = input;
  const edges = [0, ...histogramEdges(settings), Infinity];
  const all = Object.keys(SIDE_QUERIES) as SideQuery[];
  const { queries: counts, bins, sides } = queriesOver({ targetGroup, loadBalancer }, edges, all);
  const dimensions = { TargetGroup: targetGroup, LoadBalancer: loadBalancer };
  const queries = [...counts, { id: 'seconds', metricName: 'TargetResponseTime', stat: 'Sum', dimensions }];

  const room = MINUTE * Math.floor(POINTS_PER_PAGE / queries.length) - (window.end - window.start);
  const baseline = MINUTE * Math.floor(Math.max(0, Math.min(input.baselineSeconds, room)) / MINUTE);
  // A minute more than is kept, and nothing at all would come.
  const kept = MINUTE * Math.ceil((now - MINUTES_KEPT + MINUTE) / MINUTE);
  const start = Math.max(window.start - baseline, kept);
  return { queries, bins, edges, seconds: 'seconds', sides, start, end: window.end };
}

/**
 * Counts of response times between edges in seconds, ascending from 0 to Infinity, and metrics beside them.
 *
 * @param names full names, `targetgroup/…` and `app/…`
 */
export function queriesOver(
  names: { readonly targetGroup: string; readonly loadBalancer: string },
  edges: readonly number[],
  sides: readonly SideQuery[],
): Pick<MetricPlan, 'queries' | 'bins' | 'sides'> {
  const ofLoadBalancer = { LoadBalancer: names.loadBalancer };
  const ofGroup = { TargetGroup: names.targetGroup, ...ofLoadBalancer };
  const counts = edges.slice(1).map((to, i): MetricInput => {
    const from = edges[i] ?? 0;
    const bounds = `${from > 0 ? printBound(from) : ''}:${Number.isFinite(to) ? printBound(to) : ''}`;
    return { id: `bin${i}`, metricName: 'TargetResponseTime', stat: `TC(${bounds})`, dimensions: ofGroup };
  });
  const beside = sides.map((id): MetricInput => {
    const { metricName, stat, ofGroup: own } = SIDE_QUERIES[id];
    return { id, metricName, stat, dimensions: own ? ofGroup : ofLoadBalancer };
  });
  return { queries: [...counts, ...beside], bins: counts.map(({ id }) => id), sides };
}
