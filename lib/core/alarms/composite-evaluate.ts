import { assertNever, InputError } from '../errors.ts';
import type { CompositeRule } from './composite-rule.ts';
import type { AlarmState } from './definition.ts';

/**
 * The state a composite alarm takes: ALARM where its rule holds, otherwise OK. (INSUFFICIENT_DATA is only its state before
 * its first evaluation.)
 *
 * @param states of the alarms the rule names, by name; an ARN in the rule finds its alarm by name, too
 * @throws InputError code `ChildUnknown` naming the alarms whose state was not given
 */
export function evaluateComposite(rule: CompositeRule, states: ReadonlyMap<string, AlarmState>): AlarmState {
  return holds(rule, states) ? 'ALARM' : 'OK';
}

function holds(rule: CompositeRule, states: ReadonlyMap<string, AlarmState>): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm, states) === rule.state;
    case 'not':
      return !holds(rule.rule, states);
    case 'and':
      return rule.rules.map((part) => holds(part, states)).every(Boolean);
    case 'or':
      return rule.rules.map((part) => holds(part, states)).some(Boolean);
    case 'at-least': {
      const met = rule.alarms.filter((alarm) => (stateOf(alarm, states) === rule.state) !== rule.negated).length;
      // The share itself is compared, so that 50 % of three alarms are two.
      return 'percent' in rule ? met * 100 >= rule.percent * rule.alarms.length : met >= rule.count;
    }
    default:
      return assertNever(rule);
  }
}

function stateOf(alarm: string, states: ReadonlyMap<string, AlarmState>): AlarmState {
  const state = states.get(alarm) ?? states.get(nameOf(alarm));
  if (state) return state;
  throw new InputError('ChildUnknown', {
    where: `alarm "${alarm}"`,
    message: 'the rule names it; its state was not given',
  });
}

/** `arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME`; a name may hold colons. */
function nameOf(alarm: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(alarm)?.[1] ?? alarm;
}
