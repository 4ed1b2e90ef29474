import { compileQueries, isUnknown, type MathQuery } from '../../../../lib/core/alarms/math/compile.ts';
import type { Series } from '../../../../lib/core/alarms/math/series.ts';

/** A value a minute; `null` where there is none. */
export type Points = readonly (number | null)[];

export function minutes(points: Points, start = 0): Series {
  return { periodSeconds: 60, start, values: Float64Array.from(points, (value) => value ?? Number.NaN) };
}

export function pointsOf({ values }: Series): Points {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

/** What an expression makes of metrics given a value a minute. */
export function pointsFrom(expression: string, metrics: Readonly<Record<string, Points>>): Points {
  const queries: MathQuery[] = Object.keys(metrics).map((id) => ({ id, returnData: false }));
  const compiled = compileQueries([...queries, { id: 'asked', expression }]);
  if (isUnknown(compiled)) throw new Error(`unknown: ${compiled.unknown.join(', ')}`);
  return pointsOf(compiled.evaluate(new Map(Object.entries(metrics).map(([id, points]) => [id, minutes(points)]))));
}
