import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_KINDS, type AlarmDefinition } from '../../../../lib/core/alarms/definition.ts';
import { survivorExpression } from '../../../../lib/core/alarms/expressions.ts';
import { compileQueries, isUnknown } from '../../../../lib/core/alarms/math/compile.ts';
import { parseExpression } from '../../../../lib/core/alarms/math/parse.ts';
import { printExpression } from '../../../../lib/core/alarms/math/print.ts';
import { planLoadBalancers, planTarget } from '../../../../lib/core/alarms/plan.ts';
import {
  estimateBackground,
  isSignificant,
  type SurvivorCounts,
  slowSharePercent,
} from '../../../../lib/core/holds/background.ts';
import { bandsFor, isRefusal, slowEdges } from '../../../../lib/core/holds/bands.ts';
import { GUARD_IDS, LEVELS, type Target } from '../../../../lib/core/targets.ts';
import { evaluate as evaluateByTranslation } from '../_metric-math.ts';
import { ELASTICSEARCH, FLEET, FLEET_SERVER, MATRIX } from '../_targets.ts';
import { type Points, pointsFrom } from './_evaluate.ts';

const FORMS = (['TC', 'PR'] as const).flatMap((countForm) =>
  (['survivor', 'flat'] as const).map((estimate) => ({ countForm, estimate })),
);
const VARIANTS: readonly Target[] = [
  ...FORMS.flatMap((form) => [FLEET_SERVER, ELASTICSEARCH].map((target): Target => ({ ...target, ...form }))),
  { ...FLEET_SERVER, hold: MATRIX },
  ...LEVELS.map((level): Target => ({ ...FLEET_SERVER, level })),
];
// Clients that give polls up, and an idle timeout well above the hold, each bring a guard of their own.
const CANCELLING: Target = { ...FLEET_SERVER, hold: { ...FLEET, cancels: true } };
const ROOMY: Target = { ...FLEET_SERVER, idleTimeoutSeconds: 600 };
const MIXED: Target = { ...FLEET_SERVER, traffic: 'mixed' };
const ALARMS = [
  ...[...VARIANTS, MIXED, CANCELLING, ROOMY].flatMap((target) => planTarget(target).alarms),
  ...planLoadBalancers([FLEET_SERVER]).alarms,
];
const BY_EXPRESSION = [...new Map(ALARMS.map((alarm) => [alarm.expression, alarm] as const)).values()];

const count = fc.option(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 20_000 })), { freq: 6 });

/** Ten periods of every metric of an alarm, gaps among them. */
function periodsOf({ metrics }: AlarmDefinition): fc.Arbitrary<Record<string, Points>> {
  const points = fc.array(count, { minLength: 10, maxLength: 10 });
  return fc.record(Object.fromEntries(metrics.map(({ id }) => [id, points])));
}

describe('every kind of alarm that holdband plans', () => {
  it('is among those looked at', () => {
    expect(new Set(ALARMS.map(({ kind }) => kind))).toEqual(new Set([...ALARM_KINDS, ...GUARD_IDS]));
  });

  it.each(BY_EXPRESSION.map((alarm) => [alarm.name, alarm] as const))('has known metric math: %s', (_, alarm) => {
    const compiled = compileQueries([
      ...alarm.metrics.map(({ id }) => ({ id, returnData: false })),
      { id: 'asked', expression: alarm.expression },
    ]);

    expect(isUnknown(compiled) ? compiled.unknown : []).toEqual([]);
    if (!isUnknown(compiled)) expect(compiled.metrics).toEqual(alarm.metrics.map(({ id }) => id));
  });

  it('is the same expression after reading and printing', () => {
    for (const { expression } of BY_EXPRESSION) {
      const read = parseExpression(expression);
      expect(parseExpression(printExpression(read))).toEqual(read);
    }
  });

  it('evaluates as an evaluator written apart from this one does, period by period, gaps and all', () => {
    for (const alarm of BY_EXPRESSION) {
      fc.assert(
        fc.property(periodsOf(alarm), (periods) => {
          const values = pointsFrom(alarm.expression, periods);

          for (const [i, value] of values.entries()) {
            const inputs = Object.fromEntries(
              Object.entries(periods).map(([id, points]) => [id, points[i] ?? undefined]),
            );
            expect(value ?? undefined).toEqual(evaluateByTranslation(alarm.expression, inputs));
          }
        }),
        { numRuns: 10 },
      );
    }
  });
});

describe('the survivor expression', () => {
  const bands = bandsFor(0.8, FLEET);
  if (isRefusal(bands)) throw new Error(bands.reason);
  const edges = slowEdges(bands);
  const asked = { z: 3, margin: 1 };
  const whole = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 200_000 }));
  const counts = fc
    .record({ fast: whole, slow: whole, side: whole, held: whole })
    .map((made) => ({ ...made, late: made.side + made.held }));

  /** Whether a hair more or less proof would decide otherwise: there an ulp decides. */
  function isOnTheEdge(made: SurvivorCounts): boolean {
    const background = estimateBackground(made, edges);
    const hair = 1e-6;
    return (
      isSignificant(made.slow, background, { z: asked.z * (1 - hair), margin: asked.margin * (1 - hair) }) !==
      isSignificant(made.slow, background, { z: asked.z * (1 + hair), margin: asked.margin * (1 + hair) })
    );
  }

  const clearCounts = counts.filter((made) => !isOnTheEdge(made));
  const periods = fc.array(clearCounts, { minLength: 1, maxLength: 20 });

  it('gives the share that the background estimate gives', () => {
    const { expression, stats } = survivorExpression(edges, asked, 'TC');
    fc.assert(
      fc.property(periods, (made) => {
        const metrics = Object.keys(stats).map((id) => [id, made.map((one) => one[id as keyof typeof one])] as const);
        const values = pointsFrom(expression, Object.fromEntries(metrics));

        made.forEach((one, i) => {
          // K and G are printed to ten decimals: the rest of the difference.
          expect(values[i]).toBeCloseTo(slowSharePercent(one, estimateBackground(one, edges), asked), 4);
        });
      }),
    );
  });

  it('gives from percentages what it gives from counts, within 1e-9', () => {
    const [fromCounts, fromPercentages] = (['TC', 'PR'] as const).map((form) => survivorExpression(edges, asked, form));
    fc.assert(
      fc.property(periods, (made) => {
        const n = made.map(({ fast, slow, late }) => fast + slow + late + 1);
        const ids = ['fast', 'slow', 'late', 'held'] as const;
        const asCounts = Object.fromEntries(ids.map((id) => [id, made.map((one) => one[id])]));
        const asPercentages = ids.map((id) => [id, made.map((one, i) => (100 * one[id]) / (n[i] as number))] as const);

        const shares = pointsFrom(fromCounts?.expression ?? '', asCounts);
        const others = pointsFrom(fromPercentages?.expression ?? '', { ...Object.fromEntries(asPercentages), n });

        shares.forEach((share, i) => {
          expect(Math.abs((share ?? Number.NaN) - (others[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-9);
        });
      }),
    );
  });
});
