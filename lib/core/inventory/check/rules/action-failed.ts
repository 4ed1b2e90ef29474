import { parseArn } from '../../../config/arns.ts';
import { isoTime } from '../../../triage/verdict.ts';
import { plural } from '../../../triage/words.ts';
import type { AccountAlarm } from '../../account.ts';
import { actionEntry } from '../../alarm-history.ts';
import { known, whyNot } from '../facts.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Error: an alarm tried to tell somebody, and could not. */
export const actionFailed: CheckRule = {
  id: 'action-failed',
  severity: 'error',
  ofAlarms: true,
  *check(facts) {
    const history = known(facts.alarmHistory);
    if (!history) return yield notJudged('every alarm', `their history is not known: ${whyNot(facts.alarmHistory)}`);
    if (!known(facts.alarmHistory, true)) {
      const since = history.at(-1);
      const from = since ? `before ${isoTime(since.at)}` : 'of all of it';
      yield notJudged('some alarms', `their history ${from} is not known: ${whyNot(facts.alarmHistory)}`);
    }
    // Newest first.
    const failures = history.flatMap((entry) => {
      const read = actionEntry(entry);
      return read?.failed ? [{ entry, ...read }] : [];
    });
    const byAlarm = Map.groupBy(history, (entry) => entry.alarm);
    const there = new Map(known(facts.alarms)?.map((alarm) => [alarm.name, alarm]));
    for (const [key, some] of Map.groupBy(failures, ({ entry, action }) => JSON.stringify([entry.alarm, action]))) {
      const [alarm, action] = JSON.parse(key) as [string, string];
      // The history of an alarm outlives it.
      if (known(facts.alarms, true) && !there.has(alarm)) continue;
      const [last] = some;
      const dropped = there.has(alarm) && parseArn(action) && !mayCall(there.get(alarm), action);
      const succeeded = byAlarm.get(alarm)?.find((entry) => {
        const read = actionEntry(entry);
        return read?.action === action && !read.failed && entry.at > (last?.entry.at ?? 0);
      });
      yield {
        subject: alarm,
        alarm,
        message: `failed ${plural(some.length, 'time')} to call ${action}, last ${isoTime(last?.entry.at ?? 0)}: ${last?.error ?? last?.entry.summary}`,
        advice: succeeded
          ? `it went out again ${isoTime(succeeded.at)}: see that it was mended, and not only quiet`
          : dropped
            ? 'the alarm does not call it any more: see that what it calls now hears it'
            : `see that what it calls exists and lets alarms in${alarm.startsWith('holdband-') ? ", then try it with 'holdband test-page'" : ''}`,
        ...((succeeded || dropped) && { severity: 'info' as const }),
      };
    }
  },
};

/** Whether an action is one of the alarm's, in whichever state. */
function mayCall(alarm: AccountAlarm | undefined, action: string): boolean {
  const { AlarmActions, OKActions, InsufficientDataActions } = alarm?.properties ?? {};
  return [AlarmActions, OKActions, InsufficientDataActions].some(
    (actions) => Array.isArray(actions) && actions.includes(action),
  );
}
