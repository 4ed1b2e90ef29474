import { isTold, nameOf } from './alarm-facts.ts';
import { type ChildReference, childrenOf } from './children.ts';
import type { AlarmRecord, Side } from './model.ts';

/** The alarms of one side by their names, and who reads whom. */
export interface AlarmIndex {
  readonly alarms: readonly AlarmRecord[];
  /** Alarms that a composite reads, in its order; without a record where the side has no such alarm. */
  childrenOf(composite: AlarmRecord): readonly Child[];
  /** Composites that read an alarm of this side. */
  parentsOf(record: AlarmRecord): readonly AlarmRecord[];
  /** Composites whose rule names an alarm that this side does not have. */
  missing(name: string): readonly AlarmRecord[];
  /** The alarm of a name, or of a logical id where CloudFormation makes the name up. */
  find(name: string): AlarmRecord | undefined;
  /**
   * Whether somebody is told of an alarm, by itself or through composites that read it. True where a template leaves it
   * open: nobody can say that it is silent.
   */
  isHeard(record: AlarmRecord): boolean;
}

export interface Child {
  /** As {@link nameOf} has it; as the rule has it where there is no record. Untrusted text. */
  readonly name: string;
  readonly record?: AlarmRecord;
}

export function indexAlarms({ alarms }: Side): AlarmIndex {
  const byName = new Map(alarms.map((alarm) => [nameOf(alarm), alarm]));
  // Names are unique in an account and Region only: stacks of others may have the same.
  const byNameInStack = new Map(alarms.map((alarm) => [keyOf(alarm.stack, nameOf(alarm)), alarm]));
  const byLogicalId = new Map(alarms.map((alarm) => [keyOf(alarm.stack, alarm.logicalId), alarm]));
  const read = ({ name, isLogicalId }: ChildReference, { stack }: AlarmRecord) =>
    isLogicalId ? byLogicalId.get(keyOf(stack, name)) : (byNameInStack.get(keyOf(stack, name)) ?? byName.get(name));
  const children = new Map<AlarmRecord, readonly Child[]>();
  const parents = new Map<AlarmRecord | string, AlarmRecord[]>();
  for (const composite of alarms) {
    if (composite.kind !== 'composite') continue;
    const own = childrenOf(composite).map((reference): Child => {
      const record = read(reference, composite);
      return record ? { name: nameOf(record), record } : { name: reference.name };
    });
    children.set(composite, own);
    for (const { name, record } of own) {
      const key = record ?? name;
      const known = parents.get(key);
      if (known) known.push(composite);
      else parents.set(key, [composite]);
    }
  }
  // Downwards from those who tell: a composite speaks for all that it reads. A set, because composites may read each other
  // in a circle as far as a template is concerned.
  const heard = new Set(alarms.filter((alarm) => isTold(alarm) !== false));
  for (const composite of heard) for (const { record } of children.get(composite) ?? []) if (record) heard.add(record);
  return {
    alarms,
    find: (name) => byName.get(name),
    childrenOf: (composite) => children.get(composite) ?? [],
    parentsOf: (record) => parents.get(record) ?? [],
    missing: (name) => parents.get(name) ?? [],
    isHeard: (record) => heard.has(record),
  };
}

function keyOf(stack: string, name: string): string {
  return JSON.stringify([stack, name]);
}
