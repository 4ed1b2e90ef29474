import { type CompositeRule, parseCompositeRule, printCompositeRule } from '../alarms/composite-rule.ts';
import { InputError } from '../errors.ts';
import { Unresolved } from './model.ts';

/** How two rules of composites relate, whatever the states of the alarms they name. */
export type RuleOrder = 'holds less often' | 'holds more often' | 'the same' | 'incomparable';

/** Steps after which a proof is given up: rules that people and programs write need some hundreds. */
const MOST_STEPS = 50_000;

/**
 * Compares two rules by proof, not by trial: children added to an OR, or taken out of an AND, let it hold more often. A name
 * that a template leaves open stands for itself: it is the same alarm on both sides.
 */
export function compareRules(before: unknown, after: unknown): RuleOrder {
  const [one, other] = [readRule(before), readRule(after)];
  if (!one || !other) return 'incomparable';
  const narrows = implies(other, one);
  const widens = implies(one, other);
  if (narrows && widens) return 'the same';
  if (narrows) return 'holds less often';
  return widens ? 'holds more often' : 'incomparable';
}

/** The rule as data, `undefined` where it is no rule CloudWatch would take. */
export function readRule(given: unknown): CompositeRule | undefined {
  const text = given instanceof Unresolved ? given.expression : given;
  if (typeof text !== 'string') return undefined;
  try {
    return parseCompositeRule(text);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Whether `rule` can be proved to hold only where `wider` does. */
function implies(rule: CompositeRule, wider: CompositeRule): boolean {
  let steps = 0;
  const follows = (a: CompositeRule, b: CompositeRule): boolean => {
    if (++steps > MOST_STEPS) return false;
    if ((a.kind === 'constant' && !a.value) || (b.kind === 'constant' && b.value)) return true;
    if (a.kind === 'or') return a.rules.every((part) => follows(part, b));
    if (b.kind === 'and') return b.rules.every((part) => follows(a, part));
    if (a.kind === 'not' && b.kind === 'not') return follows(b.rule, a.rule);
    if (a.kind === 'and' && a.rules.some((part) => follows(part, b))) return true;
    if (b.kind === 'or' && b.rules.some((part) => follows(a, part))) return true;
    if (a.kind === 'state' && b.kind === 'state') return a.state === b.state && a.alarm === b.alarm;
    if (a.kind === 'at-least' && b.kind === 'at-least') return followsAtLeast(a, b);
    return printCompositeRule(a) === printCompositeRule(b);
  };
  return follows(rule, wider);
}

type AtLeast = Extract<CompositeRule, { kind: 'at-least' }>;

function followsAtLeast(a: AtLeast, b: AtLeast): boolean {
  if (a.state !== b.state || a.negated !== b.negated) return false;
  const among = new Set(b.alarms);
  // A name written twice counts twice: then which alarms are met says too little.
  if (among.size !== b.alarms.length || new Set(a.alarms).size !== a.alarms.length) return false;
  return a.alarms.every((alarm) => among.has(alarm)) && leastMet(a) >= leastMet(b);
}

/** Alarms that have to be in the state. */
function leastMet(rule: AtLeast): number {
  return 'count' in rule ? rule.count : Math.ceil((rule.percent * rule.alarms.length) / 100);
}
