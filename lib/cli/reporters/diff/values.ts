import { type ChangeKind, type PropertyChange, type ReportedChange, Unresolved } from '../../../core/diff/model.ts';

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

/** A value as a person reads it: text and numbers as they are, lists and maps as JSON; `none` where there is none. */
export function shown(value: unknown): string {
  const json = plainJson(value);
  if (json === undefined) return 'none';
  if (json === '') return '""';
  return typeof json === 'string' ? json : JSON.stringify(json);
}

/** Both ends of a change of one property, for people. */
export function ends({ before, after }: PropertyChange): readonly [string, string] {
  return [shown(before), shown(after)];
}

/** Settings that people see: of an alarm that came or went the consequence has the figures, and a page of settings more says nothing. */
export function listedProperties({ kind, properties }: ReportedChange): readonly PropertyChange[] {
  return kind === 'added' || kind === 'removed' ? [] : properties;
}
