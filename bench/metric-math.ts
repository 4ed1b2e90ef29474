import { survivorExpression } from '../lib/core/alarms/expressions.ts';
import { compileQueries, isUnknown } from '../lib/core/alarms/math/compile.ts';
import type { Series } from '../lib/core/alarms/math/series.ts';
import { bandsFor, isRefusal, slowEdges } from '../lib/core/holds/bands.ts';
import type { HoldProfile } from '../lib/core/holds/profile.ts';
import { timed } from './measure.ts';

const MINUTES = 10_080;
const REPEATS = 100;

/** Minutes of the survivor alarm's expression (four series, one in twenty minutes missing) evaluated a second, one core. */
export function minutesPerSecond(profile: HoldProfile, runs: number): number {
  const bands = bandsFor(0.8, profile, 600);
  if (isRefusal(bands)) throw new Error(bands.reason);
  const { stats, expression } = survivorExpression(slowEdges(bands), { z: 3, margin: 1 }, 'TC');
  const ids = Object.keys(stats);
  const compiled = compileQueries([...ids.map((id) => ({ id, returnData: false })), { id: 'share', expression }]);
  if (isUnknown(compiled)) throw new Error(`unknown: ${compiled.unknown.join(', ')}`);
  const inputs = new Map(ids.map((id, place) => [id, series(place)] as const));
  const seconds = timed(runs, () => {
    for (let i = 0; i < REPEATS; i++) compiled.evaluate(inputs);
  });
  return (MINUTES * REPEATS) / seconds;
}

/** Counts below 40, spread without a generator of random numbers. */
function series(place: number): Series {
  const values = Float64Array.from({ length: MINUTES }, (_, i) =>
    i % 20 === 7 ? Number.NaN : Math.floor(40 * (((i + 1) * (place + 1) * 0.6180339887498949) % 1)),
  );
  return { periodSeconds: 60, start: 0, values };
}
