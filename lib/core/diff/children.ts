import { alarmsOf } from '../alarms/composite-rule.ts';
import { readRule } from './direction-composite.ts';
import type { AlarmRecord } from './model.ts';

/**
 * Alarms that a composite's rule reads, by name. One that CloudFormation will name, or whose ARN only a deployment knows,
 * is there by its logical id, as `${SlowAlarm.Arn}` says it. None where the rule itself is left open.
 */
export function childrenOf({ properties }: AlarmRecord): string[] {
  const read = readRule(properties.AlarmRule);
  return read ? alarmsOf(read).map(nameInReference) : [];
}

const ARN = /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/;
const REFERENCE = /^\$\{([A-Za-z0-9]+)(?:\.Arn)?\}$/;

function nameInReference(alarm: string): string {
  const name = ARN.exec(alarm)?.[1] ?? alarm;
  return REFERENCE.exec(name)?.[1] ?? name;
}
