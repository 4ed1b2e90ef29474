import { alarmsOf, parseCompositeRule } from '../../alarms/composite-rule.ts';
import { InputError } from '../../errors.ts';
import type { AccountAlarm } from '../account.ts';
import { actionsInAlarm } from './actions.ts';

/** What composites make of the alarms they read. */
export interface Composites {
  /** The composites whose rule names the alarm. */
  readonly readersOf: (alarm: AccountAlarm) => readonly AccountAlarm[];
  /** Whether the alarm calls somebody by itself, or a composite that reads it does. */
  readonly isHeard: (alarm: AccountAlarm) => boolean;
}

/** Made once for all alarms of an account. A rule that cannot be read names nobody. */
export function compositesOf(alarms: readonly AccountAlarm[]): Composites {
  const readers = new Map<string, AccountAlarm[]>();
  for (const composite of alarms) {
    for (const reference of composite.kind === 'composite' ? referencesOf(composite) : []) {
      const known = readers.get(reference);
      if (known) known.push(composite);
      else readers.set(reference, [composite]);
    }
  }
  const readersOf = ({ name, arn }: AccountAlarm) => [
    ...new Set([...(readers.get(name) ?? []), ...(readers.get(arn) ?? [])]),
  ];
  const isHeard = (alarm: AccountAlarm): boolean => {
    const above = new Set([alarm]);
    // Composites read composites; a set goes on over what is added to it.
    for (const each of above) {
      if (actionsInAlarm(each.properties).length > 0) return true;
      for (const reader of readersOf(each)) above.add(reader);
    }
    return false;
  };
  return { readersOf, isHeard };
}

/** Names or ARNs. */
function referencesOf({ name, properties: { AlarmRule: rule } }: AccountAlarm): string[] {
  if (typeof rule !== 'string') return [];
  try {
    return alarmsOf(parseCompositeRule(rule, name));
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
