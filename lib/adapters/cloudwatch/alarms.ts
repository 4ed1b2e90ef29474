import {
  type AlarmHistoryItem,
  type AlarmType,
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { ALARM_STATES } from '../../core/alarms/definition.ts';
import type { AccountAlarm, AlarmHistoryEntry, AlarmSelection, Listing } from '../../core/inventory/account.ts';
import { everyPage, wholly } from '../pages.ts';

/** Without naming them, DescribeAlarms and DescribeAlarmHistory leave out all but metric alarms. */
const ALARM_TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
/** On the largest page of either. Source: their API references. */
const MAX_RECORDS = 100;
/** Most names in one call. Source: API reference of DescribeAlarms. */
const MAX_NAMES = 100;

/** What DescribeAlarms shows beside the settings. */
const NO_SETTINGS = new Set([
  'AlarmArn',
  'AlarmConfigurationUpdatedTimestamp',
  'StateValue',
  'StateReason',
  'StateReasonData',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'EvaluationState',
  'ActionsSuppressedBy',
  'ActionsSuppressedReason',
]);

type AlarmFilter = Pick<DescribeAlarmsCommandInput, 'AlarmNames' | 'AlarmNamePrefix'>;

/** DescribeAlarms with all types, to the last page. @throws ReadFailedError */
export async function readAlarms(
  client: CloudWatchClient,
  selection: AlarmSelection,
  signal?: AbortSignal,
): Promise<readonly AccountAlarm[]> {
  const alarms: AccountAlarm[] = [];
  for (const filter of filtersOf(selection)) {
    for (const alarm of await wholly(listAlarms(client, filter, signal))) alarms.push(alarm);
  }
  return alarms;
}

/**
 * The alarms that a filter finds, all of them with `{}`; what came before a page that failed is kept.
 *
 * @throws ReadFailedError where not even the first page came
 */
export function listAlarms(
  client: CloudWatchClient,
  filter: AlarmFilter,
  signal?: AbortSignal,
): Promise<Listing<AccountAlarm>> {
  return everyPage('cloudwatch:DescribeAlarms', async (token) => {
    const { MetricAlarms, CompositeAlarms, LogAlarms, NextToken } = await client.send(
      new DescribeAlarmsCommand({
        AlarmTypes: ALARM_TYPES,
        MaxRecords: MAX_RECORDS,
        ...filter,
        ...(token !== undefined && { NextToken: token }),
      }),
      signal ? { abortSignal: signal } : {},
    );
    const items = [
      ...(MetricAlarms ?? []).map((alarm) => accountAlarm('metric', alarm)),
      ...(CompositeAlarms ?? []).map((alarm) => accountAlarm('composite', alarm)),
      ...(LogAlarms ?? []).map((alarm) => accountAlarm('log', alarm)),
    ];
    return { items, next: NextToken };
  });
}

function filtersOf(selection: AlarmSelection): AlarmFilter[] {
  if ('all' in selection) return [{}];
  if ('prefix' in selection) return [{ AlarmNamePrefix: selection.prefix }];
  const names = [...new Set(selection.names)];
  const batches: { AlarmNames: string[] }[] = [];
  for (let i = 0; i < names.length; i += MAX_NAMES) batches.push({ AlarmNames: names.slice(i, i + MAX_NAMES) });
  return batches;
}

interface DescribedAlarm {
  readonly AlarmName?: string | undefined;
  readonly AlarmArn?: string | undefined;
  readonly StateValue?: string | undefined;
  readonly StateTransitionedTimestamp?: Date | undefined;
  readonly StateUpdatedTimestamp?: Date | undefined;
}

function accountAlarm(kind: AccountAlarm['kind'], alarm: DescribedAlarm): AccountAlarm {
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    kind,
    name: alarm.AlarmName ?? '',
    arn: alarm.AlarmArn ?? '',
    // A state that AWS adds is none that anybody can judge by.
    state: ALARM_STATES.find((state) => state === alarm.StateValue) ?? 'INSUFFICIENT_DATA',
    ...(since && { stateSince: since.getTime() / 1000 }),
    properties: Object.fromEntries(
      Object.entries(alarm).filter(([name, value]) => value !== undefined && !NO_SETTINGS.has(name)),
    ),
  };
}

/** Which entries are asked for. Times are epoch seconds. */
interface HistoryQuery {
  readonly alarm?: string;
  readonly from: number;
  readonly to: number;
}

/** DescribeAlarmHistory with all types, newest first, to the last page. @throws ReadFailedError */
export function readAlarmHistory(
  client: CloudWatchClient,
  query: HistoryQuery,
  signal?: AbortSignal,
): Promise<readonly AlarmHistoryEntry[]> {
  return wholly(listAlarmHistory(client, query, signal));
}

/** The same, but what came before a page that failed is kept. @throws ReadFailedError where not even the first page came */
export function listAlarmHistory(
  client: CloudWatchClient,
  { alarm, from, to }: HistoryQuery,
  signal?: AbortSignal,
): Promise<Listing<AlarmHistoryEntry>> {
  return everyPage('cloudwatch:DescribeAlarmHistory', async (token) => {
    const { AlarmHistoryItems = [], NextToken } = await client.send(
      new DescribeAlarmHistoryCommand({
        ...(alarm !== undefined && { AlarmName: alarm }),
        AlarmTypes: ALARM_TYPES,
        MaxRecords: MAX_RECORDS,
        StartDate: new Date(from * 1000),
        EndDate: new Date(to * 1000),
        ScanBy: 'TimestampDescending',
        ...(token !== undefined && { NextToken: token }),
      }),
      signal ? { abortSignal: signal } : {},
    );
    return { items: AlarmHistoryItems.flatMap(historyEntry), next: NextToken };
  });
}

const HISTORY_TYPES = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;

/** Entries of other types, such as those of contributors of one alarm, are left out. */
function historyEntry(item: AlarmHistoryItem): AlarmHistoryEntry[] {
  const type = HISTORY_TYPES.find((known) => known === item.HistoryItemType);
  if (!type || !item.Timestamp) return [];
  const data = parsed(item.HistoryData);
  return [
    {
      alarm: item.AlarmName ?? '',
      at: item.Timestamp.getTime() / 1000,
      type,
      summary: item.HistorySummary ?? '',
      ...(data !== undefined && { data }),
    },
  ];
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
