import { metricsOf, nameOf, sideOf, textOf } from './alarm-facts.ts';
import { canonical } from './canonical.ts';
import { type AlarmRecord, Unresolved } from './model.ts';

/**
 * What an alarm covers, whatever its figures: metrics with their dimensions, and the side on which it fires. `undefined`
 * for composites, which cover what their children do, and where a template leaves it open.
 */
export function coverOf(record: AlarmRecord): string | undefined {
  const { kind, properties } = record;
  if (kind === 'composite') return undefined;
  const metrics = metricsOf(record);
  if (metrics.some(({ dimensions }) => isOpen(dimensions))) return undefined;
  if (metrics.length === 0) {
    return canonical([kind, properties.EvaluationCriteria, properties.ScheduledQueryConfiguration]);
  }
  const read = metrics.map(({ namespace, metricName, dimensions }) => canonical([namespace, metricName, dimensions]));
  return canonical([[...new Set(read)].sort(), sideOf(record) ?? textOf(properties, 'ComparisonOperator')]);
}

function isOpen(dimensions: Readonly<Record<string, unknown>> | undefined): boolean {
  return dimensions === undefined || Object.values(dimensions).some((value) => value instanceof Unresolved);
}

/** `TargetResponseTime of app/edge/…, targetgroup/…`. Untrusted text. */
export function describeCover(record: AlarmRecord): string {
  const [first, ...others] = metricsOf(record);
  if (!first) return `what ${nameOf(record)} watches`;
  const where = Object.values(first.dimensions ?? {}).filter((value) => typeof value === 'string');
  const more = new Set(others.map(({ metricName }) => metricName).filter((name) => name !== first.metricName)).size;
  const of = where.length > 0 ? ` of ${where.join(', ')}` : '';
  return `${first.metricName ?? 'a metric'}${more > 0 ? ` and ${more} more` : ''}${of}`;
}
