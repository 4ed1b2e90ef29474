import { InputError } from '../errors.ts';
import { asClause } from '../sentence.ts';
import { parse, SyntaxError as RuleSyntaxError } from './composite-rule.generated.ts';
import type { AlarmState } from './definition.ts';

/** How many of the named alarms `AT_LEAST` asks for: a count, or a percentage of them (above 0, up to 100). */
export type AtLeastThreshold = { readonly count: number } | { readonly percent: number };

/**
 * The rule of a composite alarm, as data. Alarms are names or ARNs. `and` and `or` have two rules or more.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export type CompositeRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly rule: CompositeRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly CompositeRule[] }
  | ({
      readonly kind: 'at-least';
      readonly state: AlarmState;
      /** `NOT OK` rather than `OK`. */
      readonly negated: boolean;
      readonly alarms: readonly string[];
    } & AtLeastThreshold);

const LONGEST_RULE = 10_240;
const MOST_ALARMS = 100;
/** Rules nest no deeper than their length allows, but a reader's stack does: no person writes more. */
const DEEPEST = 200;

/**
 * Reads an alarm rule. NOT binds closer than AND, AND closer than OR.
 *
 * @param where shown in errors: the file or alarm the rule stands in
 * @throws InputError code `CompositeRuleRefused`: line and column, what was found, what is allowed there
 */
export function parseCompositeRule(text: string, where = 'alarm rule'): CompositeRule {
  const refused = (message: string) => new InputError('CompositeRuleRefused', { where, message });
  if (text.length > LONGEST_RULE) throw refused(`has ${text.length} characters; allowed: up to ${LONGEST_RULE}`);
  if (depthOf(text) > DEEPEST) throw refused(`nests deeper than ${DEEPEST} levels`);
  const rule = read(text, where);
  const alarms = alarmsOf(rule);
  if (alarms.length > MOST_ALARMS) throw refused(`names ${alarms.length} alarms; allowed: up to ${MOST_ALARMS}`);
  const problem = thresholdProblem(rule);
  if (problem) throw refused(problem);
  return rule;
}

/** Writes a rule so that {@link parseCompositeRule} reads the same one; names always in quotes. */
export function printCompositeRule(rule: CompositeRule): string {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE';
    case 'state':
      return `${rule.state}(${quoted(rule.alarm)})`;
    case 'not':
      return `NOT ${operand(rule.rule)}`;
    case 'and':
      return rule.rules.map(operand).join(' AND ');
    case 'or':
      return rule.rules.map(operand).join(' OR ');
    case 'at-least': {
      const threshold = 'percent' in rule ? `${rule.percent}%` : String(rule.count);
      const condition = `${rule.negated ? 'NOT ' : ''}${rule.state}`;
      return `AT_LEAST(${threshold}, ${condition}, (${rule.alarms.map(quoted).join(', ')}))`;
    }
  }
}

/** Names or ARNs of the alarms a rule reads, each once, in order. */
export function alarmsOf(rule: CompositeRule): string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return alarmsOf(rule.rule);
    case 'and':
    case 'or':
      return [...new Set(rule.rules.flatMap(alarmsOf))];
    case 'at-least':
      return [...new Set(rule.alarms)];
  }
}

function read(text: string, where: string): CompositeRule {
  try {
    return parse(text, {}) as CompositeRule;
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    const { message, location } = error as unknown as GrammarError;
    const at = `${where}:${location.start.line}:${location.start.column}`;
    throw new InputError('CompositeRuleRefused', { where: at, message: asClause(message) });
  }
}

/** What the generated parser throws; it has no types of its own. */
interface GrammarError {
  readonly message: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const part of text.match(/[()]|\bNOT\b/g) ?? []) {
    // NOT NOT NOT … nests without parentheses; counting every NOT as a level is stricter than need be, never laxer.
    depth += part === ')' ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function thresholdProblem(rule: CompositeRule): string | undefined {
  if (rule.kind === 'not') return thresholdProblem(rule.rule);
  if (rule.kind === 'and' || rule.kind === 'or') return rule.rules.map(thresholdProblem).find(Boolean);
  if (rule.kind !== 'at-least') return undefined;
  const alarms = rule.alarms.length;
  if ('percent' in rule) {
    return rule.percent > 0 && rule.percent <= 100
      ? undefined
      : `AT_LEAST(${rule.percent}%, …): allowed: above 0% and up to 100%`;
  }
  return rule.count >= 1 && rule.count <= alarms
    ? undefined
    : `AT_LEAST(${rule.count}, …): allowed: 1 to ${alarms}, the number of alarms it names`;
}

function operand(rule: CompositeRule): string {
  const text = printCompositeRule(rule);
  return rule.kind === 'and' || rule.kind === 'or' ? `(${text})` : text;
}

function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
