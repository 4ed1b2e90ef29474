import { plural } from '../../../triage/words.ts';
import { deployments } from '../deployed.ts';
import type { CheckRule, Judgement } from '../rule.ts';

/** Names shown of a long list. */
const MOST = 4;

/** Error: the config has alarms that the account has not. */
export const deployedMissing: CheckRule = {
  id: 'deployed-missing',
  severity: 'error',
  *check(facts) {
    const open: Judgement[] = [];
    for (const { environment, expected, deployed } of deployments(facts, (each) => open.push(each))) {
      const missing = expected.alarms.flatMap(({ name }) => (name === undefined || deployed.has(name) ? [] : [name]));
      if (missing.length === 0) continue;
      if (deployed.size === 0) {
        yield {
          subject: environment,
          environment,
          message: `none of the ${plural(missing.length, 'alarm')} of ${expected.source} is deployed`,
          advice: `deploy it: cdk deploy 'holdband-${environment}*'`,
        };
        continue;
      }
      const targets = facts.environments.find(({ name }) => name === environment)?.targets ?? [];
      const ownerOf = (alarm: string) => {
        const owners = targets.filter(({ name }) => alarm.startsWith(`holdband-${environment}-${name}-`));
        return owners.reduce((longest, { name }) => (name.length > longest.length ? name : longest), '');
      };
      for (const [target, names] of Map.groupBy(missing, ownerOf)) {
        const rest = names.length > MOST ? ` and ${names.length - MOST} more` : '';
        yield {
          subject: target === '' ? environment : `${environment}/${target}`,
          environment,
          ...(target !== '' && { target: { environment, name: target } }),
          message: `${expected.source} has ${names.slice(0, MOST).join(', ')}${rest}, which ${names.length === 1 ? 'is' : 'are'} not deployed`,
          advice: 'deploy the stack of the environment again',
        };
      }
    }
    yield* open;
  },
};
