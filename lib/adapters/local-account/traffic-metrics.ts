import { StoredDistribution } from '../../core/statistics/distribution.ts';
import type { SimulatedRequest } from '../../core/traffic/request.ts';
import { minuteOf } from '../../core/traffic/samples.ts';
import { type AccountData, dimensionOf, type MetricSeries, type TargetGroupData, type TrafficData } from './data.ts';

const NAMESPACE = 'AWS/ApplicationELB';
/** Errors of the load balancer itself that have a metric of their own. */
const COUNTED_ALONE = new Set([500, 502, 503, 504]);

/**
 * The metrics a load balancer would have published for the traffic. A request counts in the minute it ended. Counts are
 * samples of 1, so that Sum counts and Average is 1, as documented; what never happened has no data point, not a 0.
 * Codes that the load balancer makes itself (460 and 504, too) are published for the load balancer only. There is no
 * Availability Zone here.
 *
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function trafficMetrics({ targetGroups, traffic = [] }: AccountData): MetricSeries[] {
  const book = new Book();
  for (const part of traffic) {
    const group = targetGroups.find(({ arn }) => arn === part.targetGroup);
    if (!group) throw new RangeError(`traffic of a target group that the account has not: ${part.targetGroup}`);
    if (group.loadBalancer === undefined)
      throw new RangeError(`traffic of a target group without load balancer: ${group.arn}`);
    addTraffic(book, group, group.loadBalancer, part);
  }
  return book.series();
}

interface Dimensions {
  readonly [name: string]: string;
}

function addTraffic(book: Book, group: TargetGroupData, loadBalancerArn: string, traffic: TrafficData): void {
  const loadBalancer = { LoadBalancer: dimensionOf(loadBalancerArn) };
  const targetGroup = { TargetGroup: dimensionOf(group.arn), ...loadBalancer };
  const both = [targetGroup, loadBalancer];
  const seen = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  const targets = group.targets?.length || 1;
  const see = (at: number) => {
    seen.from = Math.min(seen.from, at);
    seen.to = Math.max(seen.to, at);
  };
  for (const request of traffic.requests ?? []) {
    const at = minuteOf(request);
    see(at);
    addRequest(book, request, at, loadBalancer, both);
    if (reachedTarget(request)) book.add('RequestCountPerTarget', targetGroup, 'Count', at, 1 / targets);
  }
  for (const [at, stored] of traffic.minutes ?? []) {
    see(at);
    for (const dimensions of both) {
      book.minute('TargetResponseTime', dimensions, 'Seconds', at).merge(stored);
      book.add('RequestCount', dimensions, 'Count', at, 1, stored.sampleCount);
    }
  }
  addHosts(book, group, targetGroup, seen);
}

/** A load balancer without a target to send to answers 503 itself, and does not count the request. */
function reachedTarget({ answered, elbStatus }: SimulatedRequest): boolean {
  return answered || elbStatus !== 503;
}

function addRequest(
  book: Book,
  request: SimulatedRequest,
  at: number,
  loadBalancer: Dimensions,
  both: readonly Dimensions[],
): void {
  const { answered, durationSeconds, targetStatus, elbStatus } = request;
  for (const dimensions of both) {
    if (reachedTarget(request)) book.add('RequestCount', dimensions, 'Count', at, 1);
    if (answered) book.add('TargetResponseTime', dimensions, 'Seconds', at, durationSeconds);
    if (targetStatus !== undefined)
      book.add(`HTTPCode_Target_${classOf(targetStatus)}_Count`, dimensions, 'Count', at, 1);
  }
  if (answered) return;
  book.add(`HTTPCode_ELB_${classOf(elbStatus)}_Count`, loadBalancer, 'Count', at, 1);
  if (COUNTED_ALONE.has(elbStatus)) book.add(`HTTPCode_ELB_${elbStatus}_Count`, loadBalancer, 'Count', at, 1);
}

function classOf(status: number): string {
  return `${Math.floor(status / 100)}XX`;
}

/** Host counts are published every minute while targets are registered, with or without requests. */
function addHosts(
  book: Book,
  { targets = [] }: TargetGroupData,
  targetGroup: Dimensions,
  seen: { readonly from: number; readonly to: number },
): void {
  if (targets.length === 0) return;
  const unhealthy = targets.filter(({ state = 'healthy' }) => state === 'unhealthy').length;
  const healthy = targets.filter(({ state = 'healthy' }) => state === 'healthy').length;
  for (let at = seen.from; at <= seen.to; at += 60) {
    book.add('HealthyHostCount', targetGroup, 'Count', at, healthy);
    book.add('UnHealthyHostCount', targetGroup, 'Count', at, unhealthy);
  }
}

interface Series extends Omit<MetricSeries, 'minutes'> {
  readonly minutes: Map<number, StoredDistribution>;
}

/** Where the last sample went: the next one of the metric mostly goes there, too, since requests come by their end. */
interface Open {
  readonly series: Series;
  at: number;
  stored: StoredDistribution;
}

/** Series in the making, by metric and dimensions. */
class Book {
  readonly #series = new Map<string, Series>();
  readonly #open = new Map<Dimensions, Map<string, Open>>();

  add(name: string, dimensions: Dimensions, unit: string, at: number, value: number, count = 1): void {
    this.minute(name, dimensions, unit, at).add(value, count);
  }

  minute(name: string, dimensions: Dimensions, unit: string, at: number): StoredDistribution {
    const open = this.#open.get(dimensions)?.get(name) ?? this.#begin(name, dimensions, unit, at);
    if (open.at !== at) {
      open.at = at;
      open.stored = minuteOfSeries(open.series, at);
    }
    return open.stored;
  }

  /** Neighbours behind a load balancer name it by objects of their own: the series is one. */
  #begin(name: string, dimensions: Dimensions, unit: string, at: number): Open {
    const key = `${name} ${dimensions.TargetGroup ?? ''} ${dimensions.LoadBalancer ?? ''}`;
    const series = this.#series.get(key) ?? { namespace: NAMESPACE, name, dimensions, unit, minutes: new Map() };
    this.#series.set(key, series);
    const open = { series, at, stored: minuteOfSeries(series, at) };
    const others = this.#open.get(dimensions);
    if (others) others.set(name, open);
    else this.#open.set(dimensions, new Map([[name, open]]));
    return open;
  }

  series(): MetricSeries[] {
    return [...this.#series.values()];
  }
}

function minuteOfSeries({ minutes }: Series, at: number): StoredDistribution {
  const stored = minutes.get(at) ?? new StoredDistribution();
  minutes.set(at, stored);
  return stored;
}
