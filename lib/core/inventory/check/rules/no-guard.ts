import { GUARD_IDS } from '../../../targets.ts';
import { coverOf } from '../cover.ts';
import { known, whyNot } from '../facts.ts';
import {
  adviceToWatch,
  type CheckedGroup,
  checkedGroups,
  isExempt,
  placeOf,
  subjectOf,
  unknownGroups,
} from '../groups.ts';
import { holdOf } from '../held.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Warning: slow requests are watched, but a target group that answers nothing at all is not slow. */
export const noGuard: CheckRule = {
  id: 'no-guard',
  severity: 'warning',
  *check(facts) {
    const alarms = known(facts.alarms, true);
    if (!alarms) return yield notJudged('every target group', `the alarms are not known: ${whyNot(facts.alarms)}`);
    yield* unknownGroups(facts);
    const groups = checkedGroups(facts);
    const watching = coverOf(alarms, groups);
    for (const group of groups) {
      if (isExempt(group) || isUnguarded(group)) continue;
      const { latency, guards } = watching(group);
      // Who watches nothing at all is told so already.
      if (latency.length === 0 || guards.length > 0) continue;
      const [first] = latency;
      yield {
        subject: subjectOf(group),
        ...placeOf(group, 'guards'),
        message: `${first?.name} watches its latency, but no alarm its healthy targets or errors${holdOf(group) ? ', or whether polls are still held' : ''}`,
        advice: adviceFor(group),
      };
    }
  },
};

/** Whether the config switches all guards off: somebody decided that. */
function isUnguarded({ targets }: CheckedGroup): boolean {
  return targets.length > 0 && targets.every(({ target }) => GUARD_IDS.every((id) => !target.guards[id].on));
}

function adviceFor(group: CheckedGroup): string {
  return adviceToWatch(group, (target) => `guards for ${target}`, 'which brings guards with it');
}
