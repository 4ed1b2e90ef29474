import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateComposite } from '../../../lib/core/alarms/composite-evaluate.ts';
import { type CompositeRule, printCompositeRule } from '../../../lib/core/alarms/composite-rule.ts';
import { ALARM_STATES, type AlarmState, COMPARISONS, MISSING_DATA } from '../../../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../../../lib/core/alarms/evaluate.ts';
import type { InputSeries } from '../../../lib/core/alarms/evaluate-alarm.ts';
import { metricsOf } from '../../../lib/core/alarms/evaluate-inputs.ts';
import { extraPeriodsOf } from '../../../lib/core/alarms/evaluate-range.ts';
import { readAlarm } from '../../../lib/core/alarms/evaluate-read-alarm.ts';
import { shareExpression } from '../../../lib/core/alarms/expressions.ts';
import { compareAlarms } from '../../../lib/core/diff/compare.ts';
import { combinedDirection, directionOf, rowOf } from '../../../lib/core/diff/direction.ts';
import { compareRules } from '../../../lib/core/diff/direction-composite.ts';
import { DIRECTION_TABLE } from '../../../lib/core/diff/direction-table.ts';
import type { AlarmRecord } from '../../../lib/core/diff/model.ts';
import { computeExact } from '../../../lib/core/statistics/exact.ts';
import { printStatistic } from '../../../lib/core/statistics/statistic.ts';

/** The alarm that everything generated is a change of; `undefined` takes a setting away. */
const ALARM = {
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'TargetResponseTime',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 3,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
};

function alarm(changes: Settings): AlarmRecord {
  const properties = Object.fromEntries(
    Object.entries({ ...ALARM, ...changes }).filter(([, value]) => value !== undefined),
  );
  return { stack: '', logicalId: 'Latency', kind: 'Metrics' in properties ? 'math' : 'metric', properties };
}

type Settings = Readonly<Record<string, unknown>>;
/** Response times of each minute; `null` where nobody asked. */
type Minutes = readonly (readonly number[] | null)[];

const BASIC = ['Minimum', 'Maximum', 'Average', 'SampleCount'];
const EXTENDED = ['p10', 'p50', 'p90', 'p99', 'p100', 'TC(1:)', 'TC(2:)', 'TC(1:3)', 'TC(:2)', 'PR(1:)', 'PR(2:)'];
const statistic = fc.oneof(
  fc.constantFrom(...BASIC).map((Statistic): Settings => ({ Statistic, ExtendedStatistic: undefined })),
  fc.constantFrom(...EXTENDED).map((ExtendedStatistic): Settings => ({ ExtendedStatistic, Statistic: undefined })),
);

const periods = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .map(([n, m]) => ({ EvaluationPeriods: n, DatapointsToAlarm: Math.min(n, m) }));

/** Parts of an alarm that can change by themselves or together. */
const PARTS = {
  threshold: fc.constantFrom(0, 1, 2, 3, 50).map((Threshold): Settings => ({ Threshold })),
  operator: fc.constantFrom(...COMPARISONS).map((ComparisonOperator): Settings => ({ ComparisonOperator })),
  periods: periods.map((change): Settings => change),
  missing: fc.constantFrom(...MISSING_DATA).map((TreatMissingData): Settings => ({ TreatMissingData })),
  statistic,
  low: fc
    .constantFrom('ignore', undefined)
    .map((EvaluateLowSampleCountPercentile): Settings => ({ EvaluateLowSampleCountPercentile })),
};
const anyAlarm = fc
  .tuple(PARTS.threshold, PARTS.operator, PARTS.periods, PARTS.missing, PARTS.statistic, PARTS.low)
  .map((parts): Settings => legal(Object.assign({}, ...parts)));

/** One part changes, or two. */
const anyPair = anyAlarm.chain((before) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: PARTS.periods }, ...Object.values(PARTS)), { minLength: 1, maxLength: 2 })
    .map((changes) => [before, legal(Object.assign({}, before, ...changes))] as const),
);

/** The objective of holdband's own share alarm is a change of two statistics at once. */
const anySharePair = fc
  .tuple(PARTS.missing, PARTS.periods, fc.constantFrom(0.5, 1, 2), fc.constantFrom(0.5, 1, 2))
  .map(([missing, window, one, other]) => {
    const share = (objective: number): Settings => {
      const { stats, expression } = shareExpression(objective, 'TC');
      const metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'TargetResponseTime' };
      const metrics = Object.entries(stats).map(([Id, Stat]) => ({
        Id,
        MetricStat: { Metric: metric, Period: 60, Stat },
        ReturnData: false,
      }));
      const none = { Namespace: undefined, MetricName: undefined, Statistic: undefined };
      const Metrics = [...metrics, { Id: 'alarm0', Expression: expression }];
      return { ...none, Period: undefined, Metrics, Threshold: 5, ...missing, ...window };
    };
    return [share(one), share(other)] as const;
  });

/** CloudWatch takes the low-sample option for percentiles only. */
function legal(settings: Settings): Settings {
  const percentile = String(settings.ExtendedStatistic ?? '').startsWith('p');
  return percentile ? settings : { ...settings, EvaluateLowSampleCountPercentile: undefined };
}

const aMinute = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(0.5, 1, 2, 3, 60), { minLength: 1, maxLength: 8 }) },
  // Enough for p90 to count, so that ignoring too few samples is seen to end.
  { weight: 1, arbitrary: fc.constantFrom(0.5, 3, 60).map((each) => new Array<number>(120).fill(each)) },
);
/** Minutes with data in a row, and without: both are what decides where data are missing. */
const anyMinutes: fc.Arbitrary<Minutes> = fc
  .array(fc.tuple(fc.array(aMinute, { maxLength: 6 }), fc.integer({ min: 0, max: 6 })), { minLength: 4, maxLength: 8 })
  .map((stretches) => stretches.flatMap(([data, gap]) => [...data, ...new Array<null>(gap).fill(null)]))
  .filter((minutes) => minutes.length >= 6);

function inAlarm(record: AlarmRecord, minutes: Minutes): boolean[] {
  const read = readAlarm(JSON.stringify(record.properties), 'generated');
  const series = new Map(
    [...metricsOf(read)].map(([id, wanted]): [string, InputSeries] => {
      const values = minutes.map((samples) => (samples ? (computeExact(wanted, samples) ?? Number.NaN) : Number.NaN));
      const counts = minutes.map((samples) => samples?.length ?? 0);
      if (values.some((value) => !Number.isFinite(value) && !Number.isNaN(value)))
        throw new RangeError(`no value: ${printStatistic(wanted)}`);
      return [
        id,
        { periodSeconds: 60, start: 0, values: Float64Array.from(values), sampleCounts: Float64Array.from(counts) },
      ];
    }),
  );
  const evaluation = evaluateAlarm(read, series);
  return Array.from({ length: evaluation.length }, (_, index) => evaluation.state(index) === 'ALARM');
}

/** How far back an alarm looks, in evaluations: its periods and the extra ones, until what is too young to tell is old. */
function lookBack({ properties }: AlarmRecord): number {
  const { EvaluationPeriods: n, DatapointsToAlarm: m } = properties as Readonly<Record<string, number>>;
  return (n ?? 0) + extraPeriodsOf(60).extraPeriods + (m ?? n ?? 0);
}

/** First evaluation at which the looser alarm is in ALARM and the tighter one neither is nor was within `back` ones. */
function brokenAt(looser: AlarmRecord, tighter: AlarmRecord, minutes: Minutes, back: number): number {
  const [quiet, loud] = [inAlarm(looser, minutes), inAlarm(tighter, minutes)];
  return quiet.findIndex((on, at) => on && !loud.slice(Math.max(0, at - back), at + 1).includes(true));
}

function judged(before: AlarmRecord, after: AlarmRecord) {
  const changes = compareAlarms(before, after);
  const pair = { kind: 'changed', before, after } as const;
  const directions = changes.map((change) => ({ direction: directionOf(change, pair) }));
  return { direction: combinedDirection('changed', directions), rows: changes.map((c) => rowOf(c, before, after)) };
}

describe('what is called looser', () => {
  it('is never in ALARM where the tighter one neither is nor lately was, whatever the data', () => {
    const proven = new Map<string, number>();
    const law = fc.property(fc.oneof({ weight: 9, arbitrary: anyPair }, anySharePair), anyMinutes, (pair, minutes) => {
      const [before, after] = [alarm(pair[0]), alarm(pair[1])];
      const { direction, rows } = judged(before, after);
      if (direction !== 'looser' && direction !== 'tighter') return;
      const [looser, tighter] = direction === 'looser' ? [after, before] : [before, after];
      if (inAlarm(looser, minutes).includes(true)) for (const row of rows) proven.set(row, (proven.get(row) ?? 0) + 1);
      // Only who looks at more periods can see an old breach for longer; everything else holds at every moment.
      const back = rows.includes('more-needed') ? lookBack(looser) : 0;
      expect(brokenAt(looser, tighter, minutes, back)).toBe(-1);
    });
    fc.assert(law, { numRuns: 6000 });
    // A row that no generated pair put to the test would be believed for nothing.
    for (const row of TESTABLE) expect(proven.get(row) ?? 0, row).toBeGreaterThan(5);
  });
});

/** Rows about alarms that can be evaluated over data; composites and actions have tests of their own. */
const TESTABLE = DIRECTION_TABLE.filter(({ proof, direction }) => proof === 'always' && direction !== 'neutral')
  .map(({ id }) => id)
  .filter((id) => !/^(band-sides|actions|actions-enabled|suppressor|suppressor-time|rule|pending)$/.test(id));

const CHILDREN = ['a', 'b', 'c'];
/** Every way in which the children's states can be. */
const STATES = ALARM_STATES.flatMap((a) =>
  ALARM_STATES.flatMap((b) =>
    ALARM_STATES.map(
      (c) =>
        new Map<string, AlarmState>([
          ['a', a],
          ['b', b],
          ['c', c],
        ]),
    ),
  ),
);

const { rule: anyRule } = fc.letrec<{ rule: CompositeRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant('state' as const),
      state: fc.constantFrom(...ALARM_STATES),
      alarm: fc.constantFrom(...CHILDREN),
    }),
    fc.boolean().map((value) => ({ kind: 'constant' as const, value })),
    tie('rule').map((rule) => ({ kind: 'not' as const, rule })),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }),
    }),
    fc
      .tuple(
        fc.constantFrom(...ALARM_STATES),
        fc.boolean(),
        fc.subarray(CHILDREN, { minLength: 1 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(undefined, 1, 34, 50, 67, 100),
      )
      .map(([state, negated, alarms, count, percent]): CompositeRule => {
        const among = { kind: 'at-least', state, negated, alarms } as const;
        return percent === undefined ? { ...among, count: Math.min(count, alarms.length) } : { ...among, percent };
      }),
  ),
}));

/** The same alarms asked for in two numbers, or in a number and a share. */
const anyThresholds = fc
  .tuple(fc.constantFrom('count', 'percent'), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 100 }))
  .map(([kind, count, percent]): [CompositeRule, CompositeRule] => {
    const among = { kind: 'at-least', state: 'ALARM', negated: false, alarms: CHILDREN } as const;
    return [{ ...among, count }, kind === 'count' ? { ...among, count: (percent % 3) + 1 } : { ...among, percent }];
  });

/** Rules as people change them: one part more, one less, another threshold, or something else. */
const anyRules = fc.oneof(
  anyThresholds,
  fc.tuple(anyRule, anyRule),
  fc
    .tuple(anyRule, anyRule, fc.constantFrom('and' as const, 'or' as const))
    .map(([rule, more, kind]): [CompositeRule, CompositeRule] => [rule, { kind, rules: [rule, more] }]),
);

describe('a rule said to hold less often', () => {
  it('never holds where the other does not, whatever the states of its children', () => {
    const seen = new Map<string, number>();
    const law = fc.property(anyRules, fc.boolean(), (pair, turned) => {
      const [before, after] = turned ? pair.toReversed() : pair;
      if (!before || !after) return;
      const order = compareRules(printCompositeRule(before), printCompositeRule(after));
      seen.set(order, (seen.get(order) ?? 0) + 1);
      for (const states of STATES) {
        const [was, is] = [before, after].map((rule) => evaluateComposite(rule, states) === 'ALARM');
        if (order === 'holds less often' || order === 'the same') expect(!is || was).toBe(true);
        if (order === 'holds more often' || order === 'the same') expect(!was || is).toBe(true);
      }
    });
    fc.assert(law, { numRuns: 2000 });
    for (const order of ['holds less often', 'holds more often', 'the same', 'incomparable']) {
      expect(seen.get(order) ?? 0, order).toBeGreaterThan(20);
    }
  });
});
