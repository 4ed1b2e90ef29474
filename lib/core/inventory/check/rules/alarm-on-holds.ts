import { figure, plural } from '../../../triage/words.ts';
import type { AccountAlarm } from '../../account.ts';
import { wentToAlarm } from '../../alarm-history.ts';
import { type AlarmOnHolds, pagesOnHolds } from '../../alarms-on-holds.ts';
import { disableCommand } from '../../find-alarms-on-holds.ts';
import { actionsInAlarm } from '../actions.ts';
import { type CheckFacts, known, whyNot } from '../facts.ts';
import { type CheckedGroup, checkedGroups, placeOf, subjectOf, unknownGroups, unreadTraffic } from '../groups.ts';
import { heldGroupsOf, holdOf, latencyAlarms } from '../held.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Error where it fired, else warning: an alarm of others takes idle long polls for slowness. */
export const alarmOnHolds: CheckRule = {
  id: 'alarm-on-holds',
  severity: 'error',
  ofAlarms: true,
  *check(facts) {
    const alarms = known(facts.alarms);
    if (!alarms) return yield notJudged('every alarm', `the alarms are not known: ${whyNot(facts.alarms)}`);
    yield* unknownGroups(facts);
    const reading = latencyAlarms(alarms);
    for (const group of checkedGroups(facts)) {
      const unread = holdOf(group) ? undefined : unreadTraffic(group);
      if (unread !== undefined && reading(group).length > 0) yield notJudged(subjectOf(group), unread);
      for (const alarm of reading(group)) {
        const onHolds = ofGroup(alarm, group);
        if (!onHolds) continue;
        if (onHolds.pages === 'unknown') {
          yield notJudged(alarm.name, lowerCase(onHolds.reason));
          continue;
        }
        const fired = firedOf(alarm, facts);
        const silent = actionsInAlarm(alarm.properties).length === 0;
        yield {
          subject: alarm.name,
          alarm: alarm.name,
          ...placeOf(group),
          message: `${lowerCase(onHolds.reason)}, those of ${subjectOf(group)}; ${fired.text}${silent ? '; it calls nobody by itself' : ''}`,
          advice: 'disable it once alarms of holdband watch the target group, which leave idle holds out',
          command: disableCommand({ alarm }, facts.region),
          ...((fired.times === 0 || silent) && { severity: 'warning' as const }),
        };
      }
    }
  },
};

function ofGroup({ name, properties }: AccountAlarm, group: CheckedGroup): AlarmOnHolds | undefined {
  for (const held of heldGroupsOf(group)) {
    const found = pagesOnHolds({ AlarmName: name, ...properties }, held);
    if (found) return found;
  }
  return undefined;
}

/** How often it went to ALARM, by its history; by a replay of its metrics where there is none. */
function firedOf(alarm: AccountAlarm, facts: CheckFacts): { readonly times?: number; readonly text: string } {
  const days = figure((facts.history.end - facts.history.start) / 86_400);
  const history = known(facts.alarmHistory);
  if (history) {
    const times = history.filter((entry) => entry.alarm === alarm.name && wentToAlarm(entry)).length;
    const least = known(facts.alarmHistory, true) ? '' : 'at least ';
    const still = alarm.state === 'ALARM' ? ', and it is in ALARM now' : '';
    return {
      times: still ? Math.max(1, times) : times,
      text: `it fired ${least}${plural(times, 'time')} in ${days} days${still}`,
    };
  }
  const replay = facts.replays.get(alarm.name);
  const unknown = `how often it fired is not known (${whyNot(facts.alarmHistory)})`;
  if (!replay || 'unread' in replay) return { text: unknown };
  const hours = figure((facts.replayed.end - facts.replayed.start) / 3600);
  return {
    times: replay.minutesInAlarm > 0 ? 1 : 0,
    text: `${unknown}, but over the last ${hours} h its metrics put it in ALARM for ${plural(replay.minutesInAlarm, 'minute')}`,
  };
}

function lowerCase(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}
