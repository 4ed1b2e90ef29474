import * as z from 'zod/mini';
import {
  alarmName,
  parseJson,
  readAlarmPlace,
  readAs,
  readTime,
  refuse,
  shown,
  text,
  timeOf,
  watchedExpression,
} from './event-read.ts';
import type { AlarmCall, ReportedAlarm, WatchedMetric } from './event-types.ts';

const METRIC_STAT = z.object({
  metric: z.object({
    namespace: z._default(z.string(), ''),
    name: z._default(z.string(), ''),
    dimensions: z._default(z.record(z.string(), z.string()), {}),
  }),
  stat: z._default(z.string(), ''),
  accountId: z.optional(z.string()),
});

/** What a direct action calls `alarmData` and EventBridge `detail`. Composites name no metrics, other alarms no rule. */
const ALARM_DATA = z.object({
  alarmName: text,
  state: z.object({
    value: text,
    timestamp: text,
    reason: z._default(z.string(), ''),
    reasonData: z.optional(z.string()),
    actionsSuppressedBy: z.optional(z.string()),
  }),
  configuration: z._default(
    z.object({
      description: z.optional(z.string()),
      metrics: z._default(
        z.array(
          z.object({
            metricStat: z.optional(METRIC_STAT),
            expression: z.optional(z.string()),
            accountId: z.optional(z.string()),
          }),
        ),
        [],
      ),
      alarmRule: z.optional(z.string()),
    }),
    { metrics: [] },
  ),
  alarmContributor: z.optional(
    z.object({ id: z.string(), attributes: z._default(z.record(z.string(), z.string()), {}) }),
  ),
  muteDetail: z.optional(z.object({ mutedByArn: z._default(z.string(), 'a mute rule') })),
});

/** Says what a state rests on; every part may be absent, and all of it after SetAlarmState. */
const REASON = z.object({
  startDate: z.optional(z.string()),
  period: z.optional(z.number()),
  threshold: z.optional(z.number()),
  recentDatapoints: z.optional(z.array(z.unknown())),
  evaluatedDatapoints: z.optional(z.array(z.object({ timestamp: z.string() }))),
  triggeringAlarms: z.optional(z.array(z.object({ arn: text }))),
});

const DIRECT = z.object({ source: z.unknown(), alarmArn: text, alarmData: z.unknown() });
const EVENT_BRIDGE = z.object({
  source: z.unknown(),
  'detail-type': z.unknown(),
  resources: z.array(text).check(z.minLength(1)),
  detail: z.unknown(),
});
const STATE_CHANGES: readonly unknown[] = [
  'CloudWatch Alarm State Change',
  'CloudWatch Alarm Contributor State Change',
];

/** Reads the event of a Lambda alarm action: of a metric alarm, of one of its contributors, or of a composite. */
export function readDirect(event: unknown): AlarmCall {
  const { source, alarmArn, alarmData } = readAs(DIRECT, event);
  requireCloudWatch(source);
  const alarm = readAlarm(alarmArn, 'alarmArn', alarmData, 'alarmData');
  const composite = alarm.rule !== undefined || alarm.triggeredBy.length > 0;
  return { kind: 'alarm', trigger: composite ? 'composite' : 'alarm', alarm };
}

/** Reads "CloudWatch Alarm State Change", which has the same data in another envelope. */
export function readEventBridge(event: unknown): AlarmCall {
  const { source, 'detail-type': type, resources, detail } = readAs(EVENT_BRIDGE, event);
  requireCloudWatch(source);
  if (!STATE_CHANGES.includes(type)) refuse(`detail-type is ${shown(type)}, not "${String(STATE_CHANGES[0])}"`);
  return {
    kind: 'alarm',
    trigger: 'eventbridge',
    alarm: readAlarm(resources[0] as string, 'resources.0', detail, 'detail'),
  };
}

function requireCloudWatch(source: unknown): void {
  if (source !== 'aws.cloudwatch') refuse(`source is ${shown(source)}, not "aws.cloudwatch"`);
}

function readAlarm(arn: string, arnAt: string, data: unknown, at: string): ReportedAlarm {
  const { state, configuration, alarmContributor, muteDetail, ...rest } = readAs(ALARM_DATA, data, at);
  const reason = state.reasonData === undefined ? undefined : readReason(state.reasonData);
  const suppressedBy = state.actionsSuppressedBy ?? muteDetail?.mutedByArn;
  const { description, metrics, alarmRule } = configuration;
  return {
    name: rest.alarmName,
    arn,
    place: readAlarmPlace(arn, arnAt),
    state: state.value,
    since: state.timestamp,
    at: readTime(state.timestamp, `${at}.state.timestamp`),
    reason: state.reason,
    ...(description !== undefined && { description }),
    metrics: watchedBy(metrics, alarmContributor?.attributes),
    plain: metrics.length === 1 && metrics[0]?.expression === undefined,
    ...(reason?.threshold !== undefined && { threshold: reason.threshold }),
    ...(alarmRule !== undefined && { rule: alarmRule }),
    triggeredBy: (reason?.triggeringAlarms ?? []).map((alarm) => alarmName(alarm.arn)),
    ...(reason && evaluatedOf(reason)),
    ...(suppressedBy !== undefined && { suppressedBy }),
    ...(alarmContributor && { contributor: alarmContributor.id }),
  };
}

type Query = z.output<typeof ALARM_DATA>['configuration']['metrics'][number];

/** Metrics of the queries; of an alarm that has none, its expressions, so that it is known for a metric alarm. */
function watchedBy(
  queries: readonly Query[],
  attributes: Readonly<Record<string, string>> | undefined,
): WatchedMetric[] {
  const metrics = queries.flatMap(watched);
  if (metrics.length > 0 && !attributes) return metrics;
  // The series of a contributor is named by its attributes: `GROUP BY TargetGroup, LoadBalancer`.
  const expressions = queries.filter(({ metricStat }) => !metricStat);
  return [...metrics, ...expressions.map(({ expression = '' }) => watchedExpression(expression, attributes))];
}

function watched({ metricStat, accountId }: Query): WatchedMetric[] {
  if (!metricStat) return [];
  const { metric, stat } = metricStat;
  const account = metricStat.accountId ?? accountId;
  return [{ ...metric, stat, dimensions: { ...metric.dimensions }, ...(account !== undefined && { account }) }];
}

/** Nothing of it is needed: what is no reason as AWS writes it is passed over. */
function readReason(json: string): z.output<typeof REASON> | undefined {
  const result = REASON.safeParse(parseJson(json));
  return result.success ? result.data : undefined;
}

function evaluatedOf(reason: z.output<typeof REASON>): Pick<ReportedAlarm, 'evaluated'> {
  const { startDate, period, recentDatapoints = [], evaluatedDatapoints = [] } = reason;
  if (period === undefined || !(period > 0)) return {};
  const at = [
    ...(startDate === undefined ? [] : [startDate]),
    ...evaluatedDatapoints.map(({ timestamp }) => timestamp),
  ];
  const times = at.flatMap((time) => timeOf(time) ?? []);
  if (times.length === 0) return {};
  const start = Math.min(...times);
  const last =
    evaluatedDatapoints.length > 0 ? Math.max(...times) : start + period * Math.max(0, recentDatapoints.length - 1);
  return { evaluated: { start, end: last + period } };
}
