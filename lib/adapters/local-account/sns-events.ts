import type { StoredAlarm } from './alarm-store.ts';
import { placeOf, type QuerySettings, type StateChange, uuidOf } from './events.ts';
import { regionName } from './region-names.ts';
import { timestamp } from './timestamps.ts';

/** What an alarm publishes to a topic: the message is JSON text. */
export interface AlarmNotification {
  readonly subject: string;
  readonly message: string;
}

/** An alarm's notification, as CloudWatch publishes it. A composite's has no `Trigger`, but the children that set it off. */
export function alarmNotification(change: StateChange): AlarmNotification {
  const { alarm, previous } = change;
  const { arn, name, settings, state, reason, stateChangedAt, configuredAt, kind } = alarm;
  const { region, accountId } = placeOf(arn);
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = settings;
  const common = {
    AlarmName: name,
    AlarmDescription: settings.AlarmDescription ?? null,
    AWSAccountId: accountId,
  };
  const changed = {
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: timestamp(stateChangedAt),
    Region: regionName(region),
    AlarmArn: arn,
  };
  const actions = { OKActions, AlarmActions, InsufficientDataActions };
  const message =
    kind === 'CompositeAlarm'
      ? {
          ...common,
          ...changed,
          ...actions,
          ActionExecutedAfterMuteWindow: false,
          OldStateValue: previous.state,
          AlarmRule: settings.AlarmRule,
          TriggeringChildren: triggeringChildren(alarm),
        }
      : {
          ...common,
          AlarmConfigurationUpdatedTimestamp: timestamp(configuredAt),
          ...changed,
          OldStateValue: previous.state,
          ActionExecutedAfterMuteWindow: false,
          ...actions,
          Trigger: triggerOf(alarm, accountId),
        };
  return { subject: subjectOf(alarm, region), message: JSON.stringify(message) };
}

/** At most 100 characters; a long name is cut inside its quotes, what is not ASCII becomes `_`. */
function subjectOf({ name, state }: StoredAlarm, region: string): string {
  const [before, after] = [`${state}: "`, `" in ${regionName(region)}`];
  const plain = name.replace(/[^\x20-\x7e]+/g, '_');
  const room = 100 - before.length - after.length;
  return `${before}${plain.length > room ? `${plain.slice(0, room - 3)}...` : plain}${after}`;
}

interface TriggeringAlarms {
  readonly triggeringAlarms?: readonly {
    readonly arn: string;
    readonly state: { readonly value: string; readonly timestamp: string };
  }[];
}

function triggeringChildren({ reasonData }: StoredAlarm): object[] {
  const { triggeringAlarms = [] } = (reasonData === undefined ? {} : JSON.parse(reasonData)) as TriggeringAlarms;
  return triggeringAlarms.map(({ arn, state }) => ({
    Arn: arn,
    State: { Value: state.value, Timestamp: state.timestamp },
  }));
}

function triggerOf({ settings }: StoredAlarm, accountId: string): object {
  const { Metrics, Period, Statistic, ExtendedStatistic, MetricName, Namespace, Unit, Dimensions } = settings;
  const queries = Metrics as readonly QuerySettings[] | undefined;
  const judged = {
    Period: queries ? periodOf(queries) : Period,
    EvaluationPeriods: settings.EvaluationPeriods,
    DatapointsToAlarm: settings.DatapointsToAlarm ?? settings.EvaluationPeriods,
    ComparisonOperator: settings.ComparisonOperator,
    Threshold: settings.Threshold,
    TreatMissingData: settings.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: settings.EvaluateLowSampleCountPercentile ?? '',
  };
  if (queries) return { ...judged, Metrics: queries.map((query) => queryOf(query, queries, accountId)) };
  return {
    MetricName,
    Namespace,
    ...(Statistic === undefined
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
      : { StatisticType: 'Statistic', Statistic: String(Statistic).toUpperCase() }),
    Unit: Unit ?? null,
    Dimensions: dimensionsOf(Dimensions as Dimensions | undefined),
    ...judged,
  };
}

function periodOf(queries: readonly QuerySettings[]): number | undefined {
  return queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period).find((period) => period !== undefined);
}

type Dimensions = readonly { readonly Name: string; readonly Value: string }[];

/** Small letters, unlike everything else in the message. */
function dimensionsOf(dimensions: Dimensions = []): object[] {
  return dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

function queryOf(
  { Id, MetricStat, Expression, Label, Period, ReturnData = true }: QuerySettings,
  queries: readonly QuerySettings[],
  accountId: string,
): object {
  const label = Label === undefined ? {} : { Label };
  if (!MetricStat) return { Expression, Id, ...label, ReturnData, Period: Period ?? periodOf(queries) };
  const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
  return {
    Id,
    ...label,
    MetricStat: {
      Metric: { Dimensions: dimensionsOf(Dimensions), MetricName, Namespace },
      Period: MetricStat.Period,
      Stat: MetricStat.Stat,
      ...(MetricStat.Unit !== undefined && { Unit: MetricStat.Unit }),
    },
    ReturnData,
    AccountId: accountId,
  };
}

/** What a Lambda function gets that is subscribed to a topic. */
export interface SnsLambdaEvent {
  readonly Records: readonly {
    readonly EventSource: 'aws:sns';
    readonly EventVersion: '1.0';
    readonly EventSubscriptionArn: string;
    readonly Sns: Readonly<Record<string, unknown>> & { readonly Message: string };
  }[];
}

/** A published message as it reaches a function. @param at when it was published, epoch seconds */
export function snsEvent(topicArn: string, { subject, message }: AlarmNotification, at: number): SnsLambdaEvent {
  const id = uuidOf(`${topicArn} ${at} ${message}`);
  const { region } = placeOf(topicArn);
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${topicArn}:${uuidOf(topicArn)}`,
        Sns: {
          Type: 'Notification',
          MessageId: id,
          TopicArn: topicArn,
          Subject: subject,
          Message: message,
          Timestamp: new Date(Math.round(at * 1000)).toISOString(),
          SignatureVersion: '1',
          Signature: 'not-signed',
          SigningCertUrl: `https://sns.${region}.invalid/cert.pem`,
          UnsubscribeUrl: `https://sns.${region}.invalid/unsubscribe`,
          MessageAttributes: {},
        },
      },
    ],
  };
}
