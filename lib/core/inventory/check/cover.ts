import { GUARD_IDS } from '../../targets.ts';
import type { AccountAlarm } from '../account.ts';
import { type AlarmMetric, alarmMetrics } from '../alarm-metrics.ts';
import { onlyScales } from './actions.ts';
import type { CheckedGroup } from './groups.ts';
import { isSetOffByHolds } from './held.ts';

const NAMESPACE = 'AWS/ApplicationELB';
const LATENCY = 'TargetResponseTime';
/** What tells that targets are gone or fail, whatever they answer in time. */
const OF_HEALTH = new Set([
  'HealthyHostCount',
  'UnHealthyHostCount',
  'HealthyStateRouting',
  'HealthyStateDNS',
  'UnhealthyStateRouting',
  'UnhealthyStateDNS',
  'HTTPCode_Target_5XX_Count',
  'TargetConnectionErrorCount',
]);

/** Alarms that watch one target group. */
export interface Cover {
  /** On its response times; not those that its holds alone set off, which say nothing about slow requests. */
  readonly latency: readonly AccountAlarm[];
  /** On its health, its errors, or what the exclusion of holds hides. */
  readonly guards: readonly AccountAlarm[];
  /** On response times that are not its own alone, or that its holds set off: they do not watch it. */
  readonly inVain: readonly AccountAlarm[];
}

/**
 * Who watches which target group: made once for all alarms of an account. The response times of a load balancer are those of
 * its target group where it has only one.
 */
export function coverOf(
  alarms: readonly AccountAlarm[],
  groups: readonly CheckedGroup[],
): (group: CheckedGroup) => Cover {
  const behind = Map.groupBy(
    groups.flatMap((group) => group.loadBalancers.map(({ fullName }) => ({ fullName, group }))),
    ({ fullName }) => fullName,
  );
  const byDimension = new Map<string, { readonly alarm: AccountAlarm; readonly metric: AlarmMetric }[]>();
  const queries: { readonly alarm: AccountAlarm; readonly text: string }[] = [];
  for (const alarm of alarms) {
    // Who scales by it hears nothing.
    if (alarm.kind !== 'metric' || onlyScales(alarm.properties)) continue;
    for (const metric of alarmMetrics(alarm.properties)) {
      const { LoadBalancer, TargetGroup } = metric.dimensions;
      const key = TargetGroup ?? LoadBalancer;
      if (metric.namespace !== NAMESPACE || key === undefined) continue;
      const known = byDimension.get(key);
      if (known) known.push({ alarm, metric });
      else byDimension.set(key, [{ alarm, metric }]);
    }
    const text = selectsOf(alarm.properties);
    if (text.includes(LATENCY)) queries.push({ alarm, text });
  }
  return (group) => {
    const { targetGroup, loadBalancers } = group;
    const own = byDimension.get(targetGroup.fullName) ?? [];
    const wide = loadBalancers.map(({ fullName }) => ({
      reading: byDimension.get(fullName) ?? [],
      alone: behind.get(fullName)?.length === 1,
    }));
    const selected = queries.filter(({ text }) => selects(text, group));
    const ofLatency = (reading: typeof own) =>
      reading.filter(
        ({ alarm, metric }) => metric.metricName === LATENCY && !isGuard(alarm) && !isOnFast(alarm, metric),
      );
    const guards = [...own, ...wide.filter(({ alone }) => alone).flatMap(({ reading }) => reading)].filter(
      ({ alarm, metric }) => isGuard(alarm) || OF_HEALTH.has(metric.metricName),
    );
    const alone = wide.filter((each) => each.alone).flatMap(({ reading }) => reading);
    const shared = wide.filter((each) => !each.alone).flatMap(({ reading }) => reading);
    const latency = each([...ofLatency([...own, ...alone]), ...selected]);
    const inVain = latency.filter((alarm) => isSetOffByHolds(alarm, group));
    return {
      latency: latency.filter((alarm) => !inVain.includes(alarm)),
      guards: each(guards),
      inVain: [...inVain, ...each(ofLatency(shared))],
    };
  };
}

function each(found: readonly { readonly alarm: AccountAlarm }[]): AccountAlarm[] {
  return [...new Set(found.map(({ alarm }) => alarm))];
}

/** A guard of ours may read response times, too: holds that stopped show there. */
function isGuard({ name }: AccountAlarm): boolean {
  return name.startsWith('holdband-') && GUARD_IDS.some((id) => name.endsWith(`-${id}`));
}

/** Whether it goes off where responses are fast; a share of fast requests (`PR`, `TC`) goes the other way round. */
function isOnFast({ properties }: AccountAlarm, { id, stat }: AlarmMetric): boolean {
  const { ComparisonOperator: comparison } = properties;
  // What metric math makes of a response time may fall where that rises.
  return id === '' && typeof comparison === 'string' && comparison.startsWith('LessThan') && !/^(PR|TC)\(/i.test(stat);
}

/** The texts of Metrics Insights queries, which name no dimensions apart. */
function selectsOf({ Metrics: metrics }: AccountAlarm['properties']): string {
  if (!Array.isArray(metrics)) return '';
  const texts = metrics.flatMap((query: unknown) => {
    const expression = (query as { Expression?: unknown } | null)?.Expression;
    return typeof expression === 'string' && /\bSELECT\b/i.test(expression) ? [expression] : [];
  });
  return texts.join('\n');
}

/** Whether a query reads one target group apart from others: it names it, or makes a series of each, of its load balancer at least. */
function selects(text: string, { targetGroup, loadBalancers }: CheckedGroup): boolean {
  if (text.includes(targetGroup.fullName)) return true;
  if (!/GROUP\s+BY\b[^;]*\bTargetGroup\b/i.test(text)) return false;
  return !/\bWHERE\b/i.test(text) || loadBalancers.some(({ fullName }) => text.includes(fullName));
}
