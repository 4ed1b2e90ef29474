import { assertNever } from '../../errors.ts';
import type { Argument, Expression, Operator } from './expression.ts';

/** How tightly a part holds together: an operand that holds less tightly needs parentheses. */
const ANYTHING = 0;
const LOGICAL = 1;
const COMPARISON = 2;
const SUM = 3;
const PRODUCT = 4;
const NEGATION = 5;
const POWER = 6;
const WHOLE = 7;

const TIGHTNESS: Readonly<Record<Operator, number>> = {
  AND: LOGICAL,
  OR: LOGICAL,
  '==': COMPARISON,
  '!=': COMPARISON,
  '<': COMPARISON,
  '>': COMPARISON,
  '<=': COMPARISON,
  '>=': COMPARISON,
  '+': SUM,
  '-': SUM,
  '*': PRODUCT,
  '/': PRODUCT,
  '^': POWER,
};

/**
 * Writes an expression as metric math on one line, with the fewest parentheses that keep its meaning:
 * `parseExpression(printExpression(x))` is `x`.
 *
 * @throws RangeError for a number that metric math has no documented spelling for: negative (negate it), not finite
 */
export function printExpression(expression: Expression): string {
  return print(expression, ANYTHING);
}

function print(part: Argument, atLeast: number): string {
  switch (part.kind) {
    case 'number':
      return printNumber(part.value);
    case 'id':
      return part.id;
    case 'word':
      return part.word;
    case 'text':
      return part.value.includes('"') ? `'${part.value}'` : `"${part.value}"`;
    case 'unknown':
      return enclosed(part.text, atLeast > ANYTHING);
    case 'negate':
      // A power of what is negated would read as a power of a negative.
      return enclosed(`-${print(part.of, isPower(part.of) ? WHOLE : NEGATION)}`, NEGATION < atLeast);
    case 'binary':
      return printBinary(part.operator, part.left, part.right, atLeast);
    case 'call':
      return `${part.name}(${part.args.map((arg) => print(arg, ANYTHING)).join(', ')})`;
    case 'list':
      return `[${part.items.map((item) => print(item, ANYTHING)).join(', ')}]`;
    default:
      return assertNever(part);
  }
}

function printBinary(operator: Operator, left: Expression, right: Expression, atLeast: number): string {
  const tightness = TIGHTNESS[operator];
  const text = `${print(left, leastOnTheLeft(operator, left))} ${operator} ${print(right, tightness + 1)}`;
  return enclosed(text, tightness < atLeast);
}

/** Chains read from the left, except where a chain's meaning is not documented. */
function leastOnTheLeft(operator: Operator, left: Expression): number {
  const tightness = TIGHTNESS[operator];
  const chains =
    tightness === LOGICAL
      ? left.kind !== 'binary' || TIGHTNESS[left.operator] !== LOGICAL || left.operator === operator
      : tightness === SUM || tightness === PRODUCT;
  return chains ? tightness : tightness + 1;
}

function isPower(part: Expression): boolean {
  return part.kind === 'binary' && part.operator === '^';
}

function enclosed(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}

/** Digits without an exponent, read back as the same number. */
function printNumber(value: number): string {
  if (!Number.isFinite(value) || value < 0 || Object.is(value, -0)) throw new RangeError(`cannot write ${value}`);
  const [, whole = '', fraction = '', exponent] = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const shift = Number(exponent);
  const digits = whole + fraction;
  return shift < 0 ? `0.${'0'.repeat(-shift - 1)}${digits}` : digits.padEnd(shift + 1, '0');
}
