import { asClause } from '../../../sentence.ts';
import { known, whyNot } from '../facts.ts';
import { checkedGroups, placeOf, subjectOf, unreadTraffic } from '../groups.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Error: the config says one thing of a target group's traffic, its metrics another. */
export const trafficContradictsProfile: CheckRule = {
  id: 'traffic-contradicts-profile',
  severity: 'error',
  *check(facts) {
    const groups = checkedGroups(facts).filter(({ targets }) => targets.length > 0);
    // Targets whose target group is not there are findings of other rules; without the list nobody can tell.
    if (!known(facts.targetGroups)) {
      for (const { name: environment, targets } of facts.environments) {
        for (const { name } of targets) {
          yield notJudged(`${environment}/${name}`, `the target groups are not known: ${whyNot(facts.targetGroups)}`);
        }
      }
    }
    for (const group of groups) {
      const { found } = group;
      const unread = known(facts.discovery) ? unreadTraffic(group) : whyNot(facts.discovery);
      if (unread !== undefined) yield notJudged(subjectOf(group), unread);
      const contradiction = found?.configured?.contradiction;
      if (contradiction === undefined) continue;
      yield {
        subject: subjectOf(group),
        ...placeOf(group, 'traffic'),
        message: asClause(contradiction),
        advice: "look at it with 'holdband triage --target-group', and put traffic and hold right",
      };
    }
  },
};
