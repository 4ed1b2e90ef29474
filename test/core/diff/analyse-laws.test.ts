import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARISONS, MISSING_DATA } from '../../../lib/core/alarms/definition.ts';
import { alarmsOfTemplate } from '../../../lib/core/diff/alarm-records.ts';
import { analyse } from '../../../lib/core/diff/analyse.ts';
import type { AlarmRecord, ChangeKind, DiffReport, Direction } from '../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, NOW, recordOf, report, sideOf, TOPIC } from './_alarms.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** Settings of one alarm; those left out are as {@link alarmOf} has them. */
const settings = fc.record(
  {
    Threshold: fc.constantFrom(1, 2, 500),
    ComparisonOperator: fc.constantFrom(...COMPARISONS),
    EvaluationPeriods: fc.integer({ min: 1, max: 5 }),
    DatapointsToAlarm: fc.integer({ min: 1, max: 5 }),
    Period: fc.constantFrom(60, 300),
    TreatMissingData: fc.constantFrom(...MISSING_DATA),
    ExtendedStatistic: fc.constantFrom('p50', 'p99', 'TC(1:)', 'p101'),
    MetricName: fc.constantFrom('TargetResponseTime', 'RequestCount', 'Orders'),
    ActionsEnabled: fc.boolean(),
    AlarmActions: fc.subarray([TOPIC, 'chat']),
    AlarmDescription: fc.constantFrom('one', 'two'),
  },
  { requiredKeys: [] },
);

const anyRecord = (name: string): fc.Arbitrary<AlarmRecord> =>
  fc.oneof(
    { weight: 4, arbitrary: settings.map((each) => alarmOf({ AlarmName: name, ...each })) },
    fc
      .tuple(fc.subarray(NAMES, { minLength: 1 }), fc.constantFrom(' OR ', ' AND '))
      .map(([names, and]) => compositeOf(names.map((each) => `ALARM(${each})`).join(and), { AlarmName: name })),
    fc.nat(900).map((PendingPeriod) =>
      recordOf('promql', {
        AlarmName: name,
        EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod } },
      }),
    ),
  );

/** Alarms of one side, each under a name of its own. */
const anySide = fc.subarray(NAMES).chain((names) => fc.tuple(...names.map(anyRecord)) as fc.Arbitrary<AlarmRecord[]>);

const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  looser: 'tighter',
  tighter: 'looser',
  mixed: 'mixed',
  neutral: 'neutral',
  unknown: 'unknown',
};
const BACK: Readonly<Partial<Record<ChangeKind, ChangeKind>>> = { added: 'removed', removed: 'added' };

/** Each change in a word or two, in no order. */
function changes(of: DiffReport, turned: boolean): string[] {
  return of.changes
    .map(({ kind, direction, before, after, properties }) => {
      const is = turned ? [BACK[kind] ?? kind, OPPOSITE[direction]] : [kind, direction];
      const sides = turned ? [after, before] : [before, after];
      const names = properties.map(({ name, direction: each }) => `${name} ${turned ? OPPOSITE[each] : each}`);
      return [...is, ...sides.map((side) => side?.logicalId ?? '-'), ...names].join(' ');
    })
    .toSorted();
}

describe('a comparison', () => {
  it('of anything with itself is empty', () => {
    fc.assert(
      fc.property(anySide, (side) => {
        const { changes: found, findings, cost } = report(side, structuredClone(side));

        expect([found, findings, cost.before]).toEqual([[], [], cost.after]);
      }),
      { numRuns: 300 },
    );
  });

  it('swapped has looser for tighter, added for removed, and the costs the other way round', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        const [there, back] = [report(base, head), report(head, base)];

        expect(changes(back, true)).toEqual(changes(there, false));
        expect(back.cost).toEqual({ before: there.cost.after, after: there.cost.before });
      }),
      { numRuns: 300 },
    );
  });

  it('is the same text whatever the order of the alarms', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        expect(JSON.stringify(report(base.toReversed(), head.toReversed()))).toBe(JSON.stringify(report(base, head)));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves its arguments as they are', () => {
    fc.assert(
      fc.property(anySide, anySide, (base, head) => {
        const before = JSON.stringify([base, head]);

        report(base, head);

        expect(JSON.stringify([base, head])).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  it('never crashes, whatever JSON stands for the properties of alarms', () => {
    const KEYS = ['Threshold', 'Metrics', 'Dimensions', 'AlarmRule', 'AlarmActions', 'EvaluationCriteria', 'Statistic'];
    const anyProperties = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...KEYS, 'MetricName', 'AlarmDescription', 'Period'), fc.jsonValue()),
    );
    const type = fc.constantFrom('Alarm', 'CompositeAlarm', 'LogAlarm');
    const anyTemplate = fc.array(fc.tuple(type, anyProperties), { maxLength: 3 }).map((alarms) => ({
      Resources: Object.fromEntries(
        alarms.map(([kind, Properties], index) => [`A${index}`, { Type: `AWS::CloudWatch::${kind}`, Properties }]),
      ),
    }));
    fc.assert(
      fc.property(anyTemplate, anyTemplate, (before, after) => {
        const [base, head] = [before, after].map((each) => sideOf(alarmsOfTemplate(each, {}).alarms));
        if (!base || !head) return;

        expect(analyse(base, head, { now: NOW }).alarms.after).toBe(head.alarms.length);
        expect(analyse(head, head, { now: NOW }).changes).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the order of changes', () => {
  it('is errors first, then looser, what may be looser, tighter and neutral', () => {
    const named = (AlarmName: string, each: Readonly<Record<string, unknown>> = {}) =>
      alarmOf({ AlarmName, MetricName: `Orders${AlarmName}`, Namespace: 'Shop', ...each });
    const names = ['neutral', 'tighter', 'mixed', 'looser', 'wrong'];
    const after = [
      named('neutral', { AlarmDescription: 'new words' }),
      named('tighter', { Threshold: 0.5 }),
      named('mixed', { Period: 300 }),
      named('looser', { Threshold: 1 }),
      named('wrong', { ExtendedStatistic: 'p101' }),
    ];

    const { changes: found } = report(
      names.map((name) => named(name)),
      after,
    );

    expect(found.map((change) => change.after?.name)).toEqual(['wrong', 'looser', 'mixed', 'tighter', 'neutral']);
  });
});

describe('a PromQL alarm', () => {
  const pending = (seconds: number) =>
    recordOf('promql', {
      AlarmName: 'down',
      EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod: seconds } },
    });

  it('pages after its pending period, so that a longer one is slower', () => {
    const { changes: found, findings } = report([pending(60)], [pending(300)]);

    expect(found[0]).toMatchObject({
      direction: 'looser',
      consequence: 'fires by its PromQL query, as before; earliest page after 5 min, was 1 min',
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['detection-slower']);
  });
});
