import { DEFAULTS } from '../config/defaults.ts';
import { CEILING_PER_OBJECTIVE } from '../holds/bands.ts';
import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import type { LatencyHistogram, TargetGroupFigures } from '../triage/figures.ts';
import type { FindHoldSettings } from '../triage/find-hold.ts';
import { BINS_BELOW_FLOOR, LEAST_IN_BAND } from '../triage/hold-band.ts';
import { histogramEdges } from '../triage/live/histogram-edges.ts';
import { type MetricPlan, queriesOver, SIDE_QUERIES, type SideQuery } from '../triage/live/plan-queries.ts';
import type { MetricAnswer } from './account.ts';
import { type Classified, classify } from './discover-classify.ts';

// Every target group gets a first look with few metrics: most carry nothing that could be held, and that is certain from
// the count of their long responses. A close look at the others asks for as many bins as the longest of them needs.

/** What is looked at in all, the window included, in seconds: holds of minutes need hours to be told from slowness. */
export const LOOK_BACK = 15 * 3600;
/** Length of a data point of the first look, in seconds: a call holds five times as many metrics as by the minute. */
export const FIRST_PERIOD = 300;
export const CLOSE_PERIOD = 60;

const FLOOR = CEILING_PER_OBJECTIVE * DEFAULTS.objective;
const OBJECTIVE = printableEdge(edgeIndexAtOrAbove(DEFAULTS.objective));
/** No band whose peak is above the floor begins below this. */
const LONG_FROM = printableEdge(edgeIndexAtOrBelow(FLOOR) - BINS_BELOW_FLOOR);
/** Drawn, not judged: half a decade each. */
const FAST_EDGES = [0.1, 0.3].map((seconds) => printableEdge(edgeIndexAtOrAbove(seconds)));
const FIRST_EDGES = [0, ...FAST_EDGES, OBJECTIVE, LONG_FROM, printableEdge(edgeIndexAtOrAbove(FLOOR)), Infinity];
const FIRST_SIDES: readonly SideQuery[] = ['requests', 'max', 'elb504'];
const CLOSE_SIDES: readonly SideQuery[] = ['requests', 'max', 'target5xx', 'elb502', 'elb504'];

/** Full names, `targetgroup/…` and `app/…`. */
interface Names {
  readonly targetGroup: string;
  readonly loadBalancer: string;
}

interface Span {
  /** Epoch seconds. */
  readonly start: number;
  readonly end: number;
}

/** The few metrics of the first look, over a span of whole periods. */
export function firstLook(names: Names, span: Span): MetricPlan {
  return { ...queriesOver(names, FIRST_EDGES, FIRST_SIDES), edges: FIRST_EDGES, ...span };
}

/**
 * Every metric that `classify` reads. Bins are as fine as CloudWatch stores from the objective to the longest response, and
 * one takes whatever came later.
 *
 * @param longest longest response that the first look saw, in seconds; Infinity where it did not see all
 */
export function closeLook(names: Names, span: Span, longest: number): MetricPlan {
  const { objective: objectiveSeconds, slowShare: slowSharePercent } = DEFAULTS;
  const above = histogramEdges({ objectiveSeconds, slowSharePercent }).filter((edge) => edge >= OBJECTIVE);
  const last = above.findIndex((edge) => edge >= longest);
  const edges = [0, ...(last < 0 ? above : above.slice(0, last + 1)), Infinity];
  return { ...queriesOver(names, edges, CLOSE_SIDES), edges, ...span };
}

/** Metrics of a load balancer, which its target groups share. */
export const SHARED_METRICS = {
  first: FIRST_SIDES.filter(isShared).length,
  close: CLOSE_SIDES.filter(isShared).length,
} as const;
/** Metrics of a target group alone: at the first look, and the most that a close look asks for. */
export const OWN_METRICS = {
  first: FIRST_EDGES.length - 1 + FIRST_SIDES.length - SHARED_METRICS.first,
  mostClose: ownMetrics(closeLook({ targetGroup: 'one', loadBalancer: 'one' }, { start: 0, end: 0 }, Infinity)),
} as const;

/** Metrics of a plan that no other target group shares. */
export function ownMetrics({ queries }: MetricPlan): number {
  return queries.filter(({ id }) => !isShared(id)).length;
}

/** Whether a query is of the load balancer, and so the same for all of its target groups. */
export function isShared(id: string): boolean {
  return Object.hasOwn(SIDE_QUERIES, id) && !SIDE_QUERIES[id as SideQuery].ofGroup;
}

/**
 * What a target group carries, where the first look is enough to say it: nobody asked, or too few responses were long for
 * anything to be held. A close look would give the same answer.
 *
 * @returns `undefined` where a close look is needed
 */
export function settledAtOnce(figures: TargetGroupFigures, settings: FindHoldSettings): Classified | undefined {
  const minutes = [...(figures.baseline?.minutes ?? []), ...figures.minutes];
  if (figures.unread || (figures.missing ?? []).length > 0) return undefined;
  const first = FIRST_EDGES.indexOf(LONG_FROM);
  const long = minutes.reduce((sum, { histogram }) => sum + total(histogram.counts.slice(first)), 0);
  if (long >= LEAST_IN_BAND) return undefined;
  const found = classify(figures, settings);
  // In five minutes an unanswered request meets a 504 that it would not meet by the minute: too many are cut, never too few.
  return found.evidence.some(({ id }) => id === 'cut-by-idle-timeout') ? undefined : found;
}

/** Longest response of a first look, in seconds; Infinity where it may have missed some. */
export function longestOf(series: MetricAnswer['series']): number {
  const { values = [], complete = false } = series.get('max') ?? {};
  return complete ? Math.max(0, ...values) : Infinity;
}

/** The fast part of a first look's histogram in a close look's, which has one bin there: to be drawn. */
export function withFastBins(close: LatencyHistogram, first: LatencyHistogram): LatencyHistogram {
  const fast = FIRST_EDGES.indexOf(OBJECTIVE);
  if (close.edges[1] !== OBJECTIVE || first.edges[fast] !== OBJECTIVE) return close;
  return {
    edges: [...first.edges.slice(0, fast), ...close.edges.slice(1)],
    counts: [...first.counts.slice(0, fast), ...close.counts.slice(1)],
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
