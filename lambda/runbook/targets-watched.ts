import { DEFAULTS } from '../../lib/core/config/defaults.ts';
import type { AccountAlarm } from '../../lib/core/inventory/account.ts';
import { isLength, LOAD_BALANCER, TARGET_GROUP, watchedByMarker } from '../../lib/core/triage/live/marker-settings.ts';
import { SIDE_QUERIES } from '../../lib/core/triage/live/plan-queries.ts';
import type { TriageSettings } from '../../lib/core/triage/settings.ts';
import { watchedExpression } from './event-read.ts';
import type { Watched, WatchedMetric } from './event-types.ts';

/** What an alarm says of what is to be judged. */
export interface Subject {
  /** Full name. @default - the alarm watches a whole load balancer */
  readonly targetGroup?: string;
  /** Full name. @default - only the target group is known */
  readonly loadBalancer?: string;
  readonly settings: Partial<TriageSettings>;
  /** Whether the settings come from an alarm of holdband's. */
  readonly ours: boolean;
}

/** By the marker line of its description, else by the dimensions of its metrics; none where it has to do with neither. */
export function subjectsOf(watched: Watched): Subject[] {
  const marker = markerOf(watched);
  return marker ? [marker] : fromMetrics(watched);
}

/** What the marker says; `undefined` for an alarm that holdband did not make, or whose description was edited. */
export function markerOf({ description }: Pick<Watched, 'description'>): Subject | undefined {
  const watched = watchedByMarker(description);
  return watched && { ...watched, ours: true };
}

function fromMetrics(watched: Watched): Subject[] {
  const settings = objectiveOf(watched);
  const subjects = watched.metrics.flatMap(({ namespace, dimensions }): Subject[] => {
    const { TargetGroup: group = '', LoadBalancer: balancer = '' } = dimensions;
    if (namespace !== APPLICATION_ELB) return [];
    const loadBalancer = LOAD_BALANCER.test(balancer) ? { loadBalancer: balancer } : {};
    if (TARGET_GROUP.test(group)) return [{ targetGroup: group, ...loadBalancer, settings, ours: false }];
    return LOAD_BALANCER.test(balancer) ? [{ loadBalancer: balancer, settings, ours: false }] : [];
  });
  const byName = new Map(subjects.map((subject) => [`${subject.targetGroup} ${subject.loadBalancer}`, subject]));
  const unique = [...byName.values()];
  // A load balancer's own metric beside one of its target group's says nothing of other groups.
  return unique.some(({ targetGroup }) => targetGroup) ? unique.filter(({ targetGroup }) => targetGroup) : unique;
}

const APPLICATION_ELB = 'AWS/ApplicationELB';
/** What a verdict rests on. The mean of requests over targets rises with their sum. */
const JUDGED = new Set<string>([
  'TargetResponseTime',
  'RequestCountPerTarget',
  ...Object.values(SIDE_QUERIES).map(({ metricName }) => metricName),
]);

/** What of an alarm on load balancers its verdict says nothing of, one sentence; a page for it must not be called idle. */
export function notJudged(name: string, { metrics }: Pick<Watched, 'metrics'>): string[] {
  const others = metrics.filter((metric) => metric.namespace !== APPLICATION_ELB || !JUDGED.has(metric.name));
  // A query names its metrics in a way of its own.
  const named = [...new Set(others.filter(({ stat }) => stat !== '').map((metric) => metric.name))];
  if (named.length === 0) return [];
  return [
    `${name} watches ${named.join(', ')}, which is not judged: the verdict is about response times, requests, answers 5xx and the health of targets only.`,
  ];
}

/** A query over all load balancers has to do with target groups, but does not say with which; one sentence. */
export function notNamed(name: string, { metrics }: Pick<Watched, 'metrics'>): string[] {
  const queries = metrics.filter(({ namespace, stat }) => namespace === APPLICATION_ELB && stat === '');
  return queries.map((query) => `${name} names no target group: ${query.name}. Nothing of it was judged.`);
}

/** Statistics of TargetResponseTime that are a length of time, so that the threshold is what its maker calls slow. */
const LENGTH = /^(?:average|maximum|p\d|tm\d|wm\d|iqm$|tm\(|wm\()/i;

const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?)$/i;

function objectiveOf({ metrics: [metric], plain, threshold }: Watched): Partial<TriageSettings> {
  const latency = plain && metric?.name === 'TargetResponseTime' && LENGTH.test(metric.stat);
  if (!latency || threshold === undefined || !isLength(threshold)) return {};
  const percentile = PERCENTILE.exec(metric.stat)?.[1];
  const share = percentile === undefined ? DEFAULTS.slowShare : Math.round(1e6 * (100 - Number(percentile))) / 1e6;
  // p99 above its threshold says that more than 1 % was slower: a verdict that allows 5 % would deny the page.
  return { objectiveSeconds: threshold, ...(share > 0 && share < DEFAULTS.slowShare && { slowSharePercent: share }) };
}

/** An alarm as DescribeAlarms has it, in the terms of an event. */
export function watchedBy({ properties }: AccountAlarm): Watched {
  const { AlarmDescription, Metrics, Threshold } = properties as DescribedSettings;
  const found = Metrics ? Metrics.flatMap(metricsOf) : metricsOf({ MetricStat: plainStat(properties) });
  const expressions = (Metrics ?? []).map(({ Expression = '' }) => watchedExpression(Expression));
  const metrics = found.length > 0 ? found : expressions;
  return {
    ...(typeof AlarmDescription === 'string' && { description: AlarmDescription }),
    metrics,
    plain: Metrics === undefined,
    ...(typeof Threshold === 'number' && { threshold: Threshold }),
  };
}

/** How far back an alarm looks, in seconds. 0 where it does not say. */
export function evaluatedSeconds({ properties }: AccountAlarm): number {
  const { Metrics = [], Period, EvaluationPeriods = 0 } = properties as DescribedSettings;
  const periods = [Period, ...Metrics.map((query) => query.Period ?? query.MetricStat?.Period)];
  const longest = Math.max(0, ...periods.filter((period) => period !== undefined));
  return longest * EvaluationPeriods;
}

interface DescribedStat {
  readonly Metric?: {
    readonly Namespace?: string;
    readonly MetricName?: string;
    readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[];
  };
  readonly Period?: number;
  readonly Stat?: string;
}

/** Settings by the names of PutMetricAlarm, as the SDK types them. */
interface DescribedSettings extends NonNullable<DescribedStat['Metric']> {
  readonly AlarmDescription?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Threshold?: number;
  readonly Period?: number;
  readonly EvaluationPeriods?: number;
  readonly Metrics?: readonly {
    readonly MetricStat?: DescribedStat;
    readonly Expression?: string;
    readonly Period?: number;
    readonly AccountId?: string;
  }[];
}

function plainStat(settings: DescribedSettings): DescribedStat {
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic } = settings;
  const Metric = {
    ...(Namespace !== undefined && { Namespace }),
    ...(MetricName !== undefined && { MetricName }),
    ...(Dimensions && { Dimensions }),
  };
  return { Metric, Stat: Statistic ?? ExtendedStatistic ?? '' };
}

function metricsOf({ MetricStat, AccountId }: NonNullable<DescribedSettings['Metrics']>[number]): WatchedMetric[] {
  if (!MetricStat?.Metric) return [];
  const { Namespace = '', MetricName = '', Dimensions = [] } = MetricStat.Metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
  const metric = { namespace: Namespace, name: MetricName, stat: MetricStat.Stat ?? '', dimensions };
  return [{ ...metric, ...(AccountId !== undefined && { account: AccountId }) }];
}
