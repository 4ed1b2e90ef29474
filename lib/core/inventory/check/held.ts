import type { HoldProfile } from '../../holds/profile.ts';
import type { AccountAlarm } from '../account.ts';
import { alarmMetrics } from '../alarm-metrics.ts';
import { type AlarmOnHolds, type HeldTargetGroup, pagesOnHolds } from '../alarms-on-holds.ts';
import { heldBy } from '../lint/rule.ts';
import type { CheckedGroup } from './groups.ts';

/** The hold of a target group: as the config declares it, else as its traffic shows it. */
export function holdOf({ targets, found }: CheckedGroup): HoldProfile | undefined {
  for (const { target } of targets) {
    const declared = heldBy(target);
    if (declared) return declared;
  }
  // With `unknown` the band may be that of a time-out.
  return found && (found.traffic === 'mixed' || found.traffic === 'long-polls') ? found.hold : undefined;
}

/** The group as somebody's alarm may take its holds for slowness, once for each load balancer in front of it. */
export function heldGroupsOf(group: CheckedGroup): HeldTargetGroup[] {
  const hold = holdOf(group);
  if (!hold) return [];
  const clients = Math.max(0, ...group.targets.map(({ target }) => target.clients ?? 0));
  const perMinute = (60 * clients) / hold.ceilingSeconds;
  return group.loadBalancers.map(({ fullName }) => ({
    targetGroup: group.targetGroup.fullName,
    loadBalancer: fullName,
    hold,
    ...(perMinute > 0 && { holdsPerMinute: perMinute }),
  }));
}

/** Whether idle holds of the group alone put an alarm in ALARM: then it says nothing about slow requests. */
export function isSetOffByHolds(alarm: AccountAlarm, group: CheckedGroup): boolean {
  return heldGroupsOf(group).some((held) => tried(alarm, held)?.pages === 'yes');
}

/** What the holds of a group do to an alarm, through whichever load balancer; `undefined` for nothing. */
export function ofGroup(alarm: AccountAlarm, group: CheckedGroup): AlarmOnHolds | undefined {
  for (const held of heldGroupsOf(group)) {
    const found = tried(alarm, held);
    if (found) return found;
  }
  return undefined;
}

/** An experiment takes about a millisecond, and several rules ask for the same one. */
const TRIED = new WeakMap<AccountAlarm, Map<string, AlarmOnHolds | undefined>>();

function tried(alarm: AccountAlarm, held: HeldTargetGroup): AlarmOnHolds | undefined {
  const known = TRIED.get(alarm) ?? new Map<string, AlarmOnHolds | undefined>();
  TRIED.set(alarm, known);
  // An alarm that names no target group takes those of one load balancer with the same holds for one.
  const { hold, holdsPerMinute, loadBalancer } = held;
  const isOfGroups = alarmMetrics(alarm.properties).some(({ dimensions }) => 'TargetGroup' in dimensions);
  const key = JSON.stringify([isOfGroups && held.targetGroup, loadBalancer, hold, holdsPerMinute]);
  if (!known.has(key)) known.set(key, pagesOnHolds({ AlarmName: alarm.name, ...alarm.properties }, held));
  return known.get(key);
}

/** Alarms that read response times, by the target group or load balancer they read them of. */
export function latencyAlarms(alarms: readonly AccountAlarm[]): (group: CheckedGroup) => AccountAlarm[] {
  const byDimension = new Map<string, Set<AccountAlarm>>();
  for (const alarm of alarms) {
    if (alarm.kind !== 'metric') continue;
    for (const { metricName, dimensions } of alarmMetrics(alarm.properties)) {
      const value = dimensions.TargetGroup ?? dimensions.LoadBalancer;
      if (metricName !== 'TargetResponseTime' || value === undefined) continue;
      byDimension.set(value, (byDimension.get(value) ?? new Set()).add(alarm));
    }
  }
  return ({ targetGroup, loadBalancers }) => {
    const names = [targetGroup.fullName, ...loadBalancers.map(({ fullName }) => fullName)];
    return [...new Set(names.flatMap((name) => [...(byDimension.get(name) ?? [])]))];
  };
}
