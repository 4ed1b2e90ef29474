import { compareText } from '../order.ts';
import { canonical } from './canonical.ts';
import { compareAlarms } from './compare.ts';
import { madeFrom, settingsText, watched } from './match-keys.ts';
import { type AlarmRecord, type ChangeKind, type Pair, type Side, Unresolved } from './model.ts';
import { nearestPairs } from './nearest.ts';

/** A pair that is there on both sides. */
type Couple = readonly [before: AlarmRecord, after: AlarmRecord];

/** What makes two alarms the same one; `undefined` where an alarm has no such thing. */
type Key = (alarm: AlarmRecord) => string | undefined;

/** Keys that name at most one alarm a side, the strongest first. */
function namingKeys(stacks: boolean): Key[] {
  return [
    // Where one side has no stack names, a logical id has to do.
    (alarm) => (alarm.deployed ? undefined : canonical([stacks ? alarm.stack : '', alarm.logicalId])),
    nameKey,
    (alarm) => generatedKey(alarm, stacks),
    (alarm) => (alarm.deployed ? undefined : canonical([alarm.logicalId, watched(alarm)])),
  ];
}

/** Keys that several alarms of a side may share; the nearest settings decide. */
const WATCHING_KEYS: readonly Key[] = [(alarm) => canonical([alarm.stack, watched(alarm)]), watched];

/** The last resort: a logical id that moved to another stack while its metric changed, too. */
const MOVED_KEY: Key = (alarm) => (alarm.deployed ? undefined : canonical([alarm.kind, alarm.logicalId]));

/**
 * Pairs of what differs, and what has no partner: by stack and logical id, then by the alarm's name, then by what it
 * watches with the nearest settings. Sorted by stack and logical id of the newer side. Alarms without a difference are
 * left out.
 */
export function matchAlarms(base: Side, head: Side): Pair[] {
  const { stacks, couples, before, after } = pairAlarms(base, head);
  const pairs: Pair[] = [
    ...couples.flatMap((couple) => changedPair(couple, stacks)),
    ...before.map((alarm): Pair => ({ kind: 'removed', before: alarm })),
    ...after.map((alarm): Pair => ({ kind: 'added', after: alarm })),
  ];
  return pairs.toSorted((a, b) => compareText(placeOf(a), placeOf(b)));
}

/** How the alarms of two sides belong together, whether or not they differ. */
export interface PairedAlarms {
  /** Whether both sides name stacks. */
  readonly stacks: boolean;
  readonly couples: readonly Couple[];
  /** Alarms without a partner. */
  readonly before: readonly AlarmRecord[];
  readonly after: readonly AlarmRecord[];
}

/** See {@link matchAlarms}. */
export function pairAlarms(base: Side, head: Side): PairedAlarms {
  const stacks = [base, head].every(({ alarms }) => alarms.some(({ stack }) => stack !== ''));
  const couples: Couple[] = [];
  let before: readonly AlarmRecord[] = base.alarms;
  let after: readonly AlarmRecord[] = head.alarms;
  const take = (found: readonly Couple[]): void => {
    couples.push(...found);
    const taken = new Set(found.flat());
    before = before.filter((alarm) => !taken.has(alarm));
    after = after.filter((alarm) => !taken.has(alarm));
  };
  for (const key of namingKeys(stacks)) take(sameKey(before, after, key));
  for (const key of WATCHING_KEYS) take(sameGroup(before, after, key));
  take(sameKey(before, after, MOVED_KEY));

  return { stacks, couples, before, after };
}

function changedPair([before, after]: Couple, stacks: boolean): Pair[] {
  const kind = kindOf(before, after, stacks);
  return kind === 'changed' && compareAlarms(before, after).length === 0 ? [] : [{ kind, before, after }];
}

function kindOf(before: AlarmRecord, after: AlarmRecord, stacks: boolean): ChangeKind {
  if (stacks && before.stack !== after.stack) return 'moved';
  const [name, other] = [nameKey(before), nameKey(after)];
  // What only one side knows is no other name: CloudFormation may have made it up.
  const known = before.deployed === after.deployed || (before.name !== undefined && after.name !== undefined);
  const names = known && name !== undefined && other !== undefined && name !== other;
  const ids = !before.deployed && !after.deployed && before.logicalId !== after.logicalId;
  return ids || names ? 'renamed' : 'changed';
}

/** Pairs whose key is the same and names one alarm on each side. */
function sameKey(before: readonly AlarmRecord[], after: readonly AlarmRecord[], key: Key): Couple[] {
  const [ones, others] = [unique(before, key), unique(after, key)];
  return [...ones].flatMap(([text, alarm]) => {
    const other = others.get(text);
    return other ? [[alarm, other] as const] : [];
  });
}

function unique(alarms: readonly AlarmRecord[], key: Key): Map<string, AlarmRecord> {
  return new Map(
    [...grouped(alarms, key)].flatMap(([text, [alarm, second]]) => (alarm && !second ? [[text, alarm]] : [])),
  );
}

/** Pairs whose key is the same: equal settings first, then the nearest. */
function sameGroup(before: readonly AlarmRecord[], after: readonly AlarmRecord[], key: Key): Couple[] {
  const others = grouped(after, key);
  return [...grouped(before, key)].flatMap(([text, group]) => {
    const other = others.get(text);
    return other ? nearestPairs(group.toSorted(byPlace), other.toSorted(byPlace), settingsText) : [];
  });
}

function grouped(alarms: readonly AlarmRecord[], key: Key): Map<string, AlarmRecord[]> {
  const groups = new Map<string, AlarmRecord[]>();
  for (const alarm of alarms) {
    const text = key(alarm);
    if (text === undefined) continue;
    const group = groups.get(text);
    if (group) group.push(alarm);
    else groups.set(text, [alarm]);
  }
  return groups;
}

/** The alarm's name, or the expression that makes it. */
function nameKey({ name, properties: { AlarmName: written } }: AlarmRecord): string | undefined {
  return name ?? (written instanceof Unresolved ? canonical(written) : undefined);
}

/** What CloudFormation made an account's alarm name of, on both sides. */
function generatedKey(alarm: AlarmRecord, stacks: boolean): string | undefined {
  const { deployed, name, stack, logicalId } = alarm;
  if (!deployed) return name === undefined ? canonical([stacks ? stack : '', logicalId]) : undefined;
  const made = name === undefined ? undefined : madeFrom(name);
  return made && canonical([stacks ? made.stack : '', made.logicalId]);
}

function byPlace(a: AlarmRecord, b: AlarmRecord): number {
  return compareText(a.stack, b.stack) || compareText(a.logicalId, b.logicalId);
}

function placeOf({ before, after }: Pair): string {
  const { stack, logicalId } = (after ?? before) as AlarmRecord;
  return canonical([stack, logicalId, after ? 1 : 0]);
}
