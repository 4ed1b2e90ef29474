import { describe, expect, it } from 'vitest';
import { type AlarmRecord, Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, findingsOf, OTHER_TOPIC, TOPIC } from '../_alarms.ts';

const found = (before: readonly AlarmRecord[], after: readonly AlarmRecord[]) =>
  findingsOf('actions-removed', before, after);

describe('actions-removed', () => {
  it('is an error where the last action went', () => {
    expect(found([alarmOf()], [alarmOf({ AlarmActions: undefined })])).toEqual([
      { severity: 'error', alarm: 'orders-slow', message: `an action is gone: ${TOPIC}; it tells nobody now` },
    ]);
  });

  it('warns where others are left', () => {
    const both = alarmOf({ AlarmActions: [TOPIC, OTHER_TOPIC] });

    expect(found([both], [alarmOf({ AlarmActions: [OTHER_TOPIC] })])).toEqual([
      { severity: 'warning', alarm: 'orders-slow', message: `an action is gone: ${TOPIC}` },
    ]);
    expect(found([both], [alarmOf({ AlarmActions: ['x'] })])[0]?.message).toMatch(/^2 actions are gone: /);
  });

  it('is merely to know where a composite acts for it now', () => {
    const after = [alarmOf({ AlarmActions: [] }), compositeOf('ALARM("orders-slow")')];

    expect(found([alarmOf()], after)).toEqual([
      { severity: 'info', alarm: 'orders-slow', message: `an action is gone: ${TOPIC}; page acts for it` },
    ]);
  });

  it('has nothing to say where actions are in another order, or more', () => {
    const both = alarmOf({ AlarmActions: [TOPIC, OTHER_TOPIC] });

    expect(found([both], [alarmOf({ AlarmActions: [OTHER_TOPIC, TOPIC] })])).toEqual([]);
    expect(found([alarmOf()], [both])).toEqual([]);
  });

  it('takes a topic that a template leaves open for the one of the account', () => {
    const deployed = alarmOf({ Threshold: 9 }, { deployed: true, stack: '' });
    const open = (count: number) => alarmOf({ AlarmActions: new Array(count).fill(new Unresolved(`\${Topic}`)) });

    expect(found([deployed], [open(1)])).toEqual([]);
    expect(found([deployed], [open(0)])).toHaveLength(1);
  });

  it('warns where a template refers to another topic than before', () => {
    const [one, other] = ['Page', 'Ticket'].map((name) => alarmOf({ AlarmActions: [new Unresolved(`\${${name}}`)] }));

    expect(found([one as AlarmRecord], [other as AlarmRecord])).toEqual([
      { severity: 'warning', alarm: 'orders-slow', message: `an action is gone: \${Page}` },
    ]);
  });
});
