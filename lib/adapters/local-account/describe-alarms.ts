import { z } from 'zod';
import { ALARM_STATES } from '../../core/alarms/definition.ts';
import type { LocalAccount } from './account.ts';
import { HISTORY_TYPES, type HistoryItem, type StoredAlarm } from './alarm-store.ts';
import { instant, readInput, wholeBetween } from './input.ts';
import { pageOf } from './paging.ts';
import { ServiceError } from './service-error.ts';

/** Most that DescribeAlarms and DescribeAlarmHistory give at once. Source: their API references. */
const MAX_RECORDS = 100;
/** History is kept for 30 days. Source: API reference of DescribeAlarmHistory. */
const HISTORY_SECONDS = 30 * 86_400;

const TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const;
const RECORDS = wholeBetween(1, MAX_RECORDS).default(MAX_RECORDS);

const ALARMS = z.object({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().min(1).optional(),
  AlarmTypes: z.array(z.enum(TYPES)).default(['MetricAlarm']),
  StateValue: z.enum(ALARM_STATES).optional(),
  ActionPrefix: z.string().min(1).optional(),
  ChildrenOfAlarmName: z.string().optional(),
  ParentsOfAlarmName: z.string().optional(),
  MaxRecords: RECORDS,
  NextToken: z.string().optional(),
});

const invalidToken = () => new ServiceError('InvalidNextToken', '');

/** DescribeAlarms: metric alarms only, unless AlarmTypes asks for more. */
export function describeAlarms(input: unknown, account: LocalAccount): object {
  const { NextToken, MaxRecords, ...filter } = readInput(ALARMS, input);
  const { ChildrenOfAlarmName, ParentsOfAlarmName, AlarmNames, AlarmNamePrefix } = filter;
  if (ChildrenOfAlarmName !== undefined || ParentsOfAlarmName !== undefined)
    throw new ServiceError('ValidationError', 'This local account does not look for children and parents of alarms.');
  if (AlarmNames && AlarmNamePrefix !== undefined)
    throw new ServiceError('ValidationError', 'AlarmNamePrefix and AlarmNames are mutually exclusive');
  const found = account.alarms.all().filter((alarm) => matches(alarm, filter));
  const { items, next } = pageOf(found, MaxRecords, NextToken, filter, invalidToken);
  const shown = (kind: StoredAlarm['kind']) => items.filter((alarm) => alarm.kind === kind).map(showAlarm);
  return {
    MetricAlarms: shown('MetricAlarm'),
    CompositeAlarms: shown('CompositeAlarm'),
    ...(next !== undefined && { NextToken: next }),
  };
}

function matches(alarm: StoredAlarm, filter: Omit<z.output<typeof ALARMS>, 'NextToken' | 'MaxRecords'>): boolean {
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix } = filter;
  if (!AlarmTypes.includes(alarm.kind)) return false;
  if (AlarmNames && !AlarmNames.includes(alarm.name)) return false;
  if (AlarmNamePrefix !== undefined && !alarm.name.startsWith(AlarmNamePrefix)) return false;
  if (StateValue !== undefined && StateValue !== alarm.state) return false;
  if (ActionPrefix === undefined) return true;
  const {
    AlarmActions = [],
    OKActions = [],
    InsufficientDataActions = [],
  } = alarm.settings as Record<string, string[]>;
  return [...AlarmActions, ...OKActions, ...InsufficientDataActions].some((action) => action.startsWith(ActionPrefix));
}

function showAlarm(alarm: StoredAlarm): object {
  const { arn, settings, state, reason, reasonData, stateChangedAt, configuredAt, updatedAt, suppressedBy } = alarm;
  return {
    ...settings,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt * 1000),
    OKActions: settings.OKActions ?? [],
    AlarmActions: settings.AlarmActions ?? [],
    InsufficientDataActions: settings.InsufficientDataActions ?? [],
    ...(settings.MetricName !== undefined && { Dimensions: settings.Dimensions ?? [] }),
    StateValue: state,
    StateReason: reason,
    ...(reasonData !== undefined && { StateReasonData: reasonData }),
    ...(suppressedBy !== undefined && {
      ActionsSuppressedBy: suppressedBy,
      ActionsSuppressedReason: `Actions suppressed by ${suppressedBy}`,
    }),
    StateUpdatedTimestamp: new Date(updatedAt * 1000),
    StateTransitionedTimestamp: new Date(stateChangedAt * 1000),
  };
}

const HISTORY = z.object({
  AlarmName: z.string().optional(),
  AlarmTypes: z.array(z.enum(TYPES)).default(['MetricAlarm']),
  HistoryItemType: z.enum(HISTORY_TYPES).optional(),
  StartDate: instant.optional(),
  EndDate: instant.optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxRecords: RECORDS,
  NextToken: z.string().optional(),
});

/** DescribeAlarmHistory: newest first unless asked otherwise, kept for 30 days. */
export function describeAlarmHistory(input: unknown, account: LocalAccount): object {
  const { NextToken, MaxRecords, ...filter } = readInput(HISTORY, input);
  const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate, ScanBy } = filter;
  const from = Math.max(StartDate ?? 0, account.now() - HISTORY_SECONDS);
  const to = EndDate ?? Number.POSITIVE_INFINITY;
  const found = account.alarms.history.filter(
    ({ alarm, kind, at, type }) =>
      (AlarmName === undefined || alarm === AlarmName) &&
      AlarmTypes.includes(kind) &&
      (HistoryItemType === undefined || type === HistoryItemType) &&
      at >= from &&
      at <= to,
  );
  const sorted = ScanBy === 'TimestampAscending' ? found : found.toReversed();
  const { items, next } = pageOf(sorted, MaxRecords, NextToken, filter, invalidToken);
  return { AlarmHistoryItems: items.map(showItem), ...(next !== undefined && { NextToken: next }) };
}

function showItem({ alarm, kind, at, type, summary, data }: HistoryItem): object {
  return {
    AlarmName: alarm,
    AlarmType: kind,
    Timestamp: new Date(at * 1000),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data,
  };
}

const STATE = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(ALARM_STATES),
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).optional(),
});

/** SetAlarmState: holds until something else sets it; writes history. */
export function setAlarmState(input: unknown, account: LocalAccount): object {
  const { AlarmName, StateValue, StateReason, StateReasonData } = readInput(STATE, input);
  const alarm = account.alarms.get(AlarmName);
  if (!alarm) throw new ServiceError('ResourceNotFound', 'Unknown alarm', 404);
  if (StateReasonData !== undefined && !isJson(StateReasonData))
    throw new ServiceError('InvalidFormat', 'StateReasonData was not valid JSON');
  const data = StateReasonData === undefined ? {} : { reasonData: StateReasonData };
  account.alarms.setState(alarm, { state: StateValue, reason: StateReason, ...data }, account.now());
  account.runner.stateSet(AlarmName, alarm);
  return {};
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
