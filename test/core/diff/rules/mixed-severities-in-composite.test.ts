import { describe, expect, it } from 'vitest';
import { alarmOf, compositeOf, findingsOf, OTHER_TOPIC } from '../_alarms.ts';

const page = compositeOf('ALARM("orders-slow")');
const found = (child: object, composite = page) =>
  findingsOf('mixed-severities-in-composite', [], [alarmOf({ ...child }), composite]);

describe('mixed-severities-in-composite', () => {
  it('warns where a child tells somebody else by itself', () => {
    expect(found({ AlarmActions: [OTHER_TOPIC] })).toEqual([
      {
        severity: 'warning',
        alarm: 'page',
        message: `its child orders-slow tells ${OTHER_TOPIC} by itself: while that is in ALARM, a later cause pages nobody`,
      },
    ]);
  });

  it('has nothing to say where the child tells the same, or nobody', () => {
    expect(found({})).toEqual([]);
    expect(found({ AlarmActions: [] })).toEqual([]);
    expect(found({ AlarmActions: [OTHER_TOPIC], ActionsEnabled: false })).toEqual([]);
  });

  it('has nothing to say of a composite that tells nobody', () => {
    const silent = compositeOf('ALARM("orders-slow")', { AlarmActions: [] });

    expect(found({ AlarmActions: [OTHER_TOPIC] }, silent)).toEqual([]);
  });
});
