import { asClause } from '../../../sentence.ts';
import { figure, plural } from '../../../triage/words.ts';
import type { AccountAlarm, AlarmHistoryEntry } from '../../account.ts';
import { wentToAlarm } from '../../alarm-history.ts';
import type { AlarmOnHolds } from '../../alarms-on-holds.ts';
import { disableCommand } from '../../find-alarms-on-holds.ts';
import { actionsInAlarm, onlyScales } from '../actions.ts';
import { type Composites, compositesOf } from '../composites.ts';
import { type CheckFacts, known, whyNot } from '../facts.ts';
import { type CheckedGroup, checkedGroups, placeOf, subjectOf, unknownGroups, unreadTraffic } from '../groups.ts';
import { holdOf, latencyAlarms, ofGroup } from '../held.ts';
import { type CheckRule, type Complaint, notJudged } from '../rule.ts';

/**
 * Error where it fired, else warning: an alarm of others takes idle long polls for slowness. Info where somebody disabled its
 * actions already.
 */
export const alarmOnHolds: CheckRule = {
  id: 'alarm-on-holds',
  severity: 'error',
  ofAlarms: true,
  *check(facts) {
    const alarms = known(facts.alarms);
    if (!alarms) return yield notJudged('every alarm', `the alarms are not known: ${whyNot(facts.alarms)}`);
    yield* unknownGroups(facts);
    const reading = latencyAlarms(alarms);
    const composites = compositesOf(alarms);
    const history = Map.groupBy(known(facts.alarmHistory) ?? [], (entry) => entry.alarm);
    const verdicts = new Map<AccountAlarm, OnHolds[]>();
    for (const group of checkedGroups(facts)) {
      const unread = holdOf(group) ? undefined : unreadTraffic(group);
      if (unread !== undefined && reading(group).length > 0) yield notJudged(subjectOf(group), unread);
      for (const alarm of reading(group)) {
        const onHolds = ofGroup(alarm, group);
        if (onHolds) verdicts.set(alarm, [...(verdicts.get(alarm) ?? []), { ...onHolds, group }]);
      }
    }
    // One on a load balancer is set off by the holds of many target groups, and is one thing to mend.
    for (const [alarm, verdict] of verdicts) {
      const [first, ...others] = verdict.filter(({ pages }) => pages === 'yes');
      if (!first) {
        yield notJudged(alarm.name, asClause(verdict[0]?.reason ?? ''));
        continue;
      }
      const fired = firedOf(alarm, history.get(alarm.name) ?? [], facts);
      const { effect, ...remedy } = remedyOf(alarm, composites, facts.region);
      const more = others.length > 0 ? ` and ${plural(others.length, 'more target group')}` : '';
      yield {
        subject: alarm.name,
        alarm: alarm.name,
        ...placeOf(first.group),
        message: `${asClause(first.reason)}, those of ${subjectOf(first.group)}${more}; ${fired.text}${effect}`,
        ...(fired.times === 0 && { severity: 'warning' as const }),
        ...remedy,
      };
    }
  },
};

/** What the holds of one target group do to an alarm. */
interface OnHolds extends AlarmOnHolds {
  readonly group: CheckedGroup;
}

/** Whom the alarm calls, and what therefore mends it: what is disabled already needs no command. */
function remedyOf(
  alarm: AccountAlarm,
  { readersOf, isHeard }: Composites,
  region: string,
): Pick<Complaint, 'advice' | 'command' | 'severity'> & { readonly effect: string } {
  const { properties } = alarm;
  if (onlyScales(properties)) {
    const advice =
      'let the policy go by another metric, such as RequestCountPerTarget; without its alarm it would not scale at all';
    return { effect: '; it pages nobody: a scaling policy goes by it', advice, severity: 'warning' };
  }
  const readers = readersOf(alarm).map(({ name }) => name);
  const advice = 'disable it once alarms of holdband watch the target group, which leave idle holds out';
  if (actionsInAlarm(properties).length > 0) return { effect: '', advice, command: disableCommand({ alarm }, region) };
  if (isHeard(alarm)) {
    const effect = `; it calls nobody by itself, but ${readers.join(', ')} ${readers.length === 1 ? 'reads' : 'read'} it`;
    return {
      effect,
      advice: 'take it out of the rule of its composite, once alarms of holdband watch the target group',
    };
  }
  if (properties.ActionsEnabled === false) {
    return { effect: '; its actions are disabled', advice: 'delete it when nobody looks at it', severity: 'info' };
  }
  return {
    effect: '; it calls nobody by itself',
    advice: 'see whether somebody follows its state, and have them follow the alarms of holdband instead',
    severity: 'warning',
  };
}

/** How often it went to ALARM, by its history; by a replay of its metrics where there is none. */
function firedOf(
  alarm: AccountAlarm,
  history: readonly AlarmHistoryEntry[],
  facts: CheckFacts,
): { readonly times?: number; readonly text: string } {
  const days = figure((facts.history.end - facts.history.start) / 86_400);
  const times = history.filter(wentToAlarm).length;
  const isWhole = known(facts.alarmHistory, true) !== undefined;
  if (isWhole || times > 0) {
    const least = isWhole ? '' : 'at least ';
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
