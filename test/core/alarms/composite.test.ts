// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateComposite } from '../../../lib/core/alarms/composite-evaluate.ts';
import {
  alarmsOf,
  type CompositeRule,
  parseCompositeRule,
  printCompositeRule,
} from '../../../lib/core/alarms/composite-rule.ts';
import { ALARM_STATES, type AlarmState } from '../../../lib/core/alarms/definition.ts';
import { InputError } from '../../../lib/core/errors.ts';

const names = fc.oneof(
  fc.constantFrom('a', 'b', 'NOT', 'arn:aws:cloudwatch:eu-west-1:1:alarm:x'),
  fc.string({ minLength: 1, maxLength: 6 }),
);
const states = fc.constantFrom(...ALARM_STATES);
const { rule: anyRule } = fc.letrec<{ rule: CompositeRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('state' as const), state: states, alarm: names }),
    fc
      .record({ state: states, negated: fc.boolean(), alarms: fc.array(names, { minLength: 1, maxLength: 4 }) })
      .chain((part) =>
        fc
          .oneof(
            fc.record({ count: fc.integer({ min: 1, max: part.alarms.length }) }),
            fc.record({ percent: fc.constantFrom(1, 12.5, 50, 100) }),
          )
          .map((threshold) => ({ kind: 'at-least' as const, ...part, ...threshold })),
      ),
    fc.record({ kind: fc.constant('not' as const), rule: tie('rule') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

const given = (entries: Record<string, AlarmState>) => new Map(Object.entries(entries));
const stateOf = (text: string, entries: Record<string, AlarmState> = {}) =>
  evaluateComposite(parseCompositeRule(text), given(entries));

describe('a composite rule', () => {
  it('is the same after printing and parsing', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(parseCompositeRule(printCompositeRule(rule))).toEqual(rule);
      }),
    );
  });

  it('is in ALARM exactly where its negation is OK, whatever the states', () => {
    fc.assert(
      fc.property(anyRule, fc.infiniteStream(states), (rule, stream) => {
        const entries = new Map(alarmsOf(rule).map((name) => [name, stream.next().value as AlarmState]));
        const here = evaluateComposite(rule, entries);
        expect(evaluateComposite({ kind: 'not', rule }, entries)).toBe(here === 'ALARM' ? 'OK' : 'ALARM');
      }),
    );
  });

  it.each([
    ['ALARM(a) OR ALARM(b) AND FALSE', 'ALARM'],
    ['(ALARM(a) OR ALARM(b)) AND FALSE', 'OK'],
    ['NOT ALARM(a) OR TRUE', 'ALARM'],
    ['NOT (ALARM(a) OR TRUE)', 'OK'],
    ['OK("b") AND INSUFFICIENT_DATA("c")', 'ALARM'],
    ['ALARM("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a")', 'ALARM'],
  ] as const)('%s is %s', (text, expected) => {
    expect(stateOf(text, { a: 'ALARM', b: 'OK', c: 'INSUFFICIENT_DATA' })).toBe(expected);
  });

  it.each([
    ['AT_LEAST(2, ALARM, (a, b, c))', 'OK'],
    ['AT_LEAST(1, ALARM, (a, b, c))', 'ALARM'],
    ['AT_LEAST(2, NOT OK, (a, b, c))', 'ALARM'],
    ['AT_LEAST(3, NOT OK, (a, b, c))', 'OK'],
    ['AT_LEAST(50%, NOT OK, (a, b, c))', 'ALARM'],
    ['AT_LEAST(67%, NOT OK, (a, b, c))', 'OK'],
  ] as const)('%s counts the alarms in the state: %s', (text, expected) => {
    expect(stateOf(text, { a: 'ALARM', b: 'OK', c: 'INSUFFICIENT_DATA' })).toBe(expected);
  });

  it('50 % of three alarms are two, not one', () => {
    expect(stateOf('AT_LEAST(50%, ALARM, (a, b, c))', { a: 'ALARM', b: 'OK', c: 'OK' })).toBe('OK');
  });

  it('reads any letter in a name without quotes, up to white space, a comma or a parenthesis', () => {
    const rule = 'ALARM(less-sales) AND\n\tNOT OK( arn:aws:cloudwatch:us-east-2:1:alarm:s ) OR ALARM(${Disk.Arn})';
    expect(alarmsOf(parseCompositeRule(rule))).toEqual([
      'less-sales',
      'arn:aws:cloudwatch:us-east-2:1:alarm:s',
      '${Disk.Arn}',
    ]);
    expect(() => parseCompositeRule('ALARM(two words)')).toThrow('expected ")"');
  });

  it('reads a quoted name with spaces, parentheses and escaped quotes', () => {
    expect(parseCompositeRule(String.raw`ALARM("5xx (high) \"east\"")`)).toEqual({
      kind: 'state',
      state: 'ALARM',
      alarm: '5xx (high) "east"',
    });
  });

  it.each([
    ['ALARM(a) AND', /alarm rule:1:13: expected/],
    ['ALARM(a) XOR ALARM(b)', /alarm rule:1:10: expected/],
    ['AT_LEAST(4, ALARM, (a, b))', /AT_LEAST\(4, …\): allowed: 1 to 2/],
    ['NOT AT_LEAST(0%, ALARM, (a, b))', /above 0% and up to 100%/],
    [`${'('.repeat(5000)}TRUE${')'.repeat(5000)}`, /nests deeper than 200/],
    [`${'NOT '.repeat(2000)}TRUE`, /nests deeper than 200/],
    [Array.from({ length: 101 }, (_, i) => `ALARM(a${i})`).join(' OR '), /names 101 alarms/],
  ])('refuses %.30s with the place and what is allowed', (text, message) => {
    const parse = () => parseCompositeRule(text);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(message);
  });

  it('names an alarm whose state nobody gave', () => {
    expect(() => stateOf('FALSE AND ALARM(gone)')).toThrow('alarm "gone"');
  });
});
