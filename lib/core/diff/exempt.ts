import type { Target } from '../targets.ts';
import { metricsOf } from './alarm-facts.ts';
import type { AlarmChange, AlarmRecord } from './model.ts';
import type { RuleContext } from './rule.ts';

/** The exempt target of the config that a changed alarm is on. */
export function exemptTarget(
  { before, after }: AlarmChange,
  { targets }: Pick<RuleContext, 'targets'>,
): Target | undefined {
  const groups = new Set([before, after].flatMap((record) => (record ? groupsOf(record) : [])));
  return targets.find(({ traffic, targetGroup }) => traffic === 'exempt' && groups.has(targetGroup.fullName));
}

function groupsOf(record: AlarmRecord): unknown[] {
  return metricsOf(record).map(({ dimensions }) => dimensions?.TargetGroup);
}
