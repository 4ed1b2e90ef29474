import { shellWord } from '../../../shell.ts';
import { deployments } from '../deployed.ts';
import type { CheckRule, Judgement } from '../rule.ts';

/** Error: somebody disabled the actions of an alarm that should act. */
export const deployedSilent: CheckRule = {
  id: 'deployed-silent',
  severity: 'error',
  ofAlarms: true,
  *check(facts) {
    const open: Judgement[] = [];
    for (const { environment, expected, deployed } of deployments(facts, (each) => open.push(each))) {
      for (const { name = '', properties } of expected.alarms) {
        const actions = properties.AlarmActions;
        // Without actions of its own there is nothing to disable: its composite acts.
        if (properties.ActionsEnabled === false || !Array.isArray(actions) || actions.length === 0) continue;
        if (deployed.get(name)?.properties.ActionsEnabled !== false) continue;
        yield {
          subject: name,
          environment,
          alarm: name,
          message: 'its actions are disabled in the account, and paging is on in the config: it calls nobody',
          advice: 'enable them, or say paging: off in the config while it has to be silent',
          command: `aws cloudwatch enable-alarm-actions --alarm-names ${shellWord(name)} --region ${shellWord(facts.region)}`,
        };
      }
    }
    yield* open;
  },
};
