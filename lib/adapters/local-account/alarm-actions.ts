import type { LocalAccount } from './account.ts';
import type { StateShown, StoredAlarm } from './alarm-store.ts';
import { type LambdaAlarmEvent, lambdaEvent, placeOf, uuidOf } from './events.ts';
import type { LambdaOutcome } from './lambda-process.ts';
import { alarmNotification } from './sns-events.ts';

/** Runs a function in the account's place; CloudWatch invokes asynchronously, so nobody waits for what it says. */
export type InvokeFunction = (functionArn: string, event: LambdaAlarmEvent) => Promise<LambdaOutcome>;

/** An invocation and how it ended. */
export interface RecordedInvocation {
  readonly functionArn: string;
  readonly event: LambdaAlarmEvent;
  readonly outcome: LambdaOutcome;
}

/** Which list of actions belongs to which state. */
const LISTS = { ALARM: 'AlarmActions', OK: 'OKActions', INSUFFICIENT_DATA: 'InsufficientDataActions' } as const;

/**
 * Does what an alarm's settings say for its new state, and writes down what became of it. Topics that exist get the
 * notification, functions the event; other services are not here, so their actions fail.
 *
 * @param at epoch seconds
 */
export async function act(
  account: LocalAccount,
  alarm: StoredAlarm,
  previous: StateShown,
  at: number,
  invoke: InvokeFunction | undefined,
): Promise<void> {
  const { settings } = alarm;
  const actions = settings[LISTS[alarm.state]];
  if (settings.ActionsEnabled === false || !Array.isArray(actions)) return;
  for (const action of actions as string[]) {
    const { service } = partsOf(action);
    if (service === 'sns' && !account.hasTopic(action)) {
      failed(account, alarm, at, action, 'Topic does not exist');
    } else if (service === 'sns') {
      const { message, subject } = alarmNotification({ alarm, previous });
      account.published.push({ topicArn: action, message, subject, messageId: uuidOf(`${action} ${at} ${message}`) });
      succeeded(account, alarm, at, action, { default: JSON.parse(message) });
    } else if (service === 'lambda' && invoke && account.hasFunction(action)) {
      const event = lambdaEvent({ alarm, previous });
      succeeded(account, alarm, at, action, event);
      account.invocations.push({ functionArn: action, event, outcome: await invoke(action, event) });
    } else {
      const error =
        service === 'lambda' ? 'no function is here that this local account runs' : `${service} is not here`;
      failed(account, alarm, at, action, error);
    }
  }
}

function partsOf(arn: string): { readonly service: string } {
  return { service: arn.split(':')[2] ?? '' };
}

function succeeded(account: LocalAccount, alarm: StoredAlarm, at: number, action: string, published: unknown): void {
  const data = { actionState: 'Succeeded', ...common(alarm, action), publishedMessage: published };
  record(account, alarm, at, `Successfully executed action ${action}`, data);
}

function failed(account: LocalAccount, alarm: StoredAlarm, at: number, action: string, error: string): void {
  const data = { actionState: 'Failed', ...common(alarm, action), publishedMessage: null, error };
  record(account, alarm, at, `Failed to execute action ${action}. Received error: "${error}"`, data);
}

function common(alarm: StoredAlarm, action: string): object {
  const { region } = placeOf(alarm.arn);
  return { stateUpdateTimestamp: Math.round(alarm.stateChangedAt * 1000), notificationResource: action, region };
}

function record(account: LocalAccount, { name, kind }: StoredAlarm, at: number, summary: string, data: object): void {
  account.alarms.record({ alarm: name, kind, at, type: 'Action', summary, data: JSON.stringify(data) });
}
