import { describe, expect, it } from 'vitest';
import { alarmOf, compositeOf, findingsOf } from '../_alarms.ts';

const off = alarmOf({ ActionsEnabled: false });

describe('actions-disabled', () => {
  it('is an error where actions were switched off', () => {
    expect(findingsOf('actions-disabled', [alarmOf()], [off])).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'its actions are disabled now: it changes its state and tells nobody',
      },
    ]);
  });

  it('is merely to know where a composite acts for the alarm', () => {
    expect(findingsOf('actions-disabled', [alarmOf()], [off, compositeOf('ALARM("orders-slow")')])).toEqual([
      { severity: 'info', alarm: 'orders-slow', message: 'its actions are disabled now; page acts for it' },
    ]);
  });

  it('has nothing to say where they are switched on, or were off before', () => {
    expect(findingsOf('actions-disabled', [off], [alarmOf()])).toEqual([]);
    expect(findingsOf('actions-disabled', [off], [alarmOf({ ActionsEnabled: false, Threshold: 2 })])).toEqual([]);
  });

  it('has nothing to say of an alarm that had no actions', () => {
    const [before, after] = [true, false].map((ActionsEnabled) => alarmOf({ AlarmActions: [], ActionsEnabled }));

    expect(findingsOf('actions-disabled', [before as never], [after as never])).toEqual([]);
  });
});
