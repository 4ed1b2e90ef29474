import { compareText } from '../order.ts';
import { defaultMissingData } from './alarm-facts.ts';
import { canonical, isRecord } from './canonical.ts';
import { type AlarmRecord, Unresolved } from './model.ts';

/** One property that differs, before anybody judged it. `before` or `after` is absent where that side has none. */
export interface RawChange {
  /** Path inside the properties: `Threshold`, `Metrics.slow.MetricStat.Stat`, `Dimensions.TargetGroup`, `Condition`. */
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Properties = Readonly<Record<string, unknown>>;

/** What CloudWatch does where a setting is left out. APIReference, PutMetricAlarm and PutCompositeAlarm. */
const DEFAULTS: Readonly<Record<string, (properties: Properties) => unknown>> = {
  ActionsEnabled: () => true,
  DatapointsToAlarm: ({ EvaluationPeriods }) => EvaluationPeriods,
  TreatMissingData: ({ Namespace }) => defaultMissingData(Namespace),
  EvaluateLowSampleCountPercentile: () => 'evaluate',
  EvaluationWindow: () => ({ SlidingWindow: {} }),
  AlarmDescription: () => '',
  ReturnData: () => true,
  OnlyStartEvaluatingAfterWarmUpPeriodEnds: () => false,
  PendingPeriod: () => 0,
  RecoveryPeriod: () => 0,
};

/** Lists whose order means nothing and whose items have a name: each item is a property of its own. */
const KEYED: Readonly<Record<string, { readonly key: string; readonly value?: string }>> = {
  Metrics: { key: 'Id' },
  Dimensions: { key: 'Name', value: 'Value' },
  Tags: { key: 'Key', value: 'Value' },
};

/** Lists whose order means nothing and whose items have no name. */
const SETS: ReadonlySet<string> = new Set([
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
  'LogGroupIdentifiers',
]);

/**
 * Everything that differs between two alarms: their properties, whether they exist (`Condition`), and what only differs
 * for other values of a template's parameters; that one is shown by its expressions. Sorted by name. Between a template
 * and an account, tags are not compared, and a value left open stands for any value.
 */
export function compareAlarms(before: AlarmRecord, after: AlarmRecord): RawChange[] {
  const across = (before.deployed ?? false) !== (after.deployed ?? false);
  const changes = compareProperties(before.properties, after.properties).filter(
    (change) => !across || !onlyOneSideKnows(change),
  );
  if (!across && (before.written || after.written)) {
    const seen = changes.map(({ name }) => name);
    const hidden = compareProperties(before.written ?? before.properties, after.written ?? after.properties);
    changes.push(...hidden.filter(({ name }) => !seen.some((other) => within(name, other) || within(other, name))));
  }
  if (!across && canonical(before.condition ?? true) !== canonical(after.condition ?? true)) {
    addChange(changes, 'Condition', before.condition, after.condition);
  }
  return changes.toSorted((a, b) => compareText(a.name, b.name));
}

/**
 * Properties that differ, sorted by name. What is left out equals its documented default; lists that are sets are compared
 * as sets, metrics by their ids, dimensions by their names. A list or map that only one side has is one change.
 */
export function compareProperties(before: Properties, after: Properties): RawChange[] {
  const changes: RawChange[] = [];
  compareRecords('', before, after, changes);
  return changes.toSorted((a, b) => compareText(a.name, b.name));
}

function compareRecords(path: string, before: Properties, after: Properties, changes: RawChange[]): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const name = path === '' ? key : `${path}.${key}`;
    const one = own(before, key);
    const other = own(after, key);
    // A default that follows another property is compared only where one side says something: else that one is the change.
    const fill = one === undefined && other === undefined ? undefined : defaultOf(key);
    compareValues(name, key, one, other, [fill?.(before), fill?.(after)], changes);
  }
}

function compareValues(
  name: string,
  key: string,
  before: unknown,
  after: unknown,
  [defaultBefore, defaultAfter]: readonly [unknown, unknown],
  changes: RawChange[],
): void {
  if (same(key, before ?? defaultBefore, after ?? defaultAfter)) return;
  const keyed = Object.hasOwn(KEYED, key) ? KEYED[key] : undefined;
  const items = keyed && [itemsByKey(before, keyed), itemsByKey(after, keyed)];
  if (items?.[0] && items[1]) compareRecords(name, items[0], items[1], changes);
  else if (isRecord(before) && isRecord(after)) compareRecords(name, before, after, changes);
  else addChange(changes, name, before, after);
}

function same(key: string, before: unknown, after: unknown): boolean {
  if (SETS.has(key)) return canonical(asSet(before)) === canonical(asSet(after));
  // An empty list of dimensions, tags or actions is none.
  if (Object.hasOwn(KEYED, key)) return canonical(before ?? []) === canonical(after ?? []);
  return canonical(before) === canonical(after);
}

function asSet(value: unknown): unknown {
  if (!Array.isArray(value)) return value ?? [];
  return [...new Map(value.map((item) => [canonical(item), item]))].toSorted(([a], [b]) => compareText(a, b));
}

/** Items of a list by their names; nothing where an item has none, or two have the same. */
function itemsByKey(list: unknown, { key, value }: { key: string; value?: string }): Properties | undefined {
  if (list === undefined) return {};
  if (!Array.isArray(list)) return undefined;
  const items = new Map<string, unknown>();
  for (const item of list) {
    const id = isRecord(item) ? own(item, key) : undefined;
    const name = id instanceof Unresolved ? id.expression : id;
    if (typeof name !== 'string' || items.has(name)) return undefined;
    // A dimension is its value where it has nothing else; the key is the name already.
    const rest = Object.entries(item as Properties).filter(([other]) => other !== key);
    items.set(name, value && rest.length === 1 && rest[0]?.[0] === value ? rest[0][1] : Object.fromEntries(rest));
  }
  return Object.fromEntries(items);
}

function addChange(changes: RawChange[], name: string, before: unknown, after: unknown): void {
  if (canonical(before) === canonical(after)) return;
  changes.push({ name, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
}

function own(record: Properties, key: string): unknown {
  const value = Object.hasOwn(record, key) ? record[key] : undefined;
  return value ?? undefined; // null is what JSON writes for nothing
}

function defaultOf(key: string): ((properties: Properties) => unknown) | undefined {
  return Object.hasOwn(DEFAULTS, key) ? DEFAULTS[key] : undefined;
}

/** Whether one path is the other or lies inside it. */
function within(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

/** What an account and a template cannot both tell: tags, a name that CloudFormation made up, a value left open. */
function onlyOneSideKnows({ name, before, after }: RawChange): boolean {
  if (within(name, 'Tags')) return true;
  return name === 'AlarmName' && (before === undefined || after === undefined) ? true : mayAgree(before, after);
}

/** Whether a value left open could be what the other side has. */
function mayAgree(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return false;
  if (before instanceof Unresolved || after instanceof Unresolved) return true;
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.length === after.length && [...before, ...after].some((item) => item instanceof Unresolved);
  }
  return false;
}
