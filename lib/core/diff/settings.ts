import { isRecord } from './canonical.ts';
import { type RecordKind, Unresolved } from './model.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Resource types of alarms. */
export const ALARM_TYPES = {
  'AWS::CloudWatch::Alarm': 'metric',
  'AWS::CloudWatch::CompositeAlarm': 'composite',
  'AWS::CloudWatch::LogAlarm': 'log',
} as const;
export type AlarmType = keyof typeof ALARM_TYPES;

export function isAlarmType(type: string): type is AlarmType {
  return Object.hasOwn(ALARM_TYPES, type);
}

/** Settings that are numbers; templates may write them as text. */
const NUMBERS: ReadonlySet<string> = new Set([
  'Threshold',
  'Period',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'EvaluationInterval',
  'PendingPeriod',
  'RecoveryPeriod',
  'WarmUpPeriodDurationInMinutes',
  'ActionsSuppressorWaitPeriod',
  'ActionsSuppressorExtensionPeriod',
  'QueryResultsToEvaluate',
  'QueryResultsToAlarm',
  'ActionLogLineCount',
]);
const BOOLEANS: ReadonlySet<string> = new Set([
  'ActionsEnabled',
  'ReturnData',
  'OnlyStartEvaluatingAfterWarmUpPeriodEnds',
]);
/** Settings that are text; YAML may have read them as something else, such as a dimension's port. */
const TEXTS: ReadonlySet<string> = new Set([
  'Value',
  'Name',
  'Key',
  'Id',
  'AccountId',
  'AlarmName',
  'AlarmDescription',
]);

/** What DescribeAlarms tells beside the settings: the state, and what AWS made up. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
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

/** Settings with numbers and booleans as such, without what stands for nothing. */
export function readSettings(settings: Settings): Settings {
  return readValue('', settings) as Settings;
}

/** Settings of an alarm as DescribeAlarms gives it, without its state. */
export function deployedSettings(alarm: Settings): Settings {
  return readSettings(Object.fromEntries(Object.entries(alarm).filter(([name]) => !NOT_SETTINGS.has(name))));
}

function readValue(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => readValue('', item));
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => [key, readValue(key, inner)]));
  }
  if (typeof value === 'string') {
    if (NUMBERS.has(name) && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
    if (BOOLEANS.has(name) && /^(true|yes|on)$/i.test(value)) return true;
    if (BOOLEANS.has(name) && /^(false|no|off)$/i.test(value)) return false;
  }
  return TEXTS.has(name) && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
}

/**
 * What kind of alarm settings make. `math` is every alarm with `Metrics` that is no anomaly alarm, also where they hold one
 * metric and no expression.
 */
export function alarmKind(type: AlarmType, settings: Settings): RecordKind {
  if (type !== 'AWS::CloudWatch::Alarm') return ALARM_TYPES[type];
  if (settings.EvaluationCriteria !== undefined) return 'promql';
  const { Metrics: metrics } = settings;
  if (
    settings.ThresholdMetricId !== undefined ||
    expressions(metrics).some((text) => text.includes('ANOMALY_DETECTION_BAND'))
  ) {
    return 'anomaly';
  }
  return metrics === undefined ? 'metric' : 'math';
}

function expressions(metrics: unknown): string[] {
  if (!Array.isArray(metrics)) return [];
  return metrics.flatMap((query) => {
    const expression = isRecord(query) ? query.Expression : undefined;
    if (expression instanceof Unresolved) return [expression.expression];
    return typeof expression === 'string' ? [expression] : [];
  });
}
