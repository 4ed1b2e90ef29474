import { InputError } from '../errors.ts';
import { parseStatistic, type Statistic } from '../statistics/statistic.ts';
import type { AlarmSource } from './evaluate-alarm.ts';
import { capitalised, isObject, type JsonObject, shown } from './evaluate-json.ts';
import { compileQueries, isUnknown, type MathQuery } from './math/compile.ts';
import type { Argument } from './math/expression.ts';
import { parseExpression } from './math/parse.ts';

interface SourceWithPeriod {
  readonly source: AlarmSource;
  readonly periodSeconds: number;
}

/** A metric as a query asks for it. */
interface QueriedMetric {
  readonly statistic: Statistic;
  readonly periodSeconds: number;
}

/** `Metrics` of one metric and no expression: the same as an alarm on that metric. */
export function readSingleMetric(queries: readonly JsonObject[], at: string): SourceWithPeriod | undefined {
  const [only, ...others] = queries;
  if (!only || others.length > 0 || only.MetricStat == null) return undefined;
  const { statistic, periodSeconds } = readMetric(only.MetricStat, `${at}: ${idOf(only, at)}`);
  return { source: { kind: 'metric', statistic }, periodSeconds };
}

/**
 * `Metrics` with expressions, all metrics of one period.
 *
 * @throws InputError code `AlarmUnknown` with the names of what metric math here does not know
 */
export function readMath(queries: readonly JsonObject[], at: string): SourceWithPeriod {
  const read: MathQuery[] = [];
  const metrics = new Map<string, QueriedMetric>();
  let periodOfExpression: number | undefined;
  for (const query of queries) {
    const id = idOf(query, at);
    const returnData = query.ReturnData !== false;
    if (query.MetricStat != null) {
      metrics.set(id, readMetric(query.MetricStat, `${at}: ${id}`));
      read.push({ id, returnData });
    } else if (typeof query.Expression === 'string') {
      read.push({ id, expression: query.Expression, returnData });
      if (typeof query.Period === 'number') periodOfExpression = query.Period;
    } else throw refused(`${at}: ${id}`, 'needs MetricStat or Expression');
  }
  const periods = new Set([...metrics.values()].map(({ periodSeconds }) => periodSeconds));
  if (periods.size > 1)
    throw refused(at, `its metrics have periods of ${[...periods].join(' and ')} s; all must be equal`);
  const [periodSeconds = periodOfExpression] = periods;
  const statistics = new Map([...metrics].map(([id, { statistic }]) => [id, statistic]));
  // First: a search has no metrics, and its name says more than the period it lacks.
  const source = mathSource(read, statistics, at);
  if (periodSeconds === undefined) throw refused(at, 'has neither a metric nor an expression with a Period');
  return { source, periodSeconds };
}

/**
 * Metric math over metrics as what an alarm compares.
 *
 * @param statistics of the metrics by query id
 * @throws InputError code `AlarmUnknown` with the names of what metric math here does not know
 */
export function mathSource(
  queries: readonly MathQuery[],
  statistics: ReadonlyMap<string, Statistic>,
  at: string,
): AlarmSource {
  const compiled = compileQueries(queries);
  if (isUnknown(compiled)) {
    const message = `unknown: ${compiled.unknown.join(', ')}; holdband does not evaluate it`;
    throw new InputError('AlarmUnknown', { where: at, message });
  }
  const pointwise = queries.every(
    ({ expression }) => expression === undefined || isPointwise(parseExpression(expression)),
  );
  const expression = { evaluate: compiled.evaluate, pointwise };
  const metrics = new Map(compiled.metrics.map((id) => [id, statistics.get(id) as Statistic]));
  return { kind: 'math', metrics, expression };
}

/** Functions whose value at a moment comes from their arguments' values at that moment. */
const AT_ONE_MOMENT = new Set(['ABS', 'CEIL', 'FLOOR', 'LOG', 'LOG10', 'IF', 'PERIOD', 'TIME_SERIES', 'METRICS']);
/** The same for lists of series only: of one series they make one number out of all its values. */
const OVER_LISTS = new Set(['MAX', 'MIN', 'SUM', 'AVG', 'STDDEV']);

/** Whether an expression has one value for one moment, whatever range it is computed over. In doubt: no. */
export function isPointwise(part: Argument): boolean {
  switch (part.kind) {
    case 'number':
    case 'id':
      return true;
    case 'negate':
      return isPointwise(part.of);
    case 'binary':
      return isPointwise(part.left) && isPointwise(part.right);
    case 'list':
      return part.items.every(isPointwise);
    case 'call': {
      const [first, second] = part.args;
      if (part.name === 'METRICS') return true;
      if (part.name === 'FILL') return first !== undefined && isPointwise(first) && second?.kind === 'number';
      const listed = first?.kind === 'list' || (first?.kind === 'call' && first.name === 'METRICS');
      const known = AT_ONE_MOMENT.has(part.name) || (OVER_LISTS.has(part.name) && listed);
      return known && part.args.every(isPointwise);
    }
    default:
      return false;
  }
}

function readMetric(given: unknown, at: string): QueriedMetric {
  const { Stat: stat, Period: period } = isObject(given) ? capitalised(given) : {};
  if (typeof stat !== 'string') throw refused(at, `Stat is ${shown(stat)}; allowed: a statistic such as "Sum"`);
  if (typeof period !== 'number') throw refused(at, `Period is ${shown(period)}; allowed: seconds`);
  return { statistic: parseStatistic(stat), periodSeconds: period };
}

function idOf(query: JsonObject, at: string): string {
  if (typeof query.Id === 'string') return query.Id;
  throw refused(at, `a query's Id is ${shown(query.Id)}; allowed: text`);
}

function refused(where: string, message: string): InputError {
  return new InputError('AlarmRefused', { where, message });
}
