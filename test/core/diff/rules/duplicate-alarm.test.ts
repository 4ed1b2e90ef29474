import { describe, expect, it } from 'vitest';
import { alarmOf, findingsOf } from '../_alarms.ts';

const copy = (AlarmName: string, settings = {}, stack = 'shop') => alarmOf({ AlarmName, ...settings }, { stack });

describe('duplicate-alarm', () => {
  it('warns of an alarm with the settings of another', () => {
    expect(
      findingsOf('duplicate-alarm', [alarmOf()], [alarmOf(), copy('again', { AlarmDescription: 'by hand' })]),
    ).toEqual([
      {
        severity: 'warning',
        alarm: 'again',
        message: 'it has the settings of orders-slow: they page at the same moments',
      },
    ]);
  });

  it('names three of many', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => copy(name));

    expect(findingsOf('duplicate-alarm', [], all)[0]?.message).toContain('of b, c, d and 1 more:');
  });

  it('has nothing to say where one setting differs', () => {
    expect(findingsOf('duplicate-alarm', [alarmOf()], [alarmOf(), copy('again', { Threshold: 2 })])).toEqual([]);
  });

  it('has nothing to say of the same alarm in another stack, which may be another account', () => {
    expect(findingsOf('duplicate-alarm', [alarmOf()], [alarmOf(), copy('orders-slow', {}, 'staging')])).toEqual([]);
  });
});
