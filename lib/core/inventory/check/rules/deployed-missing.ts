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
          advice: `deploy it: npx cdk deploy --all -c environment=${environment}`,
        };
        continue;
      }
      const targets = facts.environments.find(({ name }) => name === environment)?.targets ?? [];
      const known = new Set(targets.map(({ name }) => name));
      for (const [target, names] of Map.groupBy(missing, (alarm) => ownerOf(alarm, environment, known))) {
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

/** The target whose alarm it is by its name, the longest name that fits; empty where there is none. */
function ownerOf(alarm: string, environment: string, targets: ReadonlySet<string>): string {
  const rest = alarm.slice(`holdband-${environment}-`.length);
  for (let dash = rest.lastIndexOf('-'); dash > 0; dash = rest.lastIndexOf('-', dash - 1)) {
    if (targets.has(rest.slice(0, dash))) return rest.slice(0, dash);
  }
  return '';
}
