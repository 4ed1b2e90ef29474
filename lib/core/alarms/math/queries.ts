import { assertNever, InputError } from '../../errors.ts';
import type { Argument, Expression } from './expression.ts';
import { FUNCTIONS } from './functions.ts';
import { parseExpression } from './parse.ts';

/** One entry of an alarm's `Metrics`, or of a GetMetricData request. */
export interface MathQuery {
  /** Lower-case letter first. */
  readonly id: string;
  /** Metric math; absent for a metric. */
  readonly expression?: string;
  /** Whether this is the series that is asked for. Default: true, as in the API. */
  readonly returnData?: boolean;
}

/** Ids as https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html has them. */
const ID = /^[a-z][A-Za-z0-9_]*$/;

/** A query, its expression read. */
export interface Read {
  readonly id: string;
  readonly expression?: Expression;
}

/** @throws InputError for bad ids, ids twice, and text that is no expression */
export function readQueries(queries: readonly MathQuery[]): Map<string, Read> {
  const read = new Map<string, Read>();
  for (const { id, expression } of queries) {
    if (!ID.test(id)) {
      throw refused(id, 'an id starts with a lower-case letter, then come letters, digits and underscores');
    }
    if (read.has(id)) throw refused(id, 'two queries have this id');
    read.set(id, expression === undefined ? { id } : { id, expression: parseExpression(expression, id) });
  }
  return read;
}

/** @throws InputError where it is not exactly one */
export function returnedQuery(queries: readonly MathQuery[]): string {
  const returned = queries.filter(({ returnData = true }) => returnData).map(({ id }) => id);
  const [only] = returned;
  if (only === undefined || returned.length > 1) {
    throw refused('queries', `one returns data, not ${returned.length === 0 ? 'none' : returned.join(' and ')}`);
  }
  return only;
}

/**
 * The query and all it needs, each after what it needs itself.
 *
 * @throws InputError for circles, and for ids that no query has
 */
export function neededBy(returned: string, read: ReadonlyMap<string, Read>): Read[] {
  const done = new Map<string, Read>();
  const visit = (id: string, path: readonly string[]) => {
    const query = read.get(id);
    const from = path.at(-1) ?? id;
    if (!query) throw refused(from, `no query has the id ${id}; there are ${[...read.keys()].join(', ')}`);
    if (path.includes(id)) throw refused(id, `it needs itself: ${[...path.slice(path.indexOf(id)), id].join(' → ')}`);
    if (done.has(id)) return;
    if (query.expression) for (const next of idsIn(query.expression)) visit(next, [...path, id]);
    done.set(id, query);
  };
  visit(returned, []);
  return [...done.values()];
}

function idsIn(part: Argument): string[] {
  return part.kind === 'id' ? [part.id] : partsOf(part).flatMap(idsIn);
}

/** Names of what is unknown in an expression, whatever it is applied to. */
export function unknownIn(part: Argument): string[] {
  if (part.kind === 'unknown') return [part.name];
  const own = part.kind === 'call' && !FUNCTIONS.has(part.name) ? [part.name] : [];
  return [...own, ...partsOf(part).flatMap(unknownIn)];
}

function partsOf(part: Argument): readonly Argument[] {
  switch (part.kind) {
    case 'number':
    case 'id':
    case 'word':
    case 'text':
    case 'unknown':
      return [];
    case 'negate':
      return [part.of];
    case 'binary':
      return [part.left, part.right];
    case 'call':
      return part.args;
    case 'list':
      return part.items;
    default:
      return assertNever(part);
  }
}

function refused(where: string, message: string): InputError {
  return new InputError('MathRefused', { where, message });
}
