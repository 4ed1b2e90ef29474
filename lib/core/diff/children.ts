import { alarmsOf } from '../alarms/composite-rule.ts';
import { readRule } from './direction-composite.ts';
import type { AlarmRecord } from './model.ts';

/** Names of the alarms that a composite's rule reads; none where a template leaves the rule open. */
export function childrenOf({ properties }: AlarmRecord): string[] {
  const { AlarmRule: rule } = properties;
  const read = typeof rule === 'string' ? readRule(rule) : undefined;
  return read ? alarmsOf(read).map(nameInArn) : [];
}

function nameInArn(alarm: string): string {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(alarm)?.[1] ?? alarm;
}
