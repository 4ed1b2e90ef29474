import type { HeldTargetGroup } from '../../../lib/core/inventory/alarms-on-holds.ts';

export const GROUP: HeldTargetGroup = {
  targetGroup: 'targetgroup/fleet/943f017f100becff',
  loadBalancer: 'app/edge/50dc6c495c0c9188',
  hold: { ceilingSeconds: 300, spreadSeconds: -30 },
};

export const OF_GROUP = [
  { Name: 'TargetGroup', Value: GROUP.targetGroup },
  { Name: 'LoadBalancer', Value: GROUP.loadBalancer },
];
export const OF_LOAD_BALANCER = [{ Name: 'LoadBalancer', Value: GROUP.loadBalancer }];

/** An alarm that somebody made on the group's response times: p95 above 0.8 s in 3 of 3 minutes, unless told otherwise. */
export function alarm(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { Statistic } = changes;
  return {
    AlarmName: 'latency-high',
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: OF_GROUP,
    ...(Statistic === undefined && { ExtendedStatistic: 'p95' }),
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    ...changes,
  };
}

/** An alarm on metric math: every metric of the group, its statistic by id. */
export function mathAlarm(
  expression: string,
  metrics: Readonly<Record<string, readonly [metricName: string, stat: string]>>,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    AlarmName: 'latency-math',
    Metrics: [
      { Id: 'e1', Expression: expression, ReturnData: true },
      ...Object.entries(metrics).map(([Id, [MetricName, Stat]]) => ({
        Id,
        MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions: OF_GROUP }, Period: 60, Stat },
        ReturnData: false,
      })),
    ],
    EvaluationPeriods: 1,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    ...changes,
  };
}
