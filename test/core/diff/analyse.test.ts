import { describe, expect, it } from 'vitest';
import { analyse } from '../../../lib/core/diff/analyse.ts';
import type { Direction } from '../../../lib/core/diff/model.ts';
import { Unresolved } from '../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, findingsOf, NOW, recordOf, report, sideOf } from './_alarms.ts';

const LOOSER = [[alarmOf()], [alarmOf({ Threshold: 1 })]] as const;
const named = (AlarmName: string, settings = {}) => alarmOf({ AlarmName, MetricName: AlarmName, ...settings });

describe('the analysis of a change', () => {
  it('has each change with its direction, its properties with theirs, and its consequence', () => {
    const { changes } = report([alarmOf()], [alarmOf({ Threshold: 1, AlarmDescription: 'slow' })]);

    expect(changes).toMatchObject([
      {
        kind: 'changed',
        direction: 'looser',
        properties: [
          { name: 'AlarmDescription', direction: 'neutral' },
          { name: 'Threshold', before: 0.8, after: 1, direction: 'looser' },
        ],
        consequence: expect.stringContaining('> 1 s'),
      },
    ]);
  });

  it('gives the properties of an alarm that comes or goes its own direction', () => {
    const directions = (of: ReturnType<typeof report>) =>
      new Set(of.changes.flatMap(({ properties }) => properties.map(({ direction }) => direction)));

    expect(directions(report([], [alarmOf()]))).toEqual(new Set<Direction>(['tighter']));
    expect(directions(report([alarmOf()], []))).toEqual(new Set<Direction>(['looser']));
  });

  it('has the worst first: errors, then looser, unknown, mixed, tighter, neutral', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => named(name));
    const after = [
      named('a', { AlarmDescription: 'neutral' }),
      named('b', { Threshold: 0.5 }),
      named('c', { Period: 300 }),
      named('d', { Threshold: new Unresolved(`\${Slow}`) }),
      named('e', { Threshold: 1 }),
      named('f', { Threshold: 1 }),
      named('g', { Threshold: 0.5, ActionsEnabled: false }),
    ];

    expect(report(before, after).changes.map((change) => change.after?.name)).toEqual([
      'g',
      'e',
      'f',
      'd',
      'c',
      'b',
      'a',
    ]);
  });

  it('has errors first among findings, then by rule and alarm', () => {
    const [before, after] = [{}, { Threshold: 900 }].map((settings) =>
      ['b', 'a'].map((name) => alarmOf({ AlarmName: name, ...settings })),
    );
    const { findings } = report(before ?? [], after ?? []);

    expect(findings.map(({ severity, rule, alarm }) => `${severity} ${rule} ${alarm}`)).toEqual([
      'error unit-mismatch a',
      'error unit-mismatch b',
      'warning duplicate-alarm a',
      'warning duplicate-alarm b',
      'warning threshold-loosened a',
      'warning threshold-loosened b',
    ]);
  });

  it('has nothing to say of alarms that stay as they are, however wrong', () => {
    expect(report([named('x', { Threshold: 0 })], [named('x', { Threshold: 0 })])).toMatchObject({
      changes: [],
      findings: [],
      alarms: { before: 1, after: 1 },
    });
  });

  it('costs both sides whole, changed or not', () => {
    const { cost } = report([alarmOf(), named('a')], [alarmOf(), named('a'), compositeOf('ALARM(a)')]);

    expect([cost.before.dollars, cost.after.dollars]).toEqual([0.2, 0.7]);
  });

  it('notes what either side could not read, once, and what has no price', () => {
    const note = 'Nested makes resources at deployment';
    const side = { ...sideOf([recordOf('promql', { AlarmName: 'up' })]), notes: [note] };
    const { notes } = analyse(side, side, { now: NOW });

    expect(notes).toEqual([
      note,
      '1 alarm is not in the cost (PromQL, logs, Metrics Insights, periods below a minute)',
    ]);
  });
});

describe('a setting of a rule', () => {
  const found = (rules: Parameters<typeof findingsOf>[3]) => findingsOf('threshold-loosened', ...LOOSER, rules);

  it('turns the rule off', () => {
    expect(found({ rules: { 'threshold-loosened': { severity: 'off' } } })).toEqual([]);
  });

  it('weighs its findings otherwise', () => {
    const rules = { 'threshold-loosened': { severity: 'error' } } as const;

    expect(found({ rules })).toMatchObject([{ severity: 'error' }]);
  });

  it('is for the alarms it names', () => {
    const rule = (alarms: string[]) => ({ rules: { 'threshold-loosened': { severity: 'off' as const, alarms } } });

    expect(found(rule(['orders-*']))).toEqual([]);
    expect(found(rule(['payments-*']))).toHaveLength(1);
  });

  it('holds to the end of its last day, and is noted with its reason from the next', () => {
    const until = (day: string) => ({
      rules: { 'threshold-loosened': { severity: 'off' as const, until: day, reason: 'load test' } },
    });

    expect(found(until('2026-11-21'))).toEqual([]);
    expect(report(...LOOSER, until('2026-11-21')).notes).toEqual([]);
    expect(found(until('2026-11-20'))).toHaveLength(1);
    expect(report(...LOOSER, until('2026-11-20')).notes).toEqual([
      'the setting of rule threshold-loosened ended on 2026-11-20 (load test): the rule is as ever',
    ]);
  });

  it('of a lint rule is not for a diff to tell', () => {
    const rules = { 'idle-timeout-margin': { severity: 'off' as const, until: '2026-01-01' } };

    expect(report(...LOOSER, { rules }).notes).toEqual([]);
  });
});
