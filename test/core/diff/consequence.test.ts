import { describe, expect, it } from 'vitest';
import { consequenceOf, earliestPageSeconds, formatMinutes } from '../../../lib/core/diff/consequence.ts';
import { type AlarmRecord, Unresolved } from '../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, recordOf } from './_alarms.ts';

const changed = (before: AlarmRecord, after: AlarmRecord) => consequenceOf({ kind: 'changed', before, after });
const SLOW = 'when p90 of TargetResponseTime > 0.8 s, 3 of 3 × 1 min';

describe('the consequence of a change', () => {
  it('says when the alarm fires, and how soon, before and after', () => {
    expect(changed(alarmOf(), alarmOf({ Threshold: 1.2, EvaluationPeriods: 5, DatapointsToAlarm: 4 }))).toBe(
      `fires when p90 of TargetResponseTime > 1.2 s, 4 of 5 × 1 min, was ${SLOW}; earliest page after 4 min, was 3 min`,
    );
  });

  it('says once what stays as it was', () => {
    expect(changed(alarmOf(), alarmOf({ AlarmActions: [] }))).toBe(
      `fires ${SLOW}, as before; earliest page after 3 min, as before`,
    );
  });

  it('does not round thresholds to the same', () => {
    const [before, after] = [99.95, 99.99].map((Threshold) => alarmOf({ ExtendedStatistic: 'PR(:0.8)', Threshold }));

    expect(changed(before as AlarmRecord, after as AlarmRecord)).toContain(
      '> 99.99 %, 3 of 3 × 1 min, was when PR(:0.8) of TargetResponseTime > 99.95 %',
    );
  });

  it('of an added alarm says when it fires, of a removed one when it no longer does', () => {
    expect(consequenceOf({ kind: 'added', after: alarmOf() })).toBe(`fires ${SLOW}; earliest page after 3 min`);
    expect(consequenceOf({ kind: 'removed', before: alarmOf() })).toBe(
      `no longer fires ${SLOW}; earliest page after 3 min`,
    );
  });

  it('of a removed alarm that its stack keeps says that it goes on in the account', () => {
    expect(consequenceOf({ kind: 'removed', before: alarmOf({}, { kept: true }) })).toBe(
      `stays in the account, in no stack, and fires ${SLOW}; earliest page after 3 min`,
    );
  });

  it.each([
    [{}, '> 0.8 s'],
    [{ Namespace: 'AWS/Lambda', MetricName: 'Duration', Threshold: 3000 }, '> 3000 ms'],
    [{ Namespace: 'AWS/EC2', MetricName: 'CPUUtilization', Threshold: 80 }, '> 80 %'],
    [{ ExtendedStatistic: 'TC(0.8:240)', Threshold: 20 }, '> 20,'],
    [{ ExtendedStatistic: 'PR(0.8:)', Threshold: 5 }, '> 5 %'],
    [{ MetricName: 'RequestCount', Threshold: 100 }, '> 100,'],
    [{ Namespace: 'Shop', Threshold: 7 }, '> 7,'],
    [{ ComparisonOperator: 'LessThanOrEqualToThreshold' }, '<= 0.8 s'],
    [{ Threshold: new Unresolved(`\${Slow}`) }, '> a threshold left open'],
  ])('has the unit of the metric: %j', (settings, expected) => {
    expect(consequenceOf({ kind: 'added', after: alarmOf(settings) })).toContain(expected);
  });

  it('has seconds where periods are no whole minutes', () => {
    const text = consequenceOf({ kind: 'added', after: alarmOf({ Period: 10, EvaluationPeriods: 2 }) });

    expect(text).toContain('2 of 2 × 10 s; earliest page after 20 s');
  });

  it('says what is not known where a template leaves it open', () => {
    const open = alarmOf({ Period: new Unresolved(`\${Period}`) });

    expect(changed(alarmOf(), open)).toBe(
      `fires when p90 of TargetResponseTime > 0.8 s, was ${SLOW}; earliest page after not known, was 3 min`,
    );
  });

  it('of a composite names the alarms it fires with, three of many', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => `ALARM(${name})`).join(' OR ');

    expect(changed(compositeOf('ALARM(a)'), compositeOf(all))).toBe('fires with a, b, c and 2 more, was with a');
    expect(consequenceOf({ kind: 'added', after: compositeOf(new Unresolved('!ImportValue rule')) })).toBe(
      'fires with its rule',
    );
    expect(changed(compositeOf('ALARM(a)'), compositeOf(new Unresolved(`ALARM("\${Slow.Arn}")`)))).toBe(
      'fires with Slow, was with a',
    );
  });

  it('of what cannot be put into a figure says by what it fires', () => {
    const of = (kind: AlarmRecord['kind'], settings: object) =>
      consequenceOf({ kind: 'added', after: recordOf(kind, { AlarmName: 'x', ...settings }) });

    expect(of('promql', {})).toBe('fires by its PromQL query');
    expect(of('log', {})).toBe('fires by its query of logs');
    expect(
      of('anomaly', { ComparisonOperator: 'GreaterThanUpperThreshold', MetricName: 'Orders', Statistic: 'Sum' }),
    ).toBe('fires when Orders leaves its usual band');
  });

  it('of metric math has the label of what is compared, else its metrics', () => {
    const query = {
      Id: 'm',
      MetricStat: { Metric: { MetricName: 'Orders' }, Period: 60, Stat: 'Sum' },
      ReturnData: false,
    };
    const math = (Label?: string) =>
      alarmOf({
        MetricName: undefined,
        Period: undefined,
        Metrics: [query, { Id: 'e', Expression: 'm * 2', ...(Label && { Label }) }],
      });

    expect(consequenceOf({ kind: 'added', after: math('twice the orders') })).toContain(
      'when twice the orders > 0.8, 3',
    );
    expect(consequenceOf({ kind: 'added', after: math() })).toContain('when Orders > 0.8, 3 of 3 × 1 min');
  });

  it('has the objective that was asked for and the one that is deployed', () => {
    const of = (text: string) => alarmOf({ AlarmDescription: text });
    const before = of('Objective: asked 0.8 s, deployed 0.826446281 s, the next edge CloudWatch counts exactly at.');
    const after = of('Objective: 1 s.');

    expect(changed(before, after)).toMatch(/; objective asked 1 s, deployed 1 s, was 0\.8 s \(0\.826 s\)$/);
    expect(changed(after, before)).toMatch(/; objective asked 0\.8 s, deployed 0\.826 s, was 1 s \(1 s\)$/);
    expect(changed(alarmOf(), after)).toMatch(/; objective asked 1 s, deployed 1 s$/);
    expect(changed(after, { ...after, logicalId: 'moved' })).not.toContain('objective');
  });
});

describe('the earliest possible page', () => {
  it('is after M periods', () => {
    expect(earliestPageSeconds(alarmOf({ DatapointsToAlarm: 2, Period: 300 }))).toBe(600);
    expect(earliestPageSeconds(alarmOf({ EvaluationPeriods: 4 }))).toBe(240);
  });

  it('is not known of composites and of periods left open', () => {
    expect(earliestPageSeconds(compositeOf('ALARM(a)'))).toBeUndefined();
    expect(earliestPageSeconds(alarmOf({ Period: new Unresolved('x') }))).toBeUndefined();
  });

  it('is in minutes where those are whole, in seconds below', () => {
    expect([30, 60, 90, 300, 7200].map(formatMinutes)).toEqual(['30 s', '1 min', '90 s', '5 min', '120 min']);
  });
});
