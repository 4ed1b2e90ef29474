import { known, whyNot } from '../facts.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/**
 * Error: the account does not have the target group that the config names. Warning where nothing forwards to it. Its alarms see
 * nothing.
 */
export const targetGroupGone: CheckRule = {
  id: 'target-group-gone',
  severity: 'error',
  *check(facts) {
    const listed = known(facts.targetGroups, true);
    const there = new Map(listed?.map((group) => [group.arn, group]));
    for (const { name: environment, targets } of facts.environments) {
      const written = facts.locks.get(environment)?.settings.targets;
      for (const { name, targetGroup } of targets) {
        // Of a target with match the lock is to blame: lock-out-of-date says it.
        if (written?.some((target) => target.name === name && target.match)) continue;
        const subject = `${environment}/${name}`;
        if (!listed) {
          yield notJudged(subject, `not all target groups are known: ${whyNot(facts.targetGroups)}`);
        } else if (there.get(targetGroup.arn)?.loadBalancerArns.length === 0) {
          yield {
            subject,
            environment,
            target: { environment, name, key: 'targetGroup' },
            // The half of a blue/green deployment that waits is no mistake.
            severity: 'warning',
            message: `no load balancer forwards to target group ${targetGroup.fullName}: its alarms see nothing`,
            advice: 'see whether a listener rule is missing, or which target group took its place',
          };
        } else if (!there.has(targetGroup.arn)) {
          const again = listed.find((group) => group.name === targetGroup.name);
          const now = again ? `; one of that name is there as ${again.arn}` : '';
          yield {
            subject,
            environment,
            target: { environment, name, key: 'targetGroup' },
            message: `the account has no target group ${targetGroup.fullName}: its alarms see nothing${now}`,
            advice: again
              ? "put the new ARN in, or let match: find it, and run 'holdband discover --write'"
              : "take the target out of the config, or run 'holdband discover' for what took its place",
          };
        }
      }
    }
  },
};
