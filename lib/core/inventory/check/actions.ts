import { parseArn } from '../../config/arns.ts';
import type { AccountAlarm } from '../account.ts';
import { madeByHoldband } from '../alarms-on-holds.ts';

type Properties = AccountAlarm['properties'];

/** ARNs that an alarm calls in ALARM; none while its actions are disabled. */
export function actionsInAlarm(properties: Properties): string[] {
  return properties.ActionsEnabled === false ? [] : actionsOf(properties);
}

/** ARNs that an alarm calls in ALARM or, where it is one of ours in shadow mode, will call once its actions are on. */
export function actionsToCome({ name, properties }: AccountAlarm): string[] {
  return madeByHoldband({ AlarmName: name, ...properties }) ? actionsOf(properties) : actionsInAlarm(properties);
}

/**
 * Whether scaling policies are all that an alarm calls: nobody hears of it, and its policy goes by it. Those of target tracking
 * are made by their policy, which breaks when somebody edits or deletes them.
 * Source: Application Auto Scaling user guide, target tracking.
 */
export function onlyScales(properties: Properties): boolean {
  const actions = actionsOf(properties);
  return actions.length > 0 && actions.every((action) => parseArn(action)?.service === 'autoscaling');
}

function actionsOf({ AlarmActions: actions }: Properties): string[] {
  return Array.isArray(actions) ? actions.filter((action) => typeof action === 'string') : [];
}
