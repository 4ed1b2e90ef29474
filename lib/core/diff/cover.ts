import { metricsOf, nameOf, sideOf, textOf } from './alarm-facts.ts';
import { canonical } from './canonical.ts';
import { type AlarmRecord, Unresolved } from './model.ts';
import type { Succession } from './successors.ts';

/** What an alarm covers, whatever its figures. */
export interface Cover {
  /** Metrics, names of their dimensions, and the side on which it fires. */
  readonly what: string;
  /** Values of the dimensions, in the order of `what`. */
  readonly where: readonly unknown[];
  /** Stack of a template, in which a value left open means the same wherever it stands. @default - an account was read */
  readonly stack?: string;
}

/**
 * `undefined` for composites, which cover what their children do, and where a template leaves the dimensions open.
 *
 * @param successions what was made anew: of the one that is gone, what took its place is said to be covered. @default - nothing
 */
export function coverOf(record: AlarmRecord, successions?: ReadonlyMap<string, Succession>): Cover | undefined {
  const { kind, properties, stack, deployed = false } = record;
  if (kind === 'composite') return undefined;
  const place = deployed ? {} : { stack };
  const metrics = metricsOf(record);
  if (metrics.length === 0) {
    const { EvaluationCriteria, ScheduledQueryConfiguration, Metrics } = properties;
    return { what: canonical([kind, EvaluationCriteria, ScheduledQueryConfiguration, Metrics]), where: [], ...place };
  }
  const read = new Map<string, readonly unknown[]>();
  for (const { namespace, metricName, dimensions } of metrics) {
    if (dimensions === undefined) return undefined;
    const names = Object.keys(dimensions).sort();
    const values = names.map((name) => {
      const value = dimensions[name];
      return typeof value === 'string' ? (successions?.get(value)?.after ?? value) : value;
    });
    read.set(canonical([namespace, metricName, names, values]), values);
  }
  const sorted = [...read].sort(([a], [b]) => (a < b ? -1 : 1));
  const named = metrics.map(({ namespace, metricName, dimensions = {} }) =>
    canonical([namespace, metricName, Object.keys(dimensions).sort()]),
  );
  const what = canonical([[...new Set(named)].sort(), sideOf(record) ?? textOf(properties, 'ComparisonOperator')]);
  return { what, where: sorted.flatMap(([, values]) => values), ...place };
}

/** Whether one alarm may watch what another does: a value left open may be any value, unless both are of one template. */
export function mayCover(one: Cover, other: Cover): boolean {
  if (one.what !== other.what || one.where.length !== other.where.length) return false;
  const together = one.stack !== undefined && one.stack === other.stack;
  return one.where.every((value, i) => {
    const beside = other.where[i];
    const open = [value, beside].filter((each) => each instanceof Unresolved).length;
    if (open === 0 || (open === 2 && together)) return canonical(value) === canonical(beside);
    return true;
  });
}

/** Whether a template leaves open what is watched. */
export function isOpen({ where }: Cover): boolean {
  return where.some((value) => value instanceof Unresolved);
}

/** `TargetResponseTime of app/edge/…, targetgroup/…`. Untrusted text. */
export function describeCover(record: AlarmRecord): string {
  const [first, ...others] = metricsOf(record);
  if (!first) return `what ${nameOf(record)} watches`;
  const where = Object.values(first.dimensions ?? {}).flatMap((value) =>
    value instanceof Unresolved ? [value.expression] : typeof value === 'string' ? [value] : [],
  );
  const more = new Set(others.map(({ metricName }) => metricName).filter((name) => name !== first.metricName)).size;
  const of = where.length > 0 ? ` of ${where.join(', ')}` : '';
  return `${first.metricName ?? 'a metric'}${more > 0 ? ` and ${more} more` : ''}${of}`;
}
