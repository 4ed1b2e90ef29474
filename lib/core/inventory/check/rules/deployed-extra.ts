import { deployments } from '../deployed.ts';
import { type CheckRule, type Judgement, notJudged } from '../rule.ts';

/** Warning: the account has an alarm of the environment's name that the config does not have any more. */
export const deployedExtra: CheckRule = {
  id: 'deployed-extra',
  severity: 'warning',
  ofAlarms: true,
  *check(facts) {
    const open: Judgement[] = [];
    for (const { environment, expected, deployed } of deployments(facts, (each) => open.push(each))) {
      const wanted = new Set(expected.alarms.map(({ name }) => name));
      const unresolved = facts.unresolved.filter((target) => target.environment === environment);
      for (const { name } of unresolved) {
        yield notJudged(`${environment}/${name}`, 'the lock does not say which target group it is');
      }
      for (const name of deployed.keys()) {
        // The runbook's own alarms are of its construct, not of the plan.
        if (wanted.has(name) || name.startsWith(`holdband-${environment}-runbook-`)) continue;
        if (unresolved.some((target) => name.startsWith(`holdband-${environment}-${target.name}-`))) continue;
        yield {
          subject: name,
          environment,
          alarm: name,
          message: `is deployed, and ${expected.source} does not have it (any more)`,
          advice:
            'deploy the stack of the environment again, or delete the alarm where no stack has it, of this config or of another whose environment has a name that begins alike',
        };
      }
    }
    yield* open;
  },
};
