import { compileQueries, isUnknown } from '../../core/alarms/math/compile.ts';
import { parseExpression } from '../../core/alarms/math/parse.ts';
import type { Series } from '../../core/alarms/math/series.ts';
import { InputError } from '../../core/errors.ts';
import type { CheckMath, EvaluateMath, MathInput, MathQuery, MathSeries } from './math.ts';
import type { Point } from './metric-store.ts';
import { ServiceError } from './service-error.ts';

/** Metric math with the meaning that the alarm evaluator gives it, so that both answer alike. */
export const evaluateWithCore: EvaluateMath = (input) =>
  new Map(input.expressions.map((query) => [query.id, evaluateOne(query, input)]));

function evaluateOne({ id, period }: MathQuery, { expressions, series, start, end }: MathInput): Point[] {
  try {
    const compiled = compileQueries([
      ...[...series.keys()].map((metric) => ({ id: metric, returnData: false })),
      ...expressions.map(({ id: other, expression }) => ({ id: other, expression, returnData: other === id })),
    ]);
    if (isUnknown(compiled)) throw refused(id, `this local account does not know ${compiled.unknown.join(', ')}`);
    const read = compiled.metrics.map((metric) => [metric, series.get(metric) as MathSeries] as const);
    const columns = new Map(read.map(([metric, one]) => [metric, columnOf(one, start, end)]));
    // An expression that reads no metric, such as TIME_SERIES(0), still has the times of the call.
    if (columns.size === 0) columns.set('', columnOf({ label: '', period: period ?? 60, points: [] }, start, end));
    return pointsOf(compiled.evaluate(columns));
  } catch (error) {
    if (error instanceof InputError) throw refused(id, error.problems.map(({ message }) => message).join('; '));
    throw error;
  }
}

/** Every period of the call, also those without a point: a metric that is silent is not one that is not there. */
function columnOf({ period, points }: MathSeries, start: number, end: number): Series {
  const values = new Float64Array(Math.max(0, Math.ceil((end - start) / period))).fill(Number.NaN);
  for (const { at, value } of points) values[Math.round((at - start) / period)] = value;
  return { periodSeconds: period, start, values };
}

function pointsOf({ periodSeconds, start, values }: Series): Point[] {
  const points: Point[] = [];
  values.forEach((value, i) => {
    if (!Number.isNaN(value)) points.push({ at: start + i * periodSeconds, value });
  });
  return points;
}

function refused(id: string, reason: string): ServiceError {
  return new ServiceError('ValidationError', `Error in expression '${id}': ${reason}`);
}

/** Refuses what no metric math can be; functions that are merely not known here pass, as they may be known to CloudWatch. */
export const checkWithCore: CheckMath = ({ id, expression }) => {
  // Metrics Insights has a language of its own.
  if (/^\s*SELECT\b/i.test(expression)) return;
  try {
    parseExpression(expression);
  } catch (error) {
    if (error instanceof InputError) throw refused(id, error.problems.map(({ message }) => message).join('; '));
    throw error;
  }
};
