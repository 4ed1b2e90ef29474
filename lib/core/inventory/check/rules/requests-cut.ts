import { asClause } from '../../../sentence.ts';
import { checkedGroups, isExempt, placeOf, subjectOf, unknownGroups, unreadTraffic } from '../groups.ts';
import { holdOf } from '../held.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Evidence of discovery for requests that the load balancer ended. */
const CUT = 'cut-by-idle-timeout';

/** Warning: the load balancer cuts many requests at its idle timeout, and nobody has said what they are. */
export const requestsCut: CheckRule = {
  id: 'requests-cut',
  severity: 'warning',
  *check(facts) {
    yield* unknownGroups(facts);
    for (const group of checkedGroups(facts)) {
      // Of a hold that is known lint says how many it severs.
      if (isExempt(group) || holdOf(group)) continue;
      const unread = unreadTraffic(group);
      if (unread !== undefined) yield notJudged(subjectOf(group), unread);
      const cut = group.found?.evidence.find(({ id }) => id === CUT);
      if (!cut) continue;
      yield {
        subject: subjectOf(group),
        ...placeOf(group),
        message: asClause(cut.text),
        advice:
          "if they are held on purpose, give the config their hold ('holdband holds' lists products) and raise the idle timeout above it",
      };
    }
  },
};
