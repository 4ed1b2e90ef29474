import type { AccountAlarm } from '../account.ts';

/** ARNs that an alarm calls in ALARM; none while its actions are disabled. */
export function actionsInAlarm({
  ActionsEnabled: enabled,
  AlarmActions: actions,
}: AccountAlarm['properties']): string[] {
  if (enabled === false || !Array.isArray(actions)) return [];
  return actions.filter((action) => typeof action === 'string');
}
