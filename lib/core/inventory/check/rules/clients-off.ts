import { withoutStop } from '../../../sentence.ts';
import { figure } from '../../../triage/words.ts';
import { known, whyNot } from '../facts.ts';
import { checkedGroups, placeOf, subjectOf } from '../groups.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Warning: other clients than the config says, by more than 30 %: guards that compare with them are off. */
export const clientsOff: CheckRule = {
  id: 'clients-off',
  severity: 'warning',
  *check(facts) {
    for (const group of checkedGroups(facts)) {
      const declared = group.targets.find(({ target }) => target.clients !== undefined)?.target;
      if (!declared) continue;
      const off = group.found?.configured?.clientsOff;
      if (!group.found) yield notJudged(subjectOf(group), `its traffic is not known: ${whyNot(facts.discovery)}`);
      else if (off === 'not known') {
        yield notJudged(subjectOf(group), 'its figures do not say how many clients it has');
      } else if (off) {
        const range = off.evidence.map(({ text }) => withoutStop(text)).join('; ');
        yield {
          subject: subjectOf(group),
          ...placeOf(group, 'clients'),
          message: `the config says ${figure(off.declared)} clients, the traffic ${figure(off.measured)} (${off.offPercent > 0 ? '+' : ''}${off.offPercent} %): ${range}`,
          advice:
            off.measured >= 1
              ? `set clients to ${Math.round(off.measured)}`
              : 'see where its clients are; if none should be there, drop clients',
        };
      }
    }
    if (!known(facts.targetGroups)) {
      for (const { name: environment, targets } of facts.environments) {
        for (const { name, clients } of targets) {
          if (clients === undefined) continue;
          yield notJudged(`${environment}/${name}`, `the target groups are not known: ${whyNot(facts.targetGroups)}`);
        }
      }
    }
  },
};
