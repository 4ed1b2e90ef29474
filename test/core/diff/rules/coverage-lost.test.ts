import { describe, expect, it } from 'vitest';
import { type AlarmRecord, Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, findingsOf, ORDERS, recordOf } from '../_alarms.ts';

const found = (before: readonly AlarmRecord[], after: readonly AlarmRecord[]) =>
  findingsOf('coverage-lost', before, after);
const silent = { AlarmActions: undefined };
const ofFunction = (value: unknown, name = 'errors', place: Partial<AlarmRecord> = {}) =>
  recordOf(
    'metric',
    {
      ...alarmOf().properties,
      AlarmName: name,
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      ExtendedStatistic: undefined,
      Statistic: 'Sum',
      Dimensions: [{ Name: 'FunctionName', Value: value }],
    },
    place,
  );
const OTHER = ofFunction('other', 'other');

describe('coverage-lost', () => {
  it('is an error where the only alarm on something is removed', () => {
    expect(found([alarmOf()], [])).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'nothing watches TargetResponseTime of app/shop/1, targetgroup/orders/2 any more',
      },
    ]);
  });

  it('is an error where the alarm watches something else now', () => {
    expect(found([alarmOf()], [alarmOf({ MetricName: 'RequestCount' })])).toHaveLength(1);
    expect(found([ofFunction('pay')], [ofFunction('ship')])).toHaveLength(1);
  });

  it('is an error where it fires on the other side now', () => {
    expect(found([alarmOf()], [alarmOf({ ComparisonOperator: 'LessThanThreshold' })])).toHaveLength(1);
  });

  it('has nothing to say where another alarm watches the same, whatever its figures', () => {
    const other = alarmOf({ AlarmName: 'other', Threshold: 3, Statistic: 'Average', Period: 300 });

    expect(found([alarmOf(), other], [other])).toEqual([]);
  });

  it('does not count another alarm that tells nobody', () => {
    const other = alarmOf({ AlarmName: 'other', Threshold: 3, ...silent });

    expect(found([alarmOf(), other], [other])).toHaveLength(1);
    expect(
      found(
        [alarmOf(), other],
        [{ ...other, properties: { ...other.properties, AlarmActions: ['x'], ActionsEnabled: false } }],
      ),
    ).toHaveLength(1);
  });

  it('counts another alarm whose composite tells somebody, however far up', () => {
    const other = alarmOf({ AlarmName: 'other', Threshold: 3, ...silent });
    const middle = compositeOf('ALARM(other)', { AlarmName: 'middle', ...silent });
    const top = compositeOf('ALARM(middle)', { AlarmName: 'top' });

    expect(found([alarmOf(), other, middle, top], [other, middle, top])).toEqual([]);
    expect(found([alarmOf(), other, middle], [other, middle])).toHaveLength(1);
  });

  it('has nothing to say of an alarm that told nobody', () => {
    expect(found([alarmOf(silent)], [])).toEqual([]);
  });

  it('is an error where a composite goes and its alarms tell nobody by themselves', () => {
    const child = alarmOf(silent);

    expect(found([child, compositeOf('ALARM("orders-slow")')], [child])).toEqual([
      {
        severity: 'error',
        alarm: 'page',
        message:
          'its alarms go on, but nobody is told any more of TargetResponseTime of app/shop/1, targetgroup/orders/2',
      },
    ]);
  });

  it('is an error where a composite no longer reads an alarm that tells nobody by itself', () => {
    const [child, other] = [alarmOf(silent), { ...OTHER, properties: { ...OTHER.properties, ...silent } }];
    const [before, after] = ['ALARM(other) OR ALARM("orders-slow")', 'ALARM(other)'].map((rule) => compositeOf(rule));

    expect(
      found([child, other as AlarmRecord, before as AlarmRecord], [child, other as AlarmRecord, after as AlarmRecord]),
    ).toHaveLength(1);
  });

  it('has nothing to say where the alarms of a composite that goes tell somebody themselves', () => {
    expect(found([alarmOf(), compositeOf('ALARM("orders-slow")')], [alarmOf()])).toEqual([]);
  });

  it('follows a composite whose rule refers to alarms that CloudFormation names', () => {
    const { AlarmName: _, ...settings } = alarmOf(silent).properties;
    const child = recordOf('metric', settings, { logicalId: 'Slow' });
    const composite = compositeOf(new Unresolved(`ALARM("\${Slow.Arn}")`));

    expect(found([child, composite], [])[0]?.alarm).toBe('Slow');
    expect(found([child, composite], [child])[0]?.alarm).toBe('page');
  });

  it('takes a value that a template leaves open for itself, within its stack', () => {
    const [pay, ship] = ['pay', 'ship'].map((name) => ofFunction(new Unresolved(`\${${name}}`), name));
    const payToo = ofFunction(new Unresolved(`\${pay}`), 'too');

    expect(found([pay as AlarmRecord, ship as AlarmRecord], [ship as AlarmRecord])).toEqual([
      { severity: 'error', alarm: 'pay', message: `nothing watches Errors of \${pay} any more` },
    ]);
    expect(found([pay as AlarmRecord, payToo], [payToo])).toEqual([]);
  });

  it('does not claim that what a template leaves open is something else', () => {
    const open = ofFunction(new Unresolved(`\${pay}`), 'pay');
    const elsewhere = ofFunction(new Unresolved(`\${ship}`), 'ship', { stack: 'other' });

    expect(found([open, elsewhere], [elsewhere])).toEqual([]);
    expect(found([open], [ofFunction(new Unresolved(`\${pay2}`), 'pay')])).toEqual([]);
    expect(found([ofFunction('pay', 'x', { deployed: true, stack: '' }), open], [open])).toEqual([]);
  });

  it('has nothing to say where the order of dimensions and metrics is another', () => {
    expect(found([alarmOf()], [alarmOf({ Dimensions: ORDERS.toReversed(), Threshold: 2 })])).toEqual([]);
  });
});
