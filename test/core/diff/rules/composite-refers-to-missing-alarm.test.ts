import { describe, expect, it } from 'vitest';
import { type AlarmRecord, Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, compositeOf, findingsOf, recordOf } from '../_alarms.ts';

const found = (before: readonly AlarmRecord[], after: readonly AlarmRecord[]) =>
  findingsOf('composite-refers-to-missing-alarm', before, after);
const page = compositeOf('ALARM("orders-slow")');

describe('composite-refers-to-missing-alarm', () => {
  it('is an error where an alarm goes that a composite names, and is about the composite', () => {
    expect(found([alarmOf(), page], [page])).toEqual([
      {
        severity: 'error',
        alarm: 'page',
        message: 'its rule names orders-slow, which is removed: a name without an alarm never changes its state',
      },
    ]);
  });

  it('is an error where the alarm was renamed and the rule was not', () => {
    expect(
      found([alarmOf(), page], [alarmOf({ AlarmName: 'slow' }, { logicalId: 'orders-slow' }), page])[0]?.message,
    ).toContain('names orders-slow, which is slow now');
  });

  it('knows an alarm by its ARN', () => {
    const byArn = compositeOf('ALARM("arn:aws:cloudwatch:us-east-2:111122223333:alarm:orders-slow")');

    expect(found([alarmOf(), byArn], [byArn])).toHaveLength(1);
    expect(found([], [alarmOf(), byArn])).toEqual([]);
  });

  it('is merely to know where a new composite names an alarm of nobody here', () => {
    expect(found([], [page])).toEqual([
      {
        severity: 'info',
        alarm: 'page',
        message: 'its rule names orders-slow, which is not among the alarms compared',
      },
    ]);
  });

  it('has nothing to say where the rule follows, or the composite goes, too', () => {
    expect(found([alarmOf(), page], [alarmOf({ AlarmName: 'slow' }), compositeOf('ALARM(slow)')])).toEqual([]);
    expect(found([alarmOf(), page], [])).toEqual([]);
  });

  it('follows a rule that refers to alarms that CloudFormation names', () => {
    const { AlarmName: _, ...settings } = alarmOf().properties;
    const child = recordOf('metric', settings, { logicalId: 'Slow' });
    const rule = compositeOf(new Unresolved(`ALARM("\${Slow.Arn}")`));

    expect(found([], [child, rule])).toEqual([]);
    expect(found([], [rule])[0]?.message).toContain('names Slow');
  });
});
