import { disableCommand, type FoundAlarm } from '../../core/inventory/find-alarms-on-holds.ts';
import type { LiveTriage } from '../../core/triage/live/live.ts';
import { plain, wrapped } from './plain.ts';
import { narrowed, type Page, triageSection } from './triage-section.ts';

/** What `holdband triage` found out of an account. */
export interface AccountTriage {
  readonly live: LiveTriage;
  readonly region: string;
  /** Name of the target in the config. @default - the config does not know it */
  readonly name?: string;
  /** What could not be read, one sentence each. */
  readonly missing: readonly string[];
  /** Alarms of others that page on the holds. @default - could not be read */
  readonly alarms?: readonly FoundAlarm[];
  /** Shell command that copies the access logs of the window, or turns them on. @default - attributes could not be read */
  readonly accessLogs?: string;
}

/** What `holdband triage` prints live. Commands stand on one line each, whatever the width: they are there to be copied. */
export function accountTriageReport(triage: AccountTriage, page: Page): string {
  const { live, name, accessLogs, missing } = triage;
  const { figures, verdict } = live;
  const narrow = narrowed(page);
  const limits = [...new Set([...verdict.limits, ...missing])];
  const more: [string, string][] = [
    ['Alarms of others that page on these holds', alarmsPart(triage, narrow)],
    [accessLogs?.startsWith('aws s3 cp') ? 'Access logs of the window' : 'Access logs (off)', plain(accessLogs ?? '')],
  ];
  const judged = { figures, verdict: { ...verdict, limits }, ...(name !== undefined && { name }) };
  return `${triageSection(judged, narrow, more)}\n`;
}

/** Nothing where nothing is held; else it is worth knowing that nobody's alarm is in the way. */
function alarmsPart(triage: AccountTriage, page: Page): string {
  const { alarms, live } = triage;
  if (!alarms || (alarms.length === 0 && !live.hold)) return '';
  return alarms.length === 0 ? '  none' : alarms.map((one) => alarmLines(one, triage, page)).join('\n');
}

function alarmLines(found: FoundAlarm, { region }: AccountTriage, page: Page): string {
  const { alarm, scope, acts, reason } = found;
  const notes = [
    reason,
    ...(scope === 'load-balancer' ? ['It watches every target group of the load balancer.'] : []),
    ...(acts ? [] : ['It does nothing in ALARM by itself; a composite may look at it.']),
  ].join(' ');
  return [
    `  ${page.style.bold(plain(alarm.name))}  ${alarm.state}  ${whatItDid(found)}`,
    wrapped(plain(notes), page.columns, '    '),
    ...(acts ? [`    ${plain(disableCommand(found, region))}`] : []),
  ].join('\n');
}

function whatItDid({ pages, replay }: FoundAlarm): string {
  const may = pages === 'yes' ? 'can page' : 'may page';
  if ('unread' in replay) return `${may} (not replayed: ${plain(replay.unread)})`;
  const { minutesInAlarm, everySeconds } = replay;
  if (minutesInAlarm === 0) return `${may}; not in this window`;
  const about = everySeconds > 60 ? 'about ' : '';
  return `replayed: ${about}${minutesInAlarm} min of the window in ALARM`;
}

/** What `holdband triage --json` prints live; `schema` counts up when a field changes its meaning or goes. */
export function accountTriageJson({ live, region, missing, alarms, accessLogs }: AccountTriage) {
  return {
    schema: 1,
    results: [live.verdict],
    missing,
    ...(alarms && { alarms: alarms.map((found) => alarmJson(found, region)) }),
    ...(accessLogs !== undefined && { accessLogs }),
  };
}

function alarmJson(found: FoundAlarm, region: string) {
  const { alarm, scope, pages, statistics, reason, acts, replay } = found;
  const replayed = 'unread' in replay ? { notReplayed: replay.unread } : replay;
  const { name, arn, state } = alarm;
  const disable = disableCommand(found, region);
  return { name, arn, state, scope, pages, statistics, reason, acts, ...replayed, disable };
}
