import { assertNever, InputError } from '../../errors.ts';
import type { Cell } from './columns.ts';
import type { Expression, Operator } from './expression.ts';
import { FUNCTIONS, type Scope } from './functions.ts';
import { type Node, Program, UnknownMeaning, type Value } from './program.ts';
import { type MathQuery, neededBy, readQueries, returnedQuery, unknownIn } from './queries.ts';
import { frameOf, type Series } from './series.ts';

export type { MathQuery } from './queries.ts';

/** Metric math, ready to be evaluated over any data. */
export interface Compiled {
  /** Ids of the metrics whose series it needs, in the order of the queries. */
  readonly metrics: readonly string[];
  /**
   * @param inputs series of the metrics by id; they may cover different times, the result covers all of them
   * @throws InputError `SeriesRefused` where a series is missing, or periods differ
   */
  evaluate(inputs: ReadonlyMap<string, Series>): Series;
}

/** Metric math that means something in CloudWatch, but what is not documented, or not computed here. */
export interface Unknown {
  /** Functions by name (`SEARCH`), other parts in words; at least one, each once. */
  readonly unknown: readonly string[];
}

export function isUnknown(compiled: Compiled | Unknown): compiled is Unknown {
  return 'unknown' in compiled;
}

const ON_LISTS: ReadonlySet<Operator> = new Set(['+', '-', '*', '/', '^']);

/**
 * Compiles the queries of one alarm: what the returned one needs of them, in whatever order they come.
 *
 * @returns `unknown` with the names of what is not documented or not computed here
 * @throws InputError `MathRefused`, at the query's id, for what CloudWatch would refuse: bad ids, text that is no
 *   expression, ids that no query has, circles, arguments of the wrong kind, a result that is not one series
 */
export function compileQueries(queries: readonly MathQuery[]): Compiled | Unknown {
  const read = readQueries(queries);
  const returned = returnedQuery(queries);
  const needed = neededBy(returned, read);
  const unknown = new Set(needed.flatMap(({ expression }) => (expression ? unknownIn(expression) : [])));
  if (unknown.size > 0) return { unknown: [...unknown] };

  const metrics = queries.filter(({ expression }) => expression === undefined).map(({ id }) => id);
  const program = new Program();
  const values = new Map<string, Value>();
  const used = new Set<string>();
  const resolve = (id: string): Value => {
    const known = values.get(id);
    if (known) return known;
    // Expressions are compiled after those they need, so what has no value yet is a metric.
    used.add(id);
    const node = program.emit('series', `metric ${id}`, (_, { columns }) => columns.get(id) as Float64Array);
    values.set(id, node);
    return node;
  };
  try {
    for (const { id, expression } of needed) {
      if (!expression) continue;
      const value = compilePart(expression, { program, queryId: id, metrics, resolve });
      if (value.kind === 'number') throw refused(id, 'it makes one number; an expression makes a series');
      values.set(id, value);
    }
    const result = resolve(returned);
    if (result.kind === 'list') throw refused(returned, 'it makes several series; an alarm compares one');
    return compiled(program, result, metrics, used);
  } catch (error) {
    if (error instanceof UnknownMeaning) return { unknown: [error.message] };
    throw error;
  }
}

function compiled(program: Program, result: Value, metrics: readonly string[], used: ReadonlySet<string>): Compiled {
  const needed = metrics.filter((id) => used.has(id));
  return {
    metrics: needed,
    evaluate(inputs) {
      const missing = needed.filter((id) => !inputs.has(id));
      if (missing.length > 0) {
        throw new InputError(
          'SeriesRefused',
          missing.map((id) => ({ where: id, message: 'no series is given for this metric' })),
        );
      }
      const frame = frameOf(inputs);
      const values = program.run(frame)[(result as Node).step] as Float64Array;
      const given = [...inputs.values()].some((input) => input.values === values);
      return { periodSeconds: frame.periodSeconds, start: frame.start, values: given ? values.slice() : values };
    },
  };
}

function compilePart(part: Expression, outer: Omit<Scope, 'compile'>): Value {
  const scope: Scope = { ...outer, compile: (inner) => compilePart(inner, outer) };
  const { program } = scope;
  const constant = (value: number) => program.emit('number', String(value), (): Cell => value);
  switch (part.kind) {
    case 'number':
      return constant(part.value);
    case 'id':
      return scope.resolve(part.id);
    case 'negate':
      return operate(program, '-', constant(0), scope.compile(part.of));
    case 'binary':
      return operate(program, part.operator, scope.compile(part.left), scope.compile(part.right));
    case 'call':
      return FUNCTIONS.get(part.name)?.(scope, part.args) ?? unknownMeaning(part.name);
    case 'list':
      return { kind: 'list', items: part.items.flatMap((item) => seriesOf(scope.compile(item))) };
    case 'unknown':
      return unknownMeaning(part.name);
    default:
      return assertNever(part);
  }
}

function operate(program: Program, operator: Operator, left: Value, right: Value): Value {
  if (left.kind !== 'list' && right.kind !== 'list') return program.operate(operator, left, right);
  if (!ON_LISTS.has(operator)) return unknownMeaning(`${operator} on a list`);
  const length = left.kind === 'list' ? left.items.length : (right as { items: readonly Node[] }).items.length;
  if (left.kind === 'list' && right.kind === 'list' && right.items.length !== length) {
    return unknownMeaning(`${operator} on lists of ${length} and ${right.items.length}`);
  }
  const at = (value: Value, i: number): Node => (value.kind === 'list' ? (value.items[i] as Node) : value);
  const items = Array.from({ length }, (_, i) => program.operate(operator, at(left, i), at(right, i)));
  return { kind: 'list', items };
}

function seriesOf(value: Value): readonly Node[] {
  if (value.kind === 'number') return unknownMeaning('a number in a list');
  return value.kind === 'list' ? value.items : [value];
}

function unknownMeaning(name: string): never {
  throw new UnknownMeaning(name);
}

function refused(where: string, message: string): InputError {
  return new InputError('MathRefused', { where, message });
}
