import { createHash } from 'node:crypto';
import type { StateShown, StoredAlarm } from './alarm-store.ts';
import { timestamp, wholeSeconds } from './timestamps.ts';

/** One change of an alarm's state: the alarm as it is after it, and the state before. */
export interface StateChange {
  readonly alarm: StoredAlarm;
  readonly previous: StateShown;
}

/** A state as events have it. */
export interface EventState {
  /** `WaitPeriod`, `ExtensionPeriod` or `Alarm`. @default - nothing suppressed the actions */
  readonly actionsSuppressedBy?: string;
  readonly actionsSuppressedReason?: string;
  readonly value: string;
  readonly reason: string;
  /** JSON text. @default - the state was set by SetAlarmState without any */
  readonly reasonData?: string;
  /** `2026-09-14T05:45:39.688+0000`. */
  readonly timestamp: string;
}

/** What a direct action and EventBridge say of an alarm. Neither has thresholds, periods to evaluate or comparisons. */
export interface AlarmData {
  readonly alarmName: string;
  readonly state: EventState;
  readonly previousState: EventState;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** What a Lambda function gets that is an alarm's action. */
export interface LambdaAlarmEvent {
  readonly source: 'aws.cloudwatch';
  readonly alarmArn: string;
  readonly accountId: string;
  readonly time: string;
  readonly region: string;
  readonly alarmData: AlarmData;
}

/**
 * The event of a Lambda alarm action. A composite's names no metric, and no description: only its rule and what suppresses
 * it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function lambdaEvent(change: StateChange): LambdaAlarmEvent {
  const { alarm } = change;
  const { region, accountId } = placeOf(alarm.arn);
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarm.arn,
    accountId,
    time: timestamp(alarm.stateChangedAt),
    region,
    alarmData: alarmDataOf(change),
  };
}

/** What EventBridge gets: `CloudWatch Alarm State Change`. */
export interface AlarmStateChangeEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'CloudWatch Alarm State Change';
  readonly source: 'aws.cloudwatch';
  readonly account: string;
  /** In whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly [string];
  readonly detail: AlarmData;
}

/**
 * The event on EventBridge's default bus; sent also where actions are suppressed. The same change has the same id.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function eventBridgeEvent(change: StateChange): AlarmStateChangeEvent {
  const { alarm } = change;
  const { region, accountId } = placeOf(alarm.arn);
  return {
    version: '0',
    id: uuidOf(`${alarm.arn} ${alarm.stateChangedAt}`),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: accountId,
    time: wholeSeconds(alarm.stateChangedAt),
    region,
    resources: [alarm.arn],
    detail: alarmDataOf(change),
  };
}

function alarmDataOf({ alarm, previous }: StateChange): AlarmData {
  const configuration = alarm.kind === 'CompositeAlarm' ? compositeConfiguration(alarm) : metricConfiguration(alarm);
  return { alarmName: alarm.name, state: eventState(alarm), previousState: eventState(previous), configuration };
}

function eventState({ state, reason, reasonData, stateChangedAt, suppressedBy }: StateShown): EventState {
  return {
    ...(suppressedBy !== undefined && {
      actionsSuppressedBy: suppressedBy,
      actionsSuppressedReason: `Actions suppressed by ${suppressedBy}`,
    }),
    value: state,
    reason,
    ...(reasonData !== undefined && { reasonData }),
    timestamp: timestamp(stateChangedAt),
  };
}

function compositeConfiguration({ settings }: StoredAlarm): Readonly<Record<string, unknown>> {
  const { AlarmRule, ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } = settings;
  return {
    alarmRule: AlarmRule,
    ...(ActionsSuppressor !== undefined && {
      actionsSuppressor: ActionsSuppressor,
      actionsSuppressorWaitPeriod: ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: ActionsSuppressorExtensionPeriod,
    }),
  };
}

/** A metric as PutMetricAlarm takes it in a list of metrics. */
export interface QuerySettings {
  readonly Id: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace?: string;
      readonly MetricName?: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
    readonly Unit?: string;
  };
  readonly Expression?: string;
  readonly Label?: string;
  readonly Period?: number;
  readonly ReturnData?: boolean;
}

function metricConfiguration(alarm: StoredAlarm): Readonly<Record<string, unknown>> {
  const { AlarmDescription } = alarm.settings;
  return {
    ...(AlarmDescription !== undefined && { description: AlarmDescription }),
    metrics: queriesOf(alarm).map(({ Id, MetricStat, Expression, Label, Period, ReturnData = true }) => ({
      id: Id,
      ...(Expression !== undefined && { expression: Expression }),
      ...(MetricStat && {
        metricStat: {
          metric: {
            namespace: MetricStat.Metric.Namespace,
            name: MetricStat.Metric.MetricName,
            dimensions: Object.fromEntries(
              (MetricStat.Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
            ),
          },
          period: MetricStat.Period,
          stat: MetricStat.Stat,
          ...(MetricStat.Unit !== undefined && { unit: MetricStat.Unit }),
        },
      }),
      ...(Label !== undefined && { label: Label }),
      ...(Period !== undefined && { period: Period }),
      returnData: ReturnData,
    })),
  };
}

/** An alarm's metrics as a list; the one of a plain alarm has an id made up for each configuration. */
function queriesOf({ arn, settings, configuredAt }: StoredAlarm): readonly QuerySettings[] {
  const { Metrics, Namespace, MetricName, Dimensions, Period, Statistic, ExtendedStatistic, Unit } = settings;
  if (Metrics !== undefined) return Metrics as readonly QuerySettings[];
  const metric = { Namespace, MetricName, Dimensions };
  const unit = Unit === undefined ? {} : { Unit };
  const stat = { Metric: metric, Period, Stat: Statistic ?? ExtendedStatistic, ...unit };
  return [{ Id: uuidOf(`${arn} ${configuredAt}`), MetricStat: stat } as QuerySettings];
}

/** Region and account of an alarm's ARN. */
export function placeOf(arn: string): { readonly region: string; readonly accountId: string } {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return { region, accountId };
}

/** An id in the form of a UUID that is the same for the same text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
