import fc from 'fast-check';
import type { Argument, Expression, Operator } from '../../../../lib/core/alarms/math/expression.ts';

const OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '^',
  '==',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  'AND',
  'OR',
] as const satisfies Operator[];

const ids = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,5}$/);
const names = fc
  .stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/)
  .filter((name) => name !== 'AND' && name !== 'OR' && name !== 'SELECT');
const numbers = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const unknownParts = fc.constantFrom<Expression>(
  { kind: 'unknown', name: 'a power of a power without parentheses', text: 'a^b ^c' },
  { kind: 'unknown', name: 'AND beside OR without parentheses', text: 'a AND b || c' },
);

/** Any expression that can be written down. */
export const expressions: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression; argument: Argument }>(
  (tie) => ({
    expression: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      numbers.map((value): Expression => ({ kind: 'number', value })),
      ids.map((id): Expression => ({ kind: 'id', id })),
      unknownParts,
      tie('expression').map((of): Expression => ({ kind: 'negate', of })),
      fc
        .tuple(fc.constantFrom(...OPERATORS), tie('expression'), tie('expression'))
        .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right })),
      fc
        .tuple(names, fc.array(tie('argument'), { maxLength: 3 }))
        .map(([name, args]): Expression => ({ kind: 'call', name, args })),
      fc.array(tie('expression'), { minLength: 1, maxLength: 3 }).map((items): Expression => ({ kind: 'list', items })),
    ),
    argument: fc.oneof(
      tie('expression'),
      names.map((word): Argument => ({ kind: 'word', word })),
      fc.stringMatching(/^[^"]{0,6}$/).map((value): Argument => ({ kind: 'text', value })),
    ),
  }),
).expression;
