import { InputError } from '../../errors.ts';
import { type Cell, choose, mapColumn, spread } from './columns.ts';
import type { Argument, Expression } from './expression.ts';
import { type Node, type Program, UnknownMeaning, type Value } from './program.ts';
import {
  differences,
  fillAlongLine,
  fillRepeating,
  fillWith,
  overColumns,
  overPeriods,
  type StatisticName,
} from './statistics.ts';

/** What a function may look at while it is compiled. */
export interface Scope {
  readonly program: Program;
  /** Id of the query that the expression belongs to. */
  readonly queryId: string;
  /** Ids of the queries that are metrics, in their order. */
  readonly metrics: readonly string[];
  /** @throws InputError where no query has the id */
  readonly resolve: (id: string) => Value;
  readonly compile: (expression: Expression) => Value;
}

type Compile = (scope: Scope, args: readonly Argument[]) => Value;

/** Every function whose result AWS documents and holdband computes, by name. */
export const FUNCTIONS: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ...Object.entries({
    ABS: Math.abs,
    CEIL: Math.ceil,
    FLOOR: Math.floor,
    LOG: Math.log,
    LOG10: Math.log10,
  }).map(([name, compute]) => [name, ofEach(name, (column) => mapColumn(column, compute))] as const),
  ['DIFF', ofEach('DIFF', differences)],
  ...(['SUM', 'AVG', 'MIN', 'MAX', 'STDDEV'] as const).map((name) => [name, statistic(name)] as const),
  ['METRICS', metrics],
  ['PERIOD', period],
  ['TIME_SERIES', timeSeries],
  ['FILL', fill],
  ['IF', branch],
]);

/** A function of one series that makes a series; of a list, one of each. */
function ofEach(name: string, compute: (column: Float64Array) => Float64Array): Compile {
  return (scope, args) => {
    const [value] = values(scope, name, args, 1);
    return eachSeries(name, value as Value, (node) =>
      scope.program.apply('series', name, [node], ([column]) => compute(column as Float64Array)),
    );
  };
}

/** A series becomes a number, a list a series. */
function statistic(name: StatisticName): Compile {
  return (scope, args) => {
    const [value] = values(scope, name, args, 1) as [Value];
    if (value.kind === 'number') throw new UnknownMeaning(`${name} of a number`);
    if (value.kind === 'series') {
      return scope.program.apply('number', name, [value], ([column]) => overPeriods(name, column as Float64Array));
    }
    return scope.program.apply('series', `${name} of a list`, value.items, (columns, { length }) =>
      overColumns(name, columns as Float64Array[], length),
    );
  };
}

function metrics(scope: Scope, args: readonly Argument[]): Value {
  const [part] = args;
  if (args.length > 1 || (part && part.kind !== 'text')) {
    throw refused(scope, 'METRICS takes nothing, or a part of ids in quotes');
  }
  const ids = scope.metrics.filter((id) => part === undefined || id.includes(part.value));
  if (ids.length === 0) throw refused(scope, `no metric for METRICS(${part ? `"${part.value}"` : ''})`);
  return { kind: 'list', items: ids.map((id) => scope.resolve(id) as Node) };
}

function period(scope: Scope, args: readonly Argument[]): Value {
  const [metric] = args;
  if (args.length !== 1 || metric?.kind !== 'id' || !scope.metrics.includes(metric.id)) {
    throw refused(scope, 'PERIOD takes the id of a metric');
  }
  scope.resolve(metric.id); // A metric that only says how long a period is, is needed too.
  return scope.program.emit('number', 'PERIOD', (_, { periodSeconds }) => periodSeconds);
}

function timeSeries(scope: Scope, args: readonly Argument[]): Value {
  const [value] = values(scope, 'TIME_SERIES', args, 1) as [Value];
  if (value.kind !== 'number') throw new UnknownMeaning('TIME_SERIES of a series');
  return scope.program.apply('series', 'TIME_SERIES', [value], ([number], { length }) =>
    spread(number as number, length),
  );
}

function fill(scope: Scope, args: readonly Argument[]): Value {
  const [first, filler] = args;
  if (args.length !== 2 || !first || !filler) throw refused(scope, `FILL takes 2 arguments, not ${args.length}`);
  const [value] = values(scope, 'FILL', [first], 1) as [Value];
  if (filler.kind === 'word' || filler.kind === 'text') {
    const word = filler.kind === 'word' ? filler.word : `"${filler.value}"`;
    if (word !== 'REPEAT' && word !== 'LINEAR') {
      throw refused(scope, `FILL fills with a number, a series, REPEAT or LINEAR, not ${word}`);
    }
    const compute = word === 'REPEAT' ? fillRepeating : fillAlongLine;
    return eachSeries('FILL', value, (node) =>
      scope.program.apply('series', `FILL ${word}`, [node], ([column]) => compute(column as Float64Array)),
    );
  }
  const by = scope.compile(filler);
  if (by.kind === 'list') throw new UnknownMeaning('FILL with a list');
  return eachSeries('FILL', value, (node) =>
    scope.program.apply('series', 'FILL', [node, by], ([column, cell]) =>
      fillWith(column as Float64Array, cell as Cell),
    ),
  );
}

function branch(scope: Scope, args: readonly Argument[]): Value {
  if (args.length < 2 || args.length > 3) throw refused(scope, `IF takes 2 or 3 arguments, not ${args.length}`);
  const [condition, yes, no] = values(scope, 'IF', args, args.length) as [Value, Value, Value?];
  if (condition.kind === 'list' || yes.kind === 'list' || no?.kind === 'list') throw new UnknownMeaning('IF of a list');
  const { program } = scope;
  const none = program.emit('number', 'none', () => Number.NaN);
  if (condition.kind === 'series') {
    return program.apply('series', 'IF', [condition, yes, no ?? none], ([asked, a, b]) =>
      choose(asked as Float64Array, a as Cell, b as Cell),
    );
  }
  // With a number for a condition only IF(S, TS) and IF(S, TS, TS) are documented.
  if (yes.kind === 'number' || no?.kind === 'number') throw new UnknownMeaning('IF of a number that chooses a number');
  return program.apply('series', 'IF', [condition, yes, no ?? none], ([asked, a, b], { length }) => {
    if (Number.isNaN(asked)) return spread(Number.NaN, length);
    return spread(asked === 0 ? (b as Cell) : (a as Cell), length);
  });
}

function eachSeries(name: string, value: Value, apply: (node: Node) => Node): Value {
  if (value.kind === 'number') throw new UnknownMeaning(`${name} of a number`);
  return value.kind === 'series' ? apply(value) : { kind: 'list', items: value.items.map(apply) };
}

function values(scope: Scope, name: string, args: readonly Argument[], count: number): Value[] {
  if (args.length !== count) {
    throw refused(scope, `${name} takes ${count} argument${count === 1 ? '' : 's'}, not ${args.length}`);
  }
  return args.map((arg) => {
    if (arg.kind === 'word') throw refused(scope, `${name} takes no word: ${arg.word}`);
    if (arg.kind === 'text') throw refused(scope, `${name} takes no text: "${arg.value}"`);
    return scope.compile(arg);
  });
}

function refused({ queryId }: Scope, message: string): InputError {
  return new InputError('MathRefused', { where: queryId, message });
}
