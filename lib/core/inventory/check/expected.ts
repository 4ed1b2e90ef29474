import { planEnvironment } from '../../alarms/plan.ts';
import { planRecords } from '../../alarms/plan-records.ts';
import type { AlarmRecord } from '../../diff/model.ts';
import type { Environment, TargetNotify } from '../../targets.ts';
import type { ExpectedAlarms } from './facts.ts';

/**
 * The alarms that an environment's stacks would have, synthesised now: as the constructs make them, but for the dashboards
 * that their descriptions link, which depend on the stack a target is in.
 *
 * @param source what a sentence names them by
 * @throws InputError where the environment cannot be planned
 */
export function expectedAlarms(environment: Environment, source: string): ExpectedAlarms {
  const plan = planEnvironment(environment);
  const targets = plan.targets.flatMap(({ target, plan: own }) =>
    planRecords(own, { ...actionsOf(environment, target.notify), paging: target.paging }),
  );
  const { loadBalancers } = plan;
  const balancers = loadBalancers.alarms.flatMap((alarm): AlarmRecord[] => {
    const paging = environment.targets.some((target) => target.loadBalancer.name === alarm.subject && target.paging);
    return planRecords({ alarms: [alarm], leftOut: [] }, { ...actionsOf(environment), paging });
  });
  return { source, alarms: [...targets, ...balancers] };
}

/** Whom alarms call: topics that were given, or those that the first stack makes, and the runbook. */
function actionsOf(
  { name, partition, region, account, notify, runbook }: Environment,
  own: TargetNotify = {},
): { readonly page: string[]; readonly ticket: string[] } {
  const made = (role: string) => `arn:${partition}:sns:${region}:${account}:holdband-${name}-${role}`;
  const run = `arn:${partition}:lambda:${region}:${account}:function:holdband-${name}-runbook`;
  return {
    page: [own.page ?? notify.page ?? made('page'), ...(runbook.on ? [run] : [])],
    ticket: [own.ticket ?? notify.ticket ?? made('ticket')],
  };
}
