import { known, whyNot } from '../facts.ts';
import { checkedGroups, placeOf, subjectOf } from '../groups.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Error: the config says one thing of a target group's traffic, its metrics another. */
export const trafficContradictsProfile: CheckRule = {
  id: 'traffic-contradicts-profile',
  severity: 'error',
  *check(facts) {
    const groups = checkedGroups(facts).filter(({ targets }) => targets.length > 0);
    if (!known(facts.discovery)) {
      for (const group of groups) {
        yield notJudged(subjectOf(group), `its traffic is not known: ${whyNot(facts.discovery)}`);
      }
      return;
    }
    for (const group of groups) {
      const { found } = group;
      if (!found) yield notJudged(subjectOf(group), 'its traffic was not looked at');
      else if (found.evidence.some(({ id }) => id === 'figures-unread')) {
        const [first] = found.evidence;
        yield notJudged(subjectOf(group), `its traffic is not known: ${first?.text.replace(/\.$/, '')}`);
      }
      const contradiction = found?.configured?.contradiction;
      if (contradiction === undefined) continue;
      yield {
        subject: subjectOf(group),
        ...placeOf(group, 'traffic'),
        message: `${contradiction.slice(0, 1).toLowerCase()}${contradiction.slice(1).replace(/\.$/, '')}`,
        advice: "look at it with 'holdband triage --target-group', and put traffic and hold right",
      };
    }
  },
};
