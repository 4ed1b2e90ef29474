import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareAlarms } from '../../../lib/core/diff/compare.ts';
import { combinedDirection, directionOf, rowOf } from '../../../lib/core/diff/direction.ts';
import { DIRECTION_TABLE, type DirectionRow, EXAMPLE, PROOFS } from '../../../lib/core/diff/direction-table.ts';
import { type AlarmRecord, type Direction, type Pair, Unresolved } from '../../../lib/core/diff/model.ts';
import { recordOf } from './_alarms.ts';

const ROWS: readonly DirectionRow[] = DIRECTION_TABLE;
const OPPOSITE = {
  looser: 'tighter',
  tighter: 'looser',
  mixed: 'mixed',
  neutral: 'neutral',
  unknown: 'unknown',
} as const;
const page = readFileSync(join(import.meta.dirname, '../../../docs/directions.md'), 'utf8');

/** Settings beside those of the table's example; those of a composite stand alone. */
function example(settings: Readonly<Record<string, unknown>>): AlarmRecord {
  const composite = 'AlarmRule' in settings;
  return recordOf(composite ? 'composite' : 'metric', composite ? settings : { ...EXAMPLE, ...settings });
}

function judged(before: AlarmRecord, after: AlarmRecord): { readonly rows: string[]; readonly direction: Direction } {
  const pair: Pair = { kind: 'changed', before, after };
  const changes = compareAlarms(before, after);
  const directions = changes.map((change) => ({ direction: directionOf(change, pair) }));
  return {
    rows: [...new Set(changes.map((change) => rowOf(change, before, after)))],
    direction: combinedDirection('changed', directions),
  };
}

function tableRow({ property, operators = '', change, back = '', direction, proof }: DirectionRow): string {
  return `| ${[property, operators, change, back, direction, proof].join(' | ')} |`.replaceAll(/ +/g, ' ');
}

describe('the table of directions', () => {
  it.each(ROWS.map((row) => [row.id, row] as const))('%s: its example gives its direction', (id, row) => {
    const [before, after] = row.example.map(example) as [AlarmRecord, AlarmRecord];

    expect(judged(before, after)).toEqual({ rows: [id], direction: row.direction });
  });

  it.each(ROWS.map((row) => [row.id, row] as const))('%s: read backwards it gives the opposite', (id, row) => {
    const [before, after] = row.example.map(example) as [AlarmRecord, AlarmRecord];

    expect(judged(after, before)).toEqual({ rows: [id], direction: OPPOSITE[row.direction] });
  });

  it.each(ROWS.map((row) => [row.id, row] as const))('%s: says both ways where they differ', (_, row) => {
    expect(row.back === undefined).toBe(OPPOSITE[row.direction] === row.direction);
  });

  it('is the table of docs/directions.md, row by row', () => {
    const [, body = ''] = page.split(/\n\|(?:---\|)+\n/);
    const rows = body.split('\n\n')[0]?.trim().split('\n');

    expect(rows).toEqual(ROWS.map(tableRow));
  });

  it.each(Object.entries(PROOFS))('docs/directions.md says what the proof "%s" means', (proof, meaning) => {
    expect(page.replaceAll(/\s+/g, ' ')).toContain(`**${proof}**: ${meaning}`);
  });
});

describe('a direction', () => {
  const statistic = (stat: string, settings = {}) =>
    example({ Statistic: undefined, ExtendedStatistic: undefined, ...written(stat), ...settings });
  const written = (stat: string) => (/^[A-Z][a-z]/.test(stat) ? { Statistic: stat } : { ExtendedStatistic: stat });
  const of = (before: AlarmRecord, after: AlarmRecord) => judged(before, after).direction;

  it.each([
    ['p99', 'p90', 'looser'],
    ['Maximum', 'p99', 'looser'],
    ['p50', 'Minimum', 'looser'],
    ['p90', 'p99', 'tighter'],
    ['Average', 'p90', 'unknown'],
    ['p99', 'tm99', 'unknown'],
    ['TC(0.8:240)', 'TC(1:240)', 'looser'],
    ['TC(0.8:240)', 'TC(0.8:)', 'tighter'],
    ['TC(:0.8)', 'TC(0:0.8)', 'looser'],
    ['TC(0.8:240)', 'TC(1:300)', 'unknown'],
    ['PR(0.8:)', 'PR(1:)', 'looser'],
    ['TM(0.8:)', 'TM(1:)', 'unknown'],
    ['PR(0.8:)', 'TC(0.8:)', 'unknown'],
    ['Average', 'p101', 'unknown'],
  ])('from %s to %s above a threshold is %3$s', (before, after, direction) => {
    expect(of(statistic(before), statistic(after))).toBe(direction);
  });

  it('is none between two spellings of one statistic', () => {
    expect(of(statistic('p0'), statistic('Minimum'))).toBe('neutral');
    expect(of(statistic('p99'), statistic('p99.0'))).toBe('neutral');
  });

  it('of percentiles is unknown where few samples freeze the state', () => {
    const frozen = { EvaluateLowSampleCountPercentile: 'ignore' };

    expect(of(statistic('p99', frozen), statistic('p90', frozen))).toBe('unknown');
  });

  it('of M of N is mixed where a frozen state may be kept for longer', () => {
    const frozen = { EvaluateLowSampleCountPercentile: 'ignore' };

    expect(
      of(statistic('p99', { ...frozen, DatapointsToAlarm: 2 }), statistic('p99', { ...frozen, EvaluationPeriods: 4 })),
    ).toBe('mixed');
  });

  it('of a missing treatment is that of the default, which is ignore for DynamoDB', () => {
    const toIgnore = (settings: Readonly<Record<string, unknown>>) =>
      of(example(settings), example({ ...settings, TreatMissingData: 'ignore' }));

    expect(toIgnore({})).toBe('mixed');
    expect(toIgnore({ Namespace: 'AWS/DynamoDB' })).toBe('neutral');
  });

  it('of a statistic in Metrics is that of the statistic, where one metric is compared', () => {
    const one = (stat: string, others: object[] = []) =>
      recordOf('math', {
        ...EXAMPLE,
        Namespace: undefined,
        MetricName: undefined,
        Statistic: undefined,
        Period: undefined,
        Metrics: [
          { Id: 'm', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Time' }, Period: 60, Stat: stat } },
          ...others,
        ],
      });
    const math = [{ Id: 'n', MetricStat: { Metric: { MetricName: 'Other' }, Stat: 'Sum' }, ReturnData: false }];

    expect(of(one('p99'), one('p90'))).toBe('looser');
    expect(of(one('p99', math), one('p90', math))).toBe('unknown');
  });

  it('of an unresolved threshold is unknown, beside whatever else changed', () => {
    const open = example({ Threshold: new Unresolved(`\${Slow}`), DatapointsToAlarm: 2 });

    expect(of(example({}), open)).toBe('unknown');
  });

  it('of an alarm whose parts disagree is mixed', () => {
    expect(of(example({}), example({ Threshold: 2, TreatMissingData: 'breaching' }))).toBe('mixed');
  });

  it('of an added alarm is tighter, of a removed one looser', () => {
    expect(combinedDirection('added', [])).toBe('tighter');
    expect(combinedDirection('removed', [])).toBe('looser');
  });

  it('of a property of an alarm without partner is unknown', () => {
    expect(directionOf({ name: 'Threshold', after: 1 }, { kind: 'added', after: example({}) })).toBe('unknown');
  });

  it.each([
    ['ALARM(a) OR ALARM(b)', 'ALARM(a) AND ALARM(b)', 'looser'],
    ['ALARM(a)', 'ALARM(a) AND NOT ALARM(deploying)', 'looser'],
    ['NOT OK(a)', 'NOT (OK(a) OR OK(b))', 'looser'],
    ['AT_LEAST(1, ALARM, (a, b, c))', 'AT_LEAST(2, ALARM, (a, b, c))', 'looser'],
    ['AT_LEAST(50%, ALARM, (a, b, c, d))', 'AT_LEAST(3, ALARM, (a, b, c, d))', 'looser'],
    ['AT_LEAST(2, ALARM, (a, b))', 'AT_LEAST(2, ALARM, (a, b, c))', 'tighter'],
    ['AT_LEAST(2, ALARM, (a, b))', 'AT_LEAST(2, OK, (a, b))', 'unknown'],
    ['ALARM(a)', 'TRUE', 'tighter'],
    ['ALARM(a)', 'FALSE', 'looser'],
    ['ALARM(a)', 'OK(a)', 'unknown'],
    ['(ALARM(a))', 'ALARM("a")', 'neutral'],
    ['ALARM(a)', 'no rule (', 'unknown'],
  ])('from rule %s to %s is %s', (before, after, direction) => {
    expect(of(example({ AlarmRule: before }), example({ AlarmRule: after }))).toBe(direction);
  });

  it('of rules with names that a template leaves open takes each for itself', () => {
    const rule = (text: string) => example({ AlarmRule: new Unresolved(text) });

    expect(of(rule(`ALARM("\${A.Arn}") OR ALARM("\${B.Arn}")`), rule(`ALARM("\${A.Arn}")`))).toBe('looser');
    expect(of(rule(`ALARM("\${A.Arn}")`), rule('!ImportValue rule'))).toBe('unknown');
  });
});
