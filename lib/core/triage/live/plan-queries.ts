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
  /** Id of the sum of response times. */
  readonly seconds: string;
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
  const ofLoadBalancer = { LoadBalancer: loadBalancer };
  const ofGroup = { TargetGroup: targetGroup, ...ofLoadBalancer };
  const edges = [0, ...histogramEdges(settings), Infinity];
  const responseTime = { metricName: 'TargetResponseTime', dimensions: ofGroup } as const;
  const bins = edges.slice(1).map((to, i): MetricInput => {
    const from = edges[i] ?? 0;
    const bounds = `${from > 0 ? printBound(from) : ''}:${Number.isFinite(to) ? printBound(to) : ''}`;
    return { id: `bin${i}`, stat: `TC(${bounds})`, ...responseTime };
  });
  const sides = Object.entries(SIDE_QUERIES).map(([id, side]): MetricInput => {
    const { metricName, stat } = side;
    return { id, metricName, stat, dimensions: side.ofGroup ? ofGroup : ofLoadBalancer };
  });
  const queries = [...bins, { id: 'seconds', stat: 'Sum', ...responseTime }, ...sides];

  const room = MINUTE * Math.floor(POINTS_PER_PAGE / queries.length) - (window.end - window.start);
  const baseline = MINUTE * Math.floor(Math.max(0, Math.min(input.baselineSeconds, room)) / MINUTE);
  // A minute more than is kept, and nothing at all would come.
  const kept = MINUTE * Math.ceil((now - MINUTES_KEPT + MINUTE) / MINUTE);
  const start = Math.max(window.start - baseline, kept);
  return { queries, bins: bins.map(({ id }) => id), edges, seconds: 'seconds', start, end: window.end };
}
