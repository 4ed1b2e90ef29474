import { figure } from '../../../triage/words.ts';
import type { AccountAlarm } from '../../account.ts';
import { madeByHoldband } from '../../alarms-on-holds.ts';
import { compositesOf } from '../composites.ts';
import { coverOf } from '../cover.ts';
import { known, whyNot } from '../facts.ts';
import {
  adviceToWatch,
  type CheckedGroup,
  checkedGroups,
  isExempt,
  mayBeExempt,
  placeOf,
  subjectOf,
  unknownGroups,
} from '../groups.ts';
import { isSetOffByHolds } from '../held.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/**
 * Error: nobody would hear that a target group is slow. Warning where an alarm shows it and calls nobody, info while nobody sends
 * it anything.
 */
export const noLatencyAlarm: CheckRule = {
  id: 'no-latency-alarm',
  severity: 'error',
  *check(facts) {
    const alarms = known(facts.alarms, true);
    if (!alarms) return yield notJudged('every target group', `the alarms are not known: ${whyNot(facts.alarms)}`);
    yield* unknownGroups(facts);
    const groups = checkedGroups(facts);
    const watching = coverOf(alarms, groups);
    const { isHeard } = compositesOf(alarms);
    for (const group of groups) {
      if (isExempt(group)) continue;
      const { latency, inVain } = watching(group);
      // In shadow mode ours are silent on purpose.
      if (latency.some((alarm) => isOurs(alarm) || isHeard(alarm))) continue;
      if (mayBeExempt(group, facts)) {
        yield notJudged(subjectOf(group), 'its tags could not be read, and a rule of discover: goes by tags');
        continue;
      }
      const idle = group.found?.traffic === 'no-traffic';
      const [silent] = latency;
      if (silent) {
        yield {
          subject: subjectOf(group),
          ...placeOf(group),
          severity: idle ? 'info' : 'warning',
          message: `${silent.name} shows slow requests of target group ${group.targetGroup.name}, but calls nobody: ${whySilent(silent)}, and no composite that acts reads it`,
          advice: adviceFor(group),
        };
        continue;
      }
      yield {
        subject: subjectOf(group),
        ...placeOf(group),
        message: `no alarm shows slow requests of target group ${group.targetGroup.name}${trafficOf(group)}${besides(inVain, group)}`,
        advice: adviceFor(group),
        ...(idle && { severity: 'info' as const }),
      };
    }
  },
};

function isOurs({ name, properties }: AccountAlarm): boolean {
  return madeByHoldband({ AlarmName: name, ...properties });
}

function whySilent({ properties: { ActionsEnabled: enabled } }: AccountAlarm): string {
  return enabled === false ? 'its actions are disabled' : 'it has no actions';
}

function trafficOf({ found }: CheckedGroup): string {
  if (!found || found.traffic === 'unknown') return '';
  if (found.traffic === 'no-traffic') return ', which nobody sends anything at present';
  const carries = { 'long-polls': 'long polls', mixed: 'requests and long polls', requests: 'requests' }[found.traffic];
  return `, which carries ${carries} (${figure(found.requests)} looked at)`;
}

/** What looks like cover, and is none. */
function besides([first]: readonly AccountAlarm[], group: CheckedGroup): string {
  if (!first) return '';
  return isSetOffByHolds(first, group)
    ? `; ${first.name} reads its holds as slowness`
    : `; ${first.name} reads its whole load balancer, where other target groups hide it`;
}

function adviceFor(group: CheckedGroup): string {
  return adviceToWatch(group, (target) => `the target group as ${target}`, 'or say there that it is exempt, and why');
}
