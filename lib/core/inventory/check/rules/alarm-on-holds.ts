import { figure, plural } from '../../../triage/words.ts';
import type { AccountAlarm } from '../../account.ts';
import { wentToAlarm } from '../../alarm-history.ts';
import { type AlarmOnHolds, pagesOnHolds } from '../../alarms-on-holds.ts';
import { disableCommand } from '../../find-alarms-on-holds.ts';
import { actionsInAlarm, onlyScales } from '../actions.ts';
import { type Composites, compositesOf } from '../composites.ts';
import { type CheckFacts, known, whyNot } from '../facts.ts';
import { type CheckedGroup, checkedGroups, placeOf, subjectOf, unknownGroups, unreadTraffic } from '../groups.ts';
import { heldGroupsOf, holdOf, latencyAlarms } from '../held.ts';
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
        const { effect, ...remedy } = remedyOf(alarm, composites, facts.region);
        yield {
          subject: alarm.name,
          alarm: alarm.name,
          ...placeOf(group),
          message: `${lowerCase(onHolds.reason)}, those of ${subjectOf(group)}; ${fired.text}${effect}`,
          ...(fired.times === 0 && { severity: 'warning' as const }),
          ...remedy,
        };
      }
    }
  },
};

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
