import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, Operator } from '../../../../lib/core/alarms/math/expression.ts';
import { parseExpression } from '../../../../lib/core/alarms/math/parse.ts';
import { printExpression } from '../../../../lib/core/alarms/math/print.ts';
import { InputError } from '../../../../lib/core/errors.ts';
import { expressions } from './_expressions.ts';

const id = (name: string): Expression => ({ kind: 'id', id: name });
const number = (value: number): Expression => ({ kind: 'number', value });
const binary = (left: Expression, operator: Operator, right: Expression): Expression => ({
  kind: 'binary',
  operator,
  left,
  right,
});

function problemOf(text: string): string {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('a metric math expression', () => {
  it('is read back from print as it was', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        expect(parseExpression(printExpression(expression))).toEqual(expression);
      }),
    );
  });

  it('multiplies before it adds, compares before it joins', () => {
    expect(parseExpression('a + b*2 > 5 AND c')).toEqual(
      binary(binary(binary(id('a'), '+', binary(id('b'), '*', number(2))), '>', number(5)), 'AND', id('c')),
    );
  });

  it('subtracts and divides from the left', () => {
    expect(parseExpression('a - b - c')).toEqual(binary(binary(id('a'), '-', id('b')), '-', id('c')));
    expect(parseExpression('a/b/c')).toEqual(binary(binary(id('a'), '/', id('b')), '/', id('c')));
  });

  it.each([
    ['a && b', 'AND'],
    ['a || b', 'OR'],
  ] as const)('reads %s as %s', (text, operator) => {
    expect(parseExpression(text)).toEqual(binary(id('a'), operator, id('b')));
  });

  it('takes a minus before anything, and twice', () => {
    expect(parseExpression('-5*-m1')).toEqual(
      binary({ kind: 'negate', of: number(5) }, '*', { kind: 'negate', of: id('m1') }),
    );
  });

  it('takes lists, quoted text and words', () => {
    expect(parseExpression(`SUM([METRICS("4xx"), METRICS('5xx')])`)).toEqual({
      kind: 'call',
      name: 'SUM',
      args: [
        {
          kind: 'list',
          items: ['4xx', '5xx'].map((value) => ({ kind: 'call', name: 'METRICS', args: [{ kind: 'text', value }] })),
        },
      ],
    });
    expect(parseExpression('FILL(m1, REPEAT)')).toEqual({
      kind: 'call',
      name: 'FILL',
      args: [id('m1'), { kind: 'word', word: 'REPEAT' }],
    });
  });

  it.each([
    ['a AND b OR c', 'AND beside OR without parentheses'],
    ['a < b < c', 'a comparison of a comparison without parentheses'],
    ['2^3^2', 'a power of a power without parentheses'],
    ['-a^2', 'a power of a negative without parentheses'],
    ['1e5', 'the way the number 1e5 is written'],
    ['.5', 'the way the number .5 is written'],
    ['SELECT AVG(CPUUtilization) FROM "AWS/EC2"', 'SELECT'],
  ])('is unknown in a part where AWS does not say how to read it: %s', (text, name) => {
    expect(parseExpression(text)).toEqual({ kind: 'unknown', name, text });
  });

  it.each(['(a AND b) OR c', '(a < b) < c', '(2^3)^2', '(-a)^2', '-(a^2)', 'a^-2'])(
    'is clear with parentheses: %s',
    (text) => {
      expect(JSON.stringify(parseExpression(text))).not.toContain('unknown');
    },
  );

  it.each([
    ['m1 +', 'expression:1:5'],
    ['m1 ** 2', 'expression:1:5'],
    ['(m1', 'expression:1:4'],
    ['m1 m2', 'expression:1:4'],
    ['', 'expression:1:1'],
    ['m1 +\n  % 2', 'expression:2:3'],
    ['SUM(m1,)', 'expression:1:8'],
    ['METRICS("a)', 'expression:1:12'],
  ])('is refused with the place where it goes wrong: %j', (text, where) => {
    expect(problemOf(text)).toContain(`${where}: expected`);
  });

  it('is refused with a function in lower case', () => {
    expect(problemOf('1 + avg(m1)')).toBe('expression:1:5: functions are written in upper case: AVG, not avg');
    expect(problemOf('Avg(m1)')).toBe('expression:1:1: functions are written in upper case: AVG, not Avg');
  });

  it('is refused with an id in upper case', () => {
    expect(problemOf('100*Errors/m1')).toBe('expression:1:5: an id starts with a lower-case letter: Errors');
  });

  it('is refused where it is nested beyond reading', () => {
    expect(problemOf('('.repeat(100_000))).toBe('expression: nested too deeply to read');
  });

  it('names the query it belongs to, where that is given', () => {
    expect(() => parseExpression('m1 +', 'e1')).toThrow(/^e1:1:5: /);
  });
});

describe('printing', () => {
  it.each(['a - (b - c)', '(a + b)*c'])('keeps %s', (text) => {
    expect(printExpression(parseExpression(text)).replaceAll(' * ', '*')).toBe(text);
  });

  it('writes small and large numbers without exponents', () => {
    expect(printExpression(number(1.5e-7))).toBe('0.00000015');
    expect(printExpression(number(2.5e21))).toBe('2500000000000000000000');
  });

  it.each([-1, Number.NaN, Infinity])('refuses %d, which has no spelling', (value) => {
    expect(() => printExpression(number(value))).toThrow(RangeError);
  });
});
