import { describe, expect, it } from 'vitest';
import { indexAlarms } from '../../../lib/core/diff/alarm-index.ts';
import { type AlarmRecord, Unresolved } from '../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, sideOf } from './_alarms.ts';

const silent = { AlarmActions: [] };
const indexOf = (...alarms: AlarmRecord[]) => indexAlarms(sideOf(alarms));
const named = (AlarmName: string, stack = 'shop', settings = {}) =>
  alarmOf({ AlarmName, ...silent, ...settings }, { stack });

describe('the index of a side', () => {
  it('knows children and parents by name, by ARN and by logical id', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => named(name)) as [AlarmRecord, AlarmRecord, AlarmRecord];
    const arn = 'arn:aws:cloudwatch:us-east-2:111122223333:alarm:b';
    const page = compositeOf(new Unresolved(`ALARM(a) OR ALARM("${arn}") OR ALARM("\${c.Arn}")`));
    const index = indexOf(a, b, c, page);

    expect(index.childrenOf(page).map(({ record }) => record)).toEqual([a, b, c]);
    expect(index.parentsOf(c)).toEqual([page]);
  });

  it('takes the alarm of the composite’s own stack first, where two have the same name', () => {
    const [own, other] = [named('a'), named('a', 'staging')];
    const [page, staging] = ['shop', 'staging'].map((stack) => compositeOf('ALARM(a)', {}, { stack })) as [
      AlarmRecord,
      AlarmRecord,
    ];
    const index = indexOf(own, other, page, staging);

    expect(index.parentsOf(own)).toEqual([page]);
    expect(index.parentsOf(other)).toEqual([staging]);
  });

  it('does not take a name for a logical id, nor a logical id of another stack', () => {
    const alarm = alarmOf({ AlarmName: 'named' }, { logicalId: 'Slow' });
    const byName = compositeOf('ALARM(Slow)');
    const elsewhere = compositeOf(new Unresolved(`ALARM("\${Slow}")`), { AlarmName: 'other' }, { stack: 'other' });
    const index = indexOf(alarm, byName, elsewhere);

    expect(index.parentsOf(alarm)).toEqual([]);
    expect(index.missing('Slow')).toEqual([byName, elsewhere]);
  });

  it('knows whom somebody hears of, however many composites lie between', () => {
    const [a, b] = [named('a'), named('b')] as const;
    const middle = compositeOf('ALARM(a)', { AlarmName: 'middle', ...silent });
    const top = compositeOf('ALARM(middle)', { AlarmName: 'top' });
    const index = indexOf(a, b, middle, top);

    expect([a, b, middle, top].map((alarm) => index.isHeard(alarm))).toEqual([true, false, true, true]);
  });

  it('takes an alarm for heard of where a template leaves that open', () => {
    const open = named('a', 'shop', { ActionsEnabled: new Unresolved(`\${Paging}`) });

    expect(indexOf(open).isHeard(open)).toBe(true);
  });

  it('ends where composites read each other in a circle, and follows who listens to one of them', () => {
    const circle = ['a', 'b'].map((name, i) => compositeOf(`ALARM(${['b', 'a'][i]})`, { AlarmName: name, ...silent }));
    const top = compositeOf('ALARM(a)', { AlarmName: 'top' });

    expect(circle.map((alarm) => indexOf(...circle).isHeard(alarm))).toEqual([false, false]);
    expect(circle.map((alarm) => indexOf(...circle, top).isHeard(alarm))).toEqual([true, true]);
  });
});
