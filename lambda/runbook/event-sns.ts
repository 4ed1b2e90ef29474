import * as z from 'zod/mini';
import {
  alarmName,
  parseJson,
  readAlarmPlace,
  readAs,
  readTime,
  refuse,
  text,
  watchedExpression,
} from './event-read.ts';
import type { AlarmCall, ReportedAlarm, WatchedMetric } from './event-types.ts';

const RECORDS = z.object({
  // Lambda gets one message at a time.
  Records: z.array(z.object({ Sns: z.object({ TopicArn: text, Message: text }) })).check(z.length(1)),
});

/** Names of dimensions are written small in notifications, other keys large. */
const DIMENSIONS = z._default(z.array(z.object({ name: z.string(), value: z.string() })), []);
const METRIC = {
  Namespace: z._default(z.string(), ''),
  MetricName: z._default(z.string(), ''),
  Dimensions: z._default(z.nullable(DIMENSIONS), []),
};
const NOTIFICATION = z.object({
  AlarmName: text,
  AlarmArn: text,
  AlarmDescription: z.nullish(z.string()),
  NewStateValue: text,
  NewStateReason: z._default(z.string(), ''),
  StateChangeTime: text,
  AlarmRule: z.nullish(z.string()),
  TriggeringChildren: z.nullish(z.array(z.object({ Arn: text }))),
  Trigger: z.nullish(
    z.object({
      ...METRIC,
      Period: z.nullish(z.number()),
      EvaluationPeriods: z.nullish(z.number()),
      Threshold: z.nullish(z.number()),
      Statistic: z.nullish(z.string()),
      ExtendedStatistic: z.nullish(z.string()),
      Metrics: z.nullish(
        z.array(
          z.object({
            Expression: z.nullish(z.string()),
            AccountId: z.nullish(z.string()),
            MetricStat: z.nullish(z.object({ Metric: z.object(METRIC), Stat: z._default(z.string(), '') })),
          }),
        ),
      ),
    }),
  ),
});
type Trigger = NonNullable<z.output<typeof NOTIFICATION>['Trigger']>;

/** Reads an alarm's notification out of the record that SNS hands to a Lambda function. */
export function readSns(event: unknown): AlarmCall {
  const { Sns } = readAs(RECORDS, event).Records[0] as z.output<typeof RECORDS>['Records'][number];
  const message = parseJson(Sns.Message) ?? refuse('Records.0.Sns.Message is no JSON, so no notification of an alarm');
  const notification = readAs(NOTIFICATION, message, 'Records.0.Sns.Message');
  const { AlarmArn, AlarmDescription, AlarmRule, TriggeringChildren, Trigger, StateChangeTime } = notification;
  const at = readTime(StateChangeTime, 'Records.0.Sns.Message.StateChangeTime');
  const alarm: ReportedAlarm = {
    name: notification.AlarmName,
    arn: AlarmArn,
    place: readAlarmPlace(AlarmArn, 'Records.0.Sns.Message.AlarmArn'),
    state: notification.NewStateValue,
    since: StateChangeTime,
    at,
    reason: notification.NewStateReason,
    ...(AlarmDescription && { description: AlarmDescription }),
    metrics: Trigger ? metricsOf(Trigger) : [],
    plain: Boolean(Trigger && !Trigger.Metrics),
    ...(typeof Trigger?.Threshold === 'number' && { threshold: Trigger.Threshold }),
    ...(AlarmRule && { rule: AlarmRule }),
    triggeredBy: (TriggeringChildren ?? []).map(({ Arn }) => alarmName(Arn)),
    ...(Trigger && evaluatedOf(Trigger, at)),
  };
  return { kind: 'alarm', trigger: 'sns', alarm, topicArn: Sns.TopicArn };
}

function metricsOf({ Metrics, Statistic, ExtendedStatistic, ...metric }: Trigger): WatchedMetric[] {
  if (!Metrics) return metric.MetricName === '' ? [] : [watched(metric, ExtendedStatistic ?? Statistic ?? '')];
  const metrics = Metrics.flatMap(({ MetricStat, AccountId }) =>
    MetricStat ? [{ ...watched(MetricStat.Metric, MetricStat.Stat), ...(AccountId && { account: AccountId }) }] : [],
  );
  return metrics.length > 0 ? metrics : Metrics.map(({ Expression }) => watchedExpression(Expression ?? ''));
}

function watched(
  { Namespace, MetricName, Dimensions }: Pick<Trigger, keyof typeof METRIC>,
  stat: string,
): WatchedMetric {
  const dimensions = Object.fromEntries((Dimensions ?? []).map(({ name, value }) => [name, value]));
  return { namespace: Namespace, name: MetricName, stat, dimensions };
}

/** Notifications do not say which data points were looked at, but how many of what length. */
function evaluatedOf({ Period, EvaluationPeriods }: Trigger, at: number): Pick<ReportedAlarm, 'evaluated'> {
  if (!Period || !EvaluationPeriods || !(Period > 0 && EvaluationPeriods > 0)) return {};
  const end = 60 * Math.floor(at / 60);
  return { evaluated: { start: end - Period * EvaluationPeriods, end } };
}
