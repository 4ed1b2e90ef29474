import { isRecord } from '../../../core/diff/canonical.ts';
import { type ChangeKind, type PropertyChange, type ReportedChange, Unresolved } from '../../../core/diff/model.ts';
import { clipped } from '../plain.ts';

/** Who an alarm is; untrusted text. */
export interface Identity {
  readonly stack: string;
  readonly logicalId: string;
  /** Its physical name. @default - it has none, or nobody knows it */
  readonly name?: string;
}

/** Who the alarm is now, or was where it is gone. */
export function identityOf(change: ReportedChange): Identity {
  const record = change.after ?? change.before;
  if (!record) throw new TypeError('a change needs at least one side');
  return { stack: record.stack, logicalId: record.logicalId, ...(record.name !== undefined && { name: record.name }) };
}

/** Name of an alarm as findings use it: the physical one, else the logical id. */
export function titleOf(change: ReportedChange): string {
  const { name, logicalId } = identityOf(change);
  return name ?? logicalId;
}

const RENAMING: readonly ChangeKind[] = ['renamed', 'moved'];

/** Who a renamed or moved alarm was; nothing for other changes. */
export function formerIdentity(change: ReportedChange): Identity | undefined {
  if (!RENAMING.includes(change.kind) || !change.before) return undefined;
  return identityOf({ ...change, after: undefined });
}

/** What differs between two identities, e.g. the stack that a moved alarm came from, a line each. */
export function formerly(change: ReportedChange): readonly (readonly [what: string, before: string, after: string])[] {
  const was = formerIdentity(change);
  if (!was) return [];
  const is = identityOf(change);
  // An account knows neither stacks nor logical ids.
  if (change.before?.deployed || change.after?.deployed) return [];
  const lines = [
    ['stack', was.stack, is.stack],
    ['logical id', was.logicalId, is.logicalId],
    ['name', was.name ?? '', is.name ?? ''],
  ] as const;
  return lines.filter(([, before, after]) => before !== after);
}

/** Plain JSON in which values left open are their expressions. */
export function plainJson(value: unknown): unknown {
  if (value instanceof Unresolved) return value.expression;
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainJson(each)]));
}

/**
 * A value as a person reads it: text and numbers as they are, one of an alarm's metrics by its statistic and name, other
 * lists and maps as JSON; `none` where there is none.
 */
export function shown(value: unknown): string {
  const json = plainJson(value);
  if (json === undefined) return 'none';
  if (json === '') return '""';
  return typeof json === 'string' ? json.replace(/\r?\n/g, '↵') : (metricQuery(json) ?? JSON.stringify(json));
}

/** `p99 of TargetResponseTime, 60 s` for an entry of `Metrics` that came or went whole. */
function metricQuery(json: unknown): string | undefined {
  if (!isRecord(json)) return undefined;
  if (typeof json.Expression === 'string') return json.Expression;
  const { Stat, Metric, Period } = isRecord(json.MetricStat) ? json.MetricStat : {};
  if (!isRecord(Metric) || Metric.MetricName === undefined) return undefined;
  return `${Stat} of ${Metric.MetricName}, ${Period} s`;
}

/** What stands before the first difference of two long values. */
const CONTEXT = 12;

/**
 * Both ends of a change of one property, for people. Of long values that begin alike, such as expressions and
 * descriptions, the beginning is left out: it would be all there is room for.
 *
 * @param longest characters of each
 */
export function ends({ before, after }: PropertyChange, longest: number): readonly [string, string] {
  const both = [shown(before), shown(after)] as const;
  const from = both.some((text) => text.length > longest) ? firstDifference(...both) - CONTEXT : 0;
  const cut = (text: string) => clipped(from > 0 ? `…${text.slice(from)}` : text, longest);
  return [cut(both[0]), cut(both[1])];
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index += 1;
  return index;
}

/**
 * Settings that people see of a change: those that bear on its direction, and the names of those that do not. Of a neutral
 * change all are seen, but for what it follows, which the consequence has; of an alarm that came or went none is, for the
 * consequence has the figures.
 */
export function bearing(change: ReportedChange): readonly [PropertyChange[], string[]] {
  const { kind, direction, follows = [] } = change;
  if (kind === 'added' || kind === 'removed') return [[], []];
  const followed = ({ before, after }: PropertyChange) =>
    follows.some((one) => one.before === before && one.after === after);
  const properties = change.properties.filter((property) => !followed(property));
  const bears = (property: PropertyChange) => direction === 'neutral' || property.direction !== 'neutral';
  return [properties.filter(bears), properties.filter((property) => !bears(property)).map(({ name }) => name)];
}
