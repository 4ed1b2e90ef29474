import type { MetricInput } from '../alarms/definition.ts';
import { POINTS_PER_PAGE } from '../triage/live/plan-queries.ts';

/** Queries that one call of GetMetricData takes. Source: its API reference. */
export const QUERIES_PER_CALL = 500;

/** What is asked for one thing: its queries have ids of its own. */
export interface Asked<T> {
  readonly of: T;
  readonly queries: readonly MetricInput[];
}

/** Where an answer is wanted: the thing, and the id of its own query. */
export interface Wanted<T> {
  readonly of: T;
  readonly id: string;
}

/** One call: queries with ids that are unique in it, and who wants the answer to each. */
export interface PackedCall<T> {
  readonly queries: readonly MetricInput[];
  readonly wanted: ReadonlyMap<string, readonly Wanted<T>[]>;
}

/**
 * Queries that one call holds without a second page.
 *
 * @param points data points of each series: the length of the request over its period
 */
export function queriesPerCall(points: number): number {
  return Math.max(1, Math.min(QUERIES_PER_CALL, Math.floor(POINTS_PER_PAGE / Math.max(1, points))));
}

/**
 * Packs queries into the fewest calls: each is filled, whoever the queries are for, and what several ask for (a metric of
 * their load balancer) is asked once.
 */
export function packQueries<T>(asked: readonly Asked<T>[], points: number): PackedCall<T>[] {
  const room = queriesPerCall(points);
  const calls: { queries: MetricInput[]; wanted: Map<string, Wanted<T>[]> }[] = [];
  const known = new Map<string, Wanted<T>[]>();
  for (const { of, queries } of asked) {
    for (const query of queries) {
      const key = JSON.stringify([query.metricName, query.stat, Object.entries(query.dimensions).sort()]);
      const shared = known.get(key);
      if (shared) {
        shared.push({ of, id: query.id });
        continue;
      }
      let call = calls.at(-1);
      if (!call || call.queries.length === room) {
        call = { queries: [], wanted: new Map() };
        calls.push(call);
      }
      const id = `q${call.queries.length}`;
      const wanted = [{ of, id: query.id }];
      call.queries.push({ ...query, id });
      call.wanted.set(id, wanted);
      known.set(key, wanted);
    }
  }
  return calls;
}
