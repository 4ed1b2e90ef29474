import { compareText } from '../order.ts';
import { shellWord } from '../shell.ts';
import type { AccountAlarm, AccountReader } from './account.ts';
import { type AlarmOnHolds, type HeldTargetGroup, pagesOnHolds } from './alarms-on-holds.ts';
import { type Replay, replayAlarms } from './replay-alarms.ts';

/** Somebody's alarm that idle long polls put in ALARM, or may. */
export interface FoundAlarm extends AlarmOnHolds {
  readonly alarm: AccountAlarm;
  /** Whether it does something in ALARM by itself; without, a composite may still look at it. */
  readonly acts: boolean;
  readonly replay: Replay;
}

/**
 * The alarms among those of an account that page on the holds of one target group, each replayed over a window; what was in
 * ALARM longest comes first. One GetMetricData call where there are any.
 */
export async function findAlarmsOnHolds(
  reader: AccountReader,
  alarms: readonly AccountAlarm[],
  group: HeldTargetGroup,
  window: { readonly start: number; readonly end: number },
): Promise<readonly FoundAlarm[]> {
  const found = alarms
    .filter(({ kind }) => kind === 'metric')
    .flatMap((alarm) => {
      const onHolds = pagesOnHolds({ AlarmName: alarm.name, ...alarm.properties }, group);
      return onHolds ? [{ alarm, ...onHolds, acts: actsInAlarm(alarm.properties) }] : [];
    });
  const replays = await replayAlarms(
    reader,
    found.map(({ alarm }) => alarm),
    window,
  );
  return found
    .map((one): FoundAlarm => ({ ...one, replay: replays.get(one.alarm.name) ?? { unread: 'it was not replayed' } }))
    .sort((a, b) => minutesIn(b) - minutesIn(a) || compareText(a.alarm.name, b.alarm.name));
}

/** The command that keeps an alarm from paging anybody, as a shell takes it. No name of an alarm becomes an option of it. */
export function disableCommand({ alarm }: { readonly alarm: Pick<AccountAlarm, 'name'> }, region: string): string {
  const name = `--alarm-names${alarm.name.startsWith('-') ? '=' : ' '}${shellWord(alarm.name)}`;
  return `aws cloudwatch disable-alarm-actions ${name} --region ${shellWord(region)}`;
}

function actsInAlarm({ ActionsEnabled: enabled, AlarmActions: actions }: AccountAlarm['properties']): boolean {
  return enabled !== false && Array.isArray(actions) && actions.length > 0;
}

function minutesIn({ replay }: FoundAlarm): number {
  return 'unread' in replay ? -1 : replay.minutesInAlarm;
}
