import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concernedAlarms, withHistory } from '../../../lib/core/diff/history.ts';
import type {
  AlarmRecord,
  ChangeHistory,
  DiffReport,
  Direction,
  ReportedChange,
} from '../../../lib/core/diff/model.ts';
import { aComposite, anAlarm, historyOf, minute } from '../backtest/_history.ts';

const fine = [0.1, 0.2];
const slow = [2, 3];
const hanging = [9, 9];
const PAST = historyOf([fine, slow, fine, fine, hanging, hanging, fine, fine]);
const NOW = minute(0) + 86_400;

type Change = readonly [before: AlarmRecord | undefined, after: AlarmRecord | undefined, direction?: Direction];

function replayed(
  changes: readonly Change[],
  others: { readonly before?: readonly AlarmRecord[]; readonly after?: readonly AlarmRecord[] } = {},
  past: Partial<Parameters<typeof withHistory>[2]> = {},
): DiffReport {
  const of = (side: 0 | 1) => changes.flatMap((change) => change[side] ?? []);
  const before = { label: 'base', alarms: [...of(0), ...(others.before ?? [])], notes: [] };
  const after = { label: 'head', alarms: [...of(1), ...(others.after ?? [])], notes: [] };
  const cost = { dollars: 0, alarmMetrics: 0, composites: 0, pricesAsOf: '2026-11' } as DiffReport['cost']['before'];
  const report: DiffReport = {
    base: 'base',
    head: 'head',
    changes: changes.map(
      ([was, is, direction = 'looser']): ReportedChange => ({
        kind: was && is ? 'changed' : is ? 'added' : 'removed',
        ...(was && { before: was }),
        ...(is && { after: is }),
        direction,
        properties: [],
        consequence: '',
      }),
    ),
    findings: [],
    cost: { before: cost, after: cost },
    alarms: { before: before.alarms.length, after: after.alarms.length },
    notes: [],
  };
  return withHistory(report, concernedAlarms(report, before, after), { history: PAST, now: NOW, ...past });
}

const at = (threshold: number, name = 'p95', more = {}) => anAlarm(name, { Threshold: threshold, ...more });

describe('past traffic in a comparison', () => {
  it('gives pages and minutes, old and new', () => {
    const { changes } = replayed([[at(0.8), at(5)]]);

    expect(changes[0]?.history).toEqual({
      before: { pages: 2, minutesInAlarm: 3 },
      after: { pages: 1, minutesInAlarm: 2 },
    });
  });

  it('has one side only of what came or went', () => {
    const { changes } = replayed([
      [at(0.8, 'went'), undefined],
      [undefined, at(5, 'came'), 'tighter'],
    ]);

    expect(changes.map(({ history }) => Object.keys(history ?? {}))).toEqual([['before'], ['after']]);
  });

  it('counts incidents caught and missed', () => {
    const incidents = [{ start: minute(1), end: minute(2), note: 'slow disk' }];
    const apart = { history: historyOf([fine, slow, fine, ...Array.from({ length: 30 }, () => fine), hanging, fine]) };

    const { changes, history } = replayed([[at(0.8), at(5)]], {}, { ...apart, incidents });

    expect(changes[0]?.history).toMatchObject({ before: { caught: 1, missed: 0 }, after: { caught: 0, missed: 1 } });
    expect(history?.headline).toContain('1 incident in it');
  });

  it('shows the pages of a composite at the composite, and the minutes of a child that calls nobody', () => {
    const silent = { AlarmActions: [] };
    const page = aComposite('page', 'ALARM("child")');
    const same = { ...page };

    const { changes, history } = replayed([[at(0.8, 'child', silent), at(5, 'child', silent)]], {
      before: [page],
      after: [same],
    });

    expect(changes[0]?.history).toMatchObject({
      before: { callsNobody: true, minutesInAlarm: 3 },
      after: { callsNobody: true, minutesInAlarm: 2 },
    });
    expect(history?.affected).toMatchObject([
      { alarm: 'page', history: { before: { pages: 2 }, after: { pages: 1 } } },
    ]);
    expect(history?.headline).toContain('called 2 times before and 1 after');
  });

  it('replays what composites of composites read, and nothing that has no part in the change', () => {
    const inner = aComposite('inner', 'ALARM("child") OR ALARM("sibling")');
    const outer = aComposite('outer', 'ALARM("inner")', { ActionsSuppressor: 'deploying' });
    const others = [inner, outer, at(1, 'sibling'), at(1, 'deploying'), at(1, 'stranger')];
    const side = (threshold: number) => ({ label: '', alarms: [at(threshold, 'child'), ...others], notes: [] });
    const [before, after] = [side(0.8), side(5)];
    const change = { kind: 'changed', before: before.alarms[0], after: after.alarms[0] } as ReportedChange;

    const concerned = concernedAlarms({ changes: [change] } as unknown as DiffReport, before, after);

    expect(concerned.after.map(({ name }) => name)).toEqual(['child', 'inner', 'outer', 'sibling', 'deploying']);
  });

  it('says why it cannot answer, and for which side', () => {
    const band = at(0.8, 'p95', { ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'band' });
    const { changes, history } = replayed([[at(0.8), { ...band, kind: 'anomaly' }]]);

    expect(changes[0]?.history?.unknown).toMatch(/^after: .*learned by CloudWatch/);
    expect(history?.headline).toContain('1 of 2 alarms could not be replayed');
  });

  it('says the span and the age of a recording', () => {
    const recordedAt = new Date((NOW - 7200) * 1000).toISOString();
    const recording = { ...PAST, source: 'recording' as const };

    const { history } = replayed([[at(0.8), at(5)]], {}, { history: recording, recordedAt });

    expect(history?.headline).toContain('480 s (2026-11-16 to 2026-11-16, from a recording 2 h old)');
  });

  it('puts more missed incidents first, then what pages more among its like', () => {
    const incidents = [{ start: minute(1), end: minute(2), note: 'slow disk' }];
    const apart = historyOf([fine, slow, fine, ...Array.from({ length: 30 }, () => fine), hanging, fine]);
    const { changes } = replayed(
      [
        [at(5, 'same'), at(5, 'same'), 'looser'],
        [at(5, 'louder'), at(0.8, 'louder'), 'tighter'],
        [at(0.8, 'misses'), at(5, 'misses'), 'tighter'],
      ],
      {},
      { history: apart, incidents },
    );

    expect(changes.map(({ after }) => after?.name)).toEqual(['misses', 'same', 'louder']);
  });

  it('swaps with the sides', () => {
    const swapped = ({ before, after, unknown }: ChangeHistory): ChangeHistory => ({
      ...(after && { before: after }),
      ...(before && { after: before }),
      ...(unknown !== undefined && { unknown }),
    });
    const threshold = fc.option(fc.constantFrom(0.05, 0.8, 2.5, 5, 100), { nil: undefined });
    const pair = fc.tuple(threshold, threshold).filter(([a, b]) => a !== undefined || b !== undefined);
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 4 }), (pairs) => {
        const record = (value: number | undefined, i: number) => (value === undefined ? undefined : at(value, `a${i}`));
        const there = replayed(pairs.map(([a, b], i): Change => [record(a, i), record(b, i)]));
        const back = replayed(pairs.map(([a, b], i): Change => [record(b, i), record(a, i)]));

        const byName = ({ changes }: DiffReport) =>
          new Map(changes.map(({ before, after, history }) => [(before ?? after)?.name, history as ChangeHistory]));
        for (const [name, history] of byName(there)) expect(byName(back).get(name)).toEqual(swapped(history));
      }),
    );
  });
});
