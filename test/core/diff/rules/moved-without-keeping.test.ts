import { describe, expect, it } from 'vitest';
import { alarmsOfTemplate } from '../../../../lib/core/diff/alarm-records.ts';
import { alarmOf, compositeOf, findingsOf } from '../_alarms.ts';

const moved = (settings = {}) => alarmOf(settings, { stack: 'shop-2' });
const found = (before: ReturnType<typeof alarmOf>, after = moved()) =>
  findingsOf('moved-without-keeping', [before], [after]);

describe('moved-without-keeping', () => {
  it('is an error where the old stack deletes what the new one has made', () => {
    expect(found(alarmOf())).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message:
          "shop still deletes the alarm of this name when it lets go of it, also where shop-2 has made it by then; 'holdband place' moves alarms without losing cover",
      },
    ]);
  });

  it('has nothing to say where the old stack keeps it', () => {
    expect(found(alarmOf({}, { kept: true }))).toEqual([]);
  });

  it('has nothing to say of an alarm that stays, whatever else changes', () => {
    expect(found(alarmOf(), alarmOf({ Threshold: 2 }))).toEqual([]);
  });

  it('has nothing to say where the new stack has it under another name, or none that is fixed', () => {
    expect(
      found(alarmOf({}, { logicalId: 'Slow' }), alarmOf({ AlarmName: 'slow-2' }, { logicalId: 'Slow', stack: 'b' })),
    ).toEqual([]);
    expect(found(alarmOf({ AlarmName: undefined }), moved({ AlarmName: undefined }))).toEqual([]);
  });

  it('has nothing to say of an alarm that nobody was told of', () => {
    expect(found(alarmOf({ AlarmActions: [] }))).toEqual([]);
    const page = compositeOf('ALARM("orders-slow")');
    const silent = { AlarmActions: [] };
    expect(findingsOf('moved-without-keeping', [alarmOf(silent), page], [moved(silent), page])).toHaveLength(1);
  });

  it.each([
    ['Retain', true],
    ['RetainExceptOnCreate', true],
    ['Delete', undefined],
    [undefined, undefined],
  ])('reads deletion policy %s', (DeletionPolicy, kept) => {
    const template = { Resources: { Slow: { Type: 'AWS::CloudWatch::Alarm', DeletionPolicy, Properties: {} } } };

    expect(alarmsOfTemplate(template).alarms[0]?.kept).toBe(kept);
  });
});
