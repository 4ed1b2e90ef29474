import { compareText } from '../../core/order.ts';
import { StoredDistribution } from '../../core/statistics/distribution.ts';
import type { Statistic } from '../../core/statistics/statistic.ts';
import type { MetricSeries } from './data.ts';

/** A metric as calls name it. */
export interface MetricName {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[] | undefined;
}

export interface Point {
  /** Start of the period, epoch seconds. */
  readonly at: number;
  readonly value: number;
}

/** What is read of a series. */
export interface Reading {
  readonly statistic: Statistic;
  /** Seconds. */
  readonly period: number;
  /** Inclusive, epoch seconds: periods are counted from here. */
  readonly start: number;
  /** Exclusive, epoch seconds. */
  readonly end: number;
  /** The present: a minute can be read once it is over. */
  readonly now: number;
}

const DAY = 86_400;

/** Finest period that is still kept of a time, and how long. Source: API reference of GetMetricData. */
const RETENTION = [
  { olderThan: 63 * DAY, period: 3600 },
  { olderThan: 15 * DAY, period: 300 },
  { olderThan: 3 * 3600, period: 60 },
] as const;
const FORGOTTEN = 455 * DAY;

/** All series of an account by namespace, name and dimensions. Only published combinations of dimensions can be read. */
export class MetricStore {
  readonly #series = new Map<string, MetricSeries>();
  /** What was read at one time, and of nothing that changed since. */
  #read = new Map<MetricSeries['minutes'], Map<string, readonly Point[]>>();
  #readAt: number | undefined;

  /** Later series replace earlier ones of the same metric. */
  constructor(...parts: readonly (readonly MetricSeries[])[]) {
    for (const part of parts) for (const series of part) this.#series.set(keyOfSeries(series), series);
  }

  find(metric: MetricName): MetricSeries | undefined {
    return this.#series.get(keyOfName(metric));
  }

  /**
   * What was read of the same minutes before, or is read now: simulated target groups share days, and clients ask again.
   *
   * @param key what else the points depend on but the minutes and the present
   */
  once(minutes: MetricSeries['minutes'], key: string, now: number, read: () => readonly Point[]): readonly Point[] {
    if (now !== this.#readAt) this.#read.clear();
    this.#readAt = now;
    const known = this.#read.get(minutes) ?? new Map<string, readonly Point[]>();
    this.#read.set(minutes, known);
    const points = known.get(key) ?? read();
    known.set(key, points);
    return points;
  }

  /** The minute of a metric, made where it is not there yet: for data that a client puts. */
  minute(metric: Omit<MetricSeries, 'minutes'>, at: number): StoredDistribution {
    this.#read.clear();
    const key = keyOfSeries({ ...metric, minutes: new Map() });
    const series = this.#series.get(key) ?? { ...metric, minutes: new Map<number, StoredDistribution>() };
    this.#series.set(key, series);
    const minutes = series.minutes as Map<number, StoredDistribution>;
    const stored = minutes.get(at) ?? new StoredDistribution();
    minutes.set(at, stored);
    return stored;
  }

  /** Gives series another value of a dimension from a time on, epoch seconds: what is older keeps the old one. */
  rename(dimension: string, before: string, after: string, at: number): void {
    for (const series of this.all()) {
      if (series.dimensions[dimension] !== before) continue;
      const minutes = [...series.minutes];
      this.#put({ ...series, minutes: new Map(minutes.filter(([minute]) => minute < at)) });
      const dimensions = { ...series.dimensions, [dimension]: after };
      this.#put({ ...series, dimensions, minutes: new Map(minutes.filter(([minute]) => minute >= at)) });
    }
  }

  #put(series: MetricSeries): void {
    this.#series.set(keyOfSeries(series), series);
  }

  all(): MetricSeries[] {
    return [...this.#series.values()];
  }
}

/** Minutes of a series merged to periods: statistics that are asked of the same series in one call share the work. */
export type Merged = Map<MetricSeries, Map<string, ReadonlyMap<number, StoredDistribution>>>;

/**
 * The points of a series, oldest first; periods without data have none. Nothing comes of a period that is finer than what
 * is kept of the start.
 *
 * @param merged what was merged of the same stretch before; nothing may be put meanwhile
 */
export function readPoints(series: MetricSeries, reading: Reading, merged: Merged = new Map()): Point[] {
  const { statistic, period, start, now } = reading;
  const age = now - start;
  const kept = RETENTION.find(({ olderThan }) => age > olderThan);
  if (kept && period % kept.period !== 0) return [];
  const ofSeries = merged.get(series) ?? new Map<string, ReadonlyMap<number, StoredDistribution>>();
  merged.set(series, ofSeries);
  const key = `${period} ${start}`;
  const periods = ofSeries.get(key) ?? mergedPeriods(series, reading);
  ofSeries.set(key, periods);
  const points: Point[] = [];
  for (const [at, stored] of periods) {
    const value = stored.compute(statistic);
    if (value !== null) points.push({ at, value });
  }
  return points;
}

/** By the start of the period, in order. */
function mergedPeriods(
  { minutes }: MetricSeries,
  { period, start, end, now }: Reading,
): ReadonlyMap<number, StoredDistribution> {
  const periods = new Map<number, StoredDistribution[]>();
  for (const [minute, stored] of minutes) {
    if (minute < start || minute >= end || minute + 60 > now || minute < now - FORGOTTEN) continue;
    const at = start + Math.floor((minute - start) / period) * period;
    const others = periods.get(at);
    if (others) others.push(stored);
    else periods.set(at, [stored]);
  }
  const inOrder = [...periods].sort(([a], [b]) => a - b);
  return new Map(inOrder.map(([at, parts]) => [at, whole(parts)]));
}

function whole(parts: readonly StoredDistribution[]): StoredDistribution {
  if (parts.length === 1) return parts[0] as StoredDistribution;
  const sum = new StoredDistribution();
  for (const part of parts) sum.merge(part);
  return sum;
}

/** GetMetricData rounds the start down: to the minute, and further the older it is. */
export function roundStart(start: number, now: number): number {
  const age = now - start;
  const step = age > 63 * DAY ? 3600 : age > 15 * DAY ? 300 : 60;
  return Math.floor(start / step) * step;
}

function keyOfSeries({ namespace, name, dimensions }: MetricSeries): string {
  return key(namespace, name, Object.entries(dimensions));
}

function keyOfName({ Namespace = '', MetricName = '', Dimensions = [] }: MetricName): string {
  return key(
    Namespace,
    MetricName,
    Dimensions.map(({ Name, Value }) => [Name, Value]),
  );
}

function key(namespace: string, name: string, dimensions: readonly (readonly [string, string])[]): string {
  return JSON.stringify([namespace, name, [...dimensions].sort(([a], [b]) => compareText(a, b))]);
}
