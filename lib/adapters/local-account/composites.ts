import { evaluateComposite } from '../../core/alarms/composite-evaluate.ts';
import { alarmsOf, parseCompositeRule } from '../../core/alarms/composite-rule.ts';
import type { AlarmState } from '../../core/alarms/definition.ts';
import { nameOf } from '../../core/backtest/replay-composite.ts';
import { InputError } from '../../core/errors.ts';
import type { StoredAlarm } from './alarm-store.ts';
import { longDate, timestamp } from './timestamps.ts';

/** What a composite's rule comes to. */
export interface CompositeState {
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON text. */
  readonly reasonData: string;
}

/** Names of the alarms that a composite's rule reads. Empty for a rule that cannot be read. */
export function childNames({ settings }: StoredAlarm): string[] {
  try {
    return alarmsOf(parseCompositeRule(String(settings.AlarmRule))).map(nameOf);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/**
 * State of a composite from those of the alarms in the account, with the reason as CloudWatch writes it.
 *
 * @returns `undefined` where its rule names an alarm that is not there: CloudWatch would not have taken it
 */
export function compositeState(
  composite: StoredAlarm,
  find: (name: string) => StoredAlarm | undefined,
): CompositeState | undefined {
  const children = childNames(composite).map((name) => find(name));
  if (children.length === 0 || !children.every((child) => child !== undefined)) return undefined;
  const states = new Map(children.map(({ name, state }) => [name, state] as const));
  const state = evaluateComposite(parseCompositeRule(String(composite.settings.AlarmRule)), states);
  const triggering = triggeringChildren(composite, children, state);
  const reasonData = JSON.stringify({
    triggeringAlarms: triggering.map(({ arn, state: value, stateChangedAt }) => ({
      arn,
      state: { value, timestamp: timestamp(stateChangedAt) },
    })),
  });
  const [first] = triggering;
  const reason =
    composite.state === 'INSUFFICIENT_DATA' || !first
      ? `${composite.arn} was created and its alarm rule evaluates to ${state}`
      : `${first.arn} transitioned to ${first.state} at ${longDate(first.stateChangedAt)}`;
  return { state, reason, reasonData };
}

/** Those that changed last, and of them those that are in the composite's own new state, if any are. */
function triggeringChildren(
  composite: StoredAlarm,
  children: readonly StoredAlarm[],
  state: AlarmState,
): readonly StoredAlarm[] {
  if (composite.state === 'INSUFFICIENT_DATA') return children;
  const latest = Math.max(...children.map(({ stateChangedAt }) => stateChangedAt));
  const changed = children.filter(({ stateChangedAt }) => stateChangedAt === latest);
  const alike = changed.filter((child) => child.state === state);
  return alike.length > 0 ? alike : changed;
}
