import { shellWord } from '../../../shell.ts';
import { plural } from '../../../triage/words.ts';
import type { AccountAlarm } from '../../account.ts';
import { alarmMetrics } from '../../alarm-metrics.ts';
import { madeByHoldband } from '../../alarms-on-holds.ts';
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
      const readers = compositesOf(alarm, alarms);
      const read = readers.length === 0 ? '' : `; ${readers.join(', ')} ${readers.length === 1 ? 'reads' : 'read'} it`;
      yield {
        subject: alarm.name,
        alarm: alarm.name,
        message: `watches ${[...gone].join(' and ')}, which the account does not have${read}`,
        advice: ours
          ? "run 'holdband discover --write' where the config has match, or put the new ARNs in, and deploy"
          : `see what took the place of ${plural(gone.size, 'resource')}, watch that, and delete the alarm`,
        ...(!ours && { severity: 'warning' as const, command: deleteCommand(alarm, facts.region) }),
      };
    }
  },
};

/** The dimension value: what stands after `loadbalancer/`, or the whole resource of a target group. */
function fullName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1).replace(/^loadbalancer\//, '');
}

/** Composites whose rule names the alarm. */
function compositesOf({ name, arn }: AccountAlarm, alarms: readonly AccountAlarm[]): string[] {
  return alarms
    .filter(({ kind, properties: { AlarmRule: rule } }) => {
      if (kind !== 'composite' || typeof rule !== 'string') return false;
      return [`("${name}")`, `(${name})`, `("${arn}")`, `(${arn})`].some((reference) => rule.includes(reference));
    })
    .map((composite) => composite.name);
}

function deleteCommand({ name }: AccountAlarm, region: string): string {
  const names = `--alarm-names${name.startsWith('-') ? '=' : ' '}${shellWord(name)}`;
  return `aws cloudwatch delete-alarms ${names} --region ${shellWord(region)}`;
}
