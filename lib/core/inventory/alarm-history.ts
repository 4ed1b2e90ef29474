import type { AlarmHistoryEntry } from './account.ts';

/** What an entry of an alarm's history says of one of its actions. */
export interface ActionEntry {
  /** ARN; the whole sentence where none is told. Untrusted text. */
  readonly action: string;
  readonly failed: boolean;
  /** Untrusted text. @default - none was told */
  readonly error?: string;
}

/** By the data where they are JSON, else by the sentence: data are cut at 4,095 characters, and then they are none. */
export function actionEntry({ type, data, summary }: AlarmHistoryEntry): ActionEntry | undefined {
  if (type !== 'Action') return undefined;
  const { actionState, notificationResource, error } = recordOf(data);
  const said = /\b(arn:[^\s"]+?)[.,]?(?=\s|$|")/.exec(summary)?.[1];
  const quoted = /Received error: "(.*)"/s.exec(summary)?.[1];
  const why = typeof error === 'string' ? error : quoted;
  return {
    action: typeof notificationResource === 'string' ? notificationResource : (said ?? summary),
    failed: typeof actionState === 'string' ? actionState !== 'Succeeded' : !/^success/i.test(summary),
    ...(why !== undefined && { error: why }),
  };
}

/** Whether the alarm went to ALARM then, from another state. */
export function wentToAlarm({ type, data, summary }: AlarmHistoryEntry): boolean {
  if (type !== 'StateUpdate') return false;
  const { stateValue } = recordOf(recordOf(data).newState);
  return stateValue === undefined ? /\bto ALARM\b/i.test(summary) : stateValue === 'ALARM';
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
