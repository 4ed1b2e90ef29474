const ARN = 'arn:aws:cloudwatch:us-east-2:111122223333:alarm:';
export const SINCE = '2026-11-20T10:05:12.301+0000';

export interface EventOptions {
  readonly state?: string;
  readonly since?: string;
  readonly description?: string;
  /** Dimensions of the one metric. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  /** @default TargetResponseTime */
  readonly metric?: string;
  readonly stat?: string;
  readonly threshold?: number;
  /** Starts of the minutes that were looked at, newest first. @default - the state was set by hand */
  readonly evaluated?: readonly string[];
  readonly rule?: string;
  readonly triggeredBy?: readonly string[];
  readonly suppressedBy?: string;
}

export function alarmArn(name: string): string {
  return `${ARN}${name}`;
}

/** The event of a Lambda alarm action. */
export function direct(name: string, options: EventOptions = {}) {
  const { since = SINCE } = options;
  return {
    source: 'aws.cloudwatch',
    alarmArn: alarmArn(name),
    accountId: '111122223333',
    time: since,
    region: 'us-east-2',
    alarmData: alarmData(name, options),
  };
}

/** The same change as EventBridge has it. */
export function eventBridge(name: string, options: EventOptions = {}) {
  return {
    version: '0',
    id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111122223333',
    time: '2026-11-20T10:05:12Z',
    region: 'us-east-2',
    resources: [alarmArn(name)],
    detail: alarmData(name, options),
  };
}

/** The same change as SNS hands it to a function. */
export function sns(name: string, options: EventOptions = {}, topicArn = 'arn:aws:sns:us-east-2:111122223333:on-call') {
  const { state = 'ALARM', since = SINCE, description, dimensions, namespace, stat, threshold, rule } = options;
  const Dimensions = Object.entries(dimensions ?? {}).map(([key, value]) => ({ name: key, value }));
  const Trigger = {
    ...{ MetricName: options.metric ?? 'TargetResponseTime', Namespace: namespace ?? 'AWS/ApplicationELB' },
    ...{ StatisticType: 'ExtendedStatistic', ExtendedStatistic: stat ?? 'p95', Dimensions },
    ...{ Period: 60, EvaluationPeriods: 3, Threshold: threshold ?? 2 },
  };
  const message = {
    AlarmName: name,
    AlarmDescription: description ?? null,
    AlarmArn: alarmArn(name),
    AWSAccountId: '111122223333',
    NewStateValue: state,
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: since,
    Region: 'US East (Ohio)',
    OldStateValue: 'OK',
    ...(rule === undefined
      ? { Trigger }
      : {
          AlarmRule: rule,
          TriggeringChildren: (options.triggeredBy ?? []).map((child) => ({ Arn: alarmArn(child) })),
        }),
  };
  const Sns = { Type: 'Notification', TopicArn: topicArn, Message: JSON.stringify(message) };
  return { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };
}

function alarmData(name: string, options: EventOptions) {
  const { state = 'ALARM', since = SINCE, description, rule, suppressedBy } = options;
  const reasonData = reasonOf(options);
  return {
    alarmName: name,
    state: {
      value: state,
      reason: 'Threshold Crossed',
      timestamp: since,
      ...(reasonData && { reasonData: JSON.stringify(reasonData) }),
      ...(suppressedBy !== undefined && { actionsSuppressedBy: suppressedBy }),
    },
    previousState: { value: 'OK', reason: '', timestamp: '2026-11-20T09:00:00.000+0000' },
    configuration:
      rule === undefined
        ? { ...(description !== undefined && { description }), metrics: [metricOf(options)] }
        : { alarmRule: rule },
  };
}

function metricOf({ dimensions = {}, namespace = 'AWS/ApplicationELB', stat = 'p95', ...rest }: EventOptions) {
  const metric = { namespace, name: rest.metric ?? 'TargetResponseTime', dimensions };
  return { id: 'm1', metricStat: { metric, period: 60, stat }, returnData: true };
}

function reasonOf({ evaluated, threshold = 2, triggeredBy }: EventOptions): object | undefined {
  if (triggeredBy) {
    const state = { value: 'ALARM', timestamp: SINCE };
    return { triggeringAlarms: triggeredBy.map((name) => ({ arn: alarmArn(name), state })) };
  }
  if (!evaluated) return undefined;
  return {
    version: '1.0',
    startDate: evaluated.at(-1),
    period: 60,
    recentDatapoints: evaluated.map(() => 3.1),
    threshold,
    evaluatedDatapoints: evaluated.map((timestamp) => ({ timestamp, sampleCount: 30, value: 3.1 })),
  };
}
