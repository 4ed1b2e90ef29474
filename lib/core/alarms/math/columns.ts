import type { Operator } from './expression.ts';

/** What a step of a compiled expression makes: one number, or one value a period with `NaN` where there is none. */
export type Cell = number | Float64Array;

/** A column, or a number as if it were one: `values[i & mask]` is the value at i. */
interface Operand {
  readonly values: Float64Array;
  readonly mask: 0 | -1;
}

/** Operators whose loops are written out: a call for each value costs more than the arithmetic. */
type Arithmetic = '+' | '-' | '*' | '/';

type Loop = (left: Operand, right: Operand, absent: number, result: Float64Array) => void;

const LOOPS: Readonly<Record<Arithmetic, Loop>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
};

const COMPUTE: Readonly<Record<Exclude<Operator, Arithmetic>, (left: number, right: number) => number>> = {
  '^': (left, right) => left ** right,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '<': (left, right) => Number(left < right),
  '>': (left, right) => Number(left > right),
  '<=': (left, right) => Number(left <= right),
  '>=': (left, right) => Number(left >= right),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

/**
 * One operator over two columns, or a column and a number.
 *
 * Two columns: where one of them has no value it counts as 0; where both have none, neither has the result. A number with
 * a column: no value where the column has none, because a number alone is no data. What is not a finite number (a division
 * by zero, a root of a negative, an overflow) is dropped.
 */
export function operateColumns(operator: Operator, left: Cell, right: Cell, length: number): Float64Array {
  const absent = typeof left === 'number' || typeof right === 'number' ? Number.NaN : 0;
  const result = new Float64Array(length);
  const [a, b] = [operandOf(left), operandOf(right)];
  if (isArithmetic(operator)) {
    LOOPS[operator](a, b, absent, result);
    return result;
  }
  const compute = COMPUTE[operator];
  for (let i = 0; i < length; i++) {
    const given = a.values[i & a.mask] as number;
    const other = b.values[i & b.mask] as number;
    const x = presentOr(given, other, absent);
    const y = presentOr(other, given, absent);
    result[i] = Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : finite(compute(x, y));
  }
  return result;
}

/** One operator over two numbers; `NaN` where one is, and where the result is not a finite number. */
export function operateNumbers(operator: Operator, left: number, right: number): number {
  return operateColumns(operator, left, right, 1)[0] as number;
}

/** A function of each value that is there. */
export function mapColumn(column: Float64Array, compute: (value: number) => number): Float64Array {
  const result = new Float64Array(column.length);
  for (let i = 0; i < result.length; i++) result[i] = finite(compute(column[i] as number));
  return result;
}

/**
 * `IF` for each period: no value where the condition has none. A condition other than 0 chooses `yes`, and 0 where that is
 * a column without a value; 0 chooses `no`, and nothing where that is missing.
 */
export function choose(condition: Float64Array, yes: Cell, no: Cell): Float64Array {
  const result = new Float64Array(condition.length);
  for (let i = 0; i < result.length; i++) {
    const asked = condition[i] as number;
    if (Number.isNaN(asked)) result[i] = Number.NaN;
    else if (asked === 0) result[i] = typeof no === 'number' ? no : (no[i] as number);
    else if (typeof yes === 'number') result[i] = yes;
    else result[i] = Number.isNaN(yes[i]) ? 0 : (yes[i] as number);
  }
  return result;
}

/** The same value in every period. */
export function spread(cell: Cell, length: number): Float64Array {
  return typeof cell === 'number' ? new Float64Array(length).fill(cell) : cell;
}

function operandOf(cell: Cell): Operand {
  return typeof cell === 'number' ? { values: Float64Array.of(cell), mask: 0 } : { values: cell, mask: -1 };
}

function isArithmetic(operator: Operator): operator is Arithmetic {
  return operator in LOOPS;
}

function presentOr(value: number, other: number, absent: number): number {
  return Number.isNaN(value) && !Number.isNaN(other) ? absent : value;
}

function finite(value: number): number {
  return value - value === 0 ? value : Number.NaN;
}

function add(left: Operand, right: Operand, absent: number, result: Float64Array): void {
  for (let i = 0; i < result.length; i++) {
    const x = left.values[i & left.mask] as number;
    const y = right.values[i & right.mask] as number;
    result[i] = finite(presentOr(x, y, absent) + presentOr(y, x, absent));
  }
}

function subtract(left: Operand, right: Operand, absent: number, result: Float64Array): void {
  for (let i = 0; i < result.length; i++) {
    const x = left.values[i & left.mask] as number;
    const y = right.values[i & right.mask] as number;
    result[i] = finite(presentOr(x, y, absent) - presentOr(y, x, absent));
  }
}

function multiply(left: Operand, right: Operand, absent: number, result: Float64Array): void {
  for (let i = 0; i < result.length; i++) {
    const x = left.values[i & left.mask] as number;
    const y = right.values[i & right.mask] as number;
    result[i] = finite(presentOr(x, y, absent) * presentOr(y, x, absent));
  }
}

function divide(left: Operand, right: Operand, absent: number, result: Float64Array): void {
  for (let i = 0; i < result.length; i++) {
    const x = left.values[i & left.mask] as number;
    const y = right.values[i & right.mask] as number;
    result[i] = finite(presentOr(x, y, absent) / presentOr(y, x, absent));
  }
}
