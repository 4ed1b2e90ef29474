import { compareText } from '../../../order.ts';
import { plural } from '../../../triage/words.ts';
import { known, whyNot } from '../facts.ts';
import { checkedGroups, isExempt, subjectOf, unknownGroups } from '../groups.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Names shown of a long list. */
const MOST = 4;

/**
 * Warning where one pod alone carries several target groups: when it goes, all of them do. Info where several share more than
 * one: what the alarms of one see, those of the others see, too, and a poll held through one is a connection that the others
 * wait for.
 */
export const onePodBehindManyTargets: CheckRule = {
  id: 'one-pod-behind-many-targets',
  severity: 'warning',
  *check(facts) {
    yield* unknownGroups(facts);
    const registered = new Map<string, Map<string, boolean>>();
    const healthy = new Map<string, number>();
    for (const group of checkedGroups(facts)) {
      if (isExempt(group)) continue;
      const subject = subjectOf(group);
      const health = facts.targetHealth.get(group.targetGroup.arn);
      const rows = known(health);
      if (!rows) {
        yield notJudged(subject, `its targets are not known: ${whyNot(health)}`);
        continue;
      }
      healthy.set(subject, rows.filter(({ state }) => state === 'healthy').length);
      for (const { id, port, state } of rows) {
        // Two networks may have the same addresses.
        const key = JSON.stringify([group.description.vpc, nameOf(id, port)]);
        const groups = registered.get(key) ?? new Map<string, boolean>();
        groups.set(subject, state === 'healthy');
        registered.set(key, groups);
      }
    }
    const sharing = Map.groupBy(
      [...registered].filter(([, groups]) => groups.size > 1),
      ([, groups]) => [...groups.keys()].sort(compareText).join(', '),
    );
    for (const [subject, shared] of sharing) {
      const groups = [...(shared[0]?.[1].keys() ?? [])];
      const lonely = groups.filter((group) => {
        return healthy.get(group) === 1 && shared.some(([, each]) => each.get(group) === true);
      });
      const targets = shared.map(([key]) => (JSON.parse(key) as [string | null, string])[1]);
      const names = `${targets.slice(0, MOST).join(', ')}${targets.length > MOST ? `, +${targets.length - MOST}` : ''}`;
      if (lonely.length > 1) {
        yield {
          subject,
          message: `${names} is the only healthy target of ${lonely.join(' and ')}: when it goes, all of them do`,
          advice: 'run a second pod, or give each service pods of its own',
        };
      } else {
        yield {
          subject,
          severity: 'info',
          message: `${plural(targets.length, 'target')} (${names}) ${targets.length === 1 ? 'is' : 'are'} registered in each of them: slowness and restarts show in the alarms of all`,
          advice: 'when several page at once, look at the pods first',
        };
      }
    }
  },
};

/** A pod by its address, whichever port; an instance runs many services, each behind a port of its own. */
function nameOf(id: string, port: number | undefined): string {
  return id.startsWith('i-') ? `${id}:${port ?? ''}` : id;
}
