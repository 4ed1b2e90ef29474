import { alarmsOf } from '../alarms/composite-rule.ts';
import { readRule } from './direction-composite.ts';
import type { AlarmRecord } from './model.ts';

/** An alarm that a composite's rule reads. */
export interface ChildReference {
  /** Its name, or its logical id. Untrusted text. */
  readonly name: string;
  /**
   * Whether `name` is a logical id of the composite's stack: `${SlowAlarm.Arn}`, where CloudFormation makes the name up or
   * only a deployment knows the ARN.
   */
  readonly isLogicalId: boolean;
}

/** Alarms that a composite's rule reads, in its order. None where the rule itself is left open. */
export function childrenOf({ properties }: AlarmRecord): ChildReference[] {
  const read = readRule(properties.AlarmRule);
  return read ? alarmsOf(read).map(readReference) : [];
}

const ARN = /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/;
const REFERENCE = /^\$\{([A-Za-z0-9]+)(?:\.Arn)?\}$/;

function readReference(alarm: string): ChildReference {
  const name = ARN.exec(alarm)?.[1] ?? alarm;
  const logicalId = REFERENCE.exec(name)?.[1];
  return { name: logicalId ?? name, isLogicalId: logicalId !== undefined };
}
