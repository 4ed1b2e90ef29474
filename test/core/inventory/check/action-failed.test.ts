import { describe, expect, it } from 'vitest';
import type { AlarmHistoryEntry } from '../../../../lib/core/inventory/account.ts';
import type { CheckFacts } from '../../../../lib/core/inventory/check/facts.ts';
import { actionFailed } from '../../../../lib/core/inventory/check/rules/action-failed.ts';
import { alarm, facts, judge, NOW } from './_facts.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';

function action(
  minutesAgo: number,
  actionState: 'Succeeded' | 'Failed',
  more: Partial<AlarmHistoryEntry> = {},
): AlarmHistoryEntry {
  const summary =
    actionState === 'Failed'
      ? `Failed to execute action ${TOPIC}. Received error: "Topic does not exist"`
      : `Successfully executed action ${TOPIC}`;
  const data = {
    actionState,
    notificationResource: TOPIC,
    ...(actionState === 'Failed' && { error: 'Topic does not exist' }),
  };
  return { alarm: 'latency', at: NOW - 60 * minutesAgo, type: 'Action', summary, data, ...more };
}

const say = (alarmHistory: CheckFacts['alarmHistory'], alarms = [alarm('latency', { AlarmActions: [TOPIC] })]) =>
  judge(actionFailed, facts({ alarmHistory, alarms: { value: alarms } }));

describe('action-failed', () => {
  it('counts the failures of an action, and tells the last error', () => {
    const { found } = say({ value: [action(5, 'Failed'), action(60, 'Failed'), action(90, 'Succeeded')] });

    expect(found).toMatchObject([
      {
        subject: 'latency',
        alarm: 'latency',
        message: `failed 2 times to call ${TOPIC}, last 2026-11-16T11:55:00.000Z: Topic does not exist`,
      },
    ]);
    expect(found[0]?.severity).toBeUndefined();
  });

  it('reads the sentence where the data were cut', () => {
    const { data: _, ...cut } = action(5, 'Failed');

    expect(say({ value: [cut] }).found[0]?.message).toContain(`to call ${TOPIC}, last 2026-11-16T11:55:00.000Z: Topic`);
  });

  it('weighs little what went out again since', () => {
    expect(say({ value: [action(1, 'Succeeded'), action(5, 'Failed')] }).found).toMatchObject([{ severity: 'info' }]);
  });

  it('weighs little what the alarm does not call any more', () => {
    const mended = alarm('latency', { AlarmActions: [`${TOPIC}-2`] });

    expect(say({ value: [action(5, 'Failed')] }, [mended]).found).toMatchObject([
      { severity: 'info', advice: expect.stringContaining('does not call it any more') },
    ]);
  });

  it('leaves alarms alone that are gone', () => {
    expect(say({ value: [action(5, 'Failed')] }, []).found).toEqual([]);
  });

  it('judges what it knows of a history that broke off, and says so', () => {
    const { found, open } = say({ value: [action(5, 'Failed')], incomplete: 'a page failed' });

    expect(found).toHaveLength(1);
    expect(open).toMatchObject([
      { subject: 'some alarms', reason: expect.stringContaining('before 2026-11-16T11:55') },
    ]);
  });

  it('judges nothing without history', () => {
    expect(say({ unread: 'denied' }).open).toMatchObject([{ subject: 'every alarm' }]);
  });
});
