import { shellWord } from '../../../shell.ts';
import type { AccountAlarm } from '../../account.ts';
import { alarmMetrics } from '../../alarm-metrics.ts';
import { madeByHoldband } from '../../alarms-on-holds.ts';
import { onlyScales } from '../actions.ts';
import { compositesOf } from '../composites.ts';
import { known, whyNot } from '../facts.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Namespaces whose dimensions name what is listed; classic load balancers are not. */
const NAMESPACES = new Set(['AWS/ApplicationELB', 'AWS/NetworkELB', 'AWS/GatewayELB']);

/** Error where the alarm is ours, else warning: what it watches is gone, so that it will never say anything again. */
export const alarmOnNothing: CheckRule = {
  id: 'alarm-on-nothing',
  severity: 'error',
  ofAlarms: true,
  *check(facts) {
    const alarms = known(facts.alarms);
    if (!alarms) return yield notJudged('every alarm', `the alarms are not known: ${whyNot(facts.alarms)}`);
    if (!known(facts.alarms, true)) yield notJudged('some alarms', `not all are known: ${whyNot(facts.alarms)}`);
    const there = {
      LoadBalancer: known(facts.loadBalancers, true)?.map(({ arn }) => fullName(arn)),
      TargetGroup: known(facts.targetGroups, true)?.map(({ arn }) => fullName(arn)),
    };
    const sets = { LoadBalancer: new Set(there.LoadBalancer), TargetGroup: new Set(there.TargetGroup) };
    if (!there.LoadBalancer) {
      yield notJudged('alarms on load balancers', `not all load balancers are known: ${whyNot(facts.loadBalancers)}`);
    }
    if (!there.TargetGroup) {
      yield notJudged('alarms on target groups', `not all target groups are known: ${whyNot(facts.targetGroups)}`);
    }
    const { readersOf } = compositesOf(alarms);
    for (const alarm of alarms) {
      if (alarm.kind !== 'metric') continue;
      const gone = new Set<string>();
      for (const { namespace, dimensions, accountId } of alarmMetrics(alarm.properties)) {
        // A metric of another account is about a load balancer there.
        if (!NAMESPACES.has(namespace) || (accountId !== undefined && accountId !== facts.account)) continue;
        for (const name of ['TargetGroup', 'LoadBalancer'] as const) {
          const value = dimensions[name];
          if (value !== undefined && there[name] && !sets[name].has(value)) gone.add(value);
        }
      }
      if (gone.size === 0) continue;
      const ours = madeByHoldband({ AlarmName: alarm.name, ...alarm.properties });
      const scales = onlyScales(alarm.properties);
      const readers = readersOf(alarm).map(({ name }) => name);
      const read = readers.length === 0 ? '' : `; ${readers.join(', ')} ${readers.length === 1 ? 'reads' : 'read'} it`;
      yield {
        subject: alarm.name,
        alarm: alarm.name,
        message: `watches ${[...gone].join(' and ')}, which the account does not have${read}${scales ? '; a scaling policy goes by it' : ''}`,
        advice: adviceFor(ours, scales),
        ...(!ours && { severity: 'warning' as const }),
        // A composite keeps what it reads from being deleted, and a scaling policy has its alarms itself.
        ...(!ours && !scales && readers.length === 0 && { command: deleteCommand(alarm, facts.region) }),
      };
    }
  },
};

/** The dimension value: what stands after `loadbalancer/`, or the whole resource of a target group. */
function fullName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1).replace(/^loadbalancer\//, '');
}

function adviceFor(ours: boolean, scales: boolean): string {
  if (ours) return "run 'holdband discover --write' where the config has match, or put the new ARNs in, and deploy";
  return scales
    ? 'let the scaling policy go by what took its place, or delete the policy: the alarm is its own'
    : 'see what took its place, watch that, and delete the alarm';
}

function deleteCommand({ name }: AccountAlarm, region: string): string {
  const names = `--alarm-names${name.startsWith('-') ? '=' : ' '}${shellWord(name)}`;
  return `aws cloudwatch delete-alarms ${names} --region ${shellWord(region)}`;
}
