/** A latency alarm that somebody else deploys or advises. */
export interface Peer {
  readonly name: string;
  /** Properties of PutMetricAlarm, without what is the same for all. */
  readonly alarm: Readonly<Record<string, unknown>>;
  /** Whose it is. */
  readonly source: string;
}

interface Window {
  readonly period: number;
  readonly of: number;
  readonly least?: number;
  readonly missing?: string;
  readonly orEqual?: boolean;
}

function peer(name: string, stat: string, threshold: number, window: Window, source: string): Peer {
  const statistic = /^p\d/.test(stat) ? { ExtendedStatistic: stat } : { Statistic: stat };
  const { period, of, least = of, missing = 'missing', orEqual = false } = window;
  return {
    name,
    source,
    alarm: {
      AlarmName: name,
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      ...statistic,
      Period: period,
      EvaluationPeriods: of,
      DatapointsToAlarm: least,
      Threshold: threshold,
      ComparisonOperator: orEqual ? 'GreaterThanOrEqualToThreshold' : 'GreaterThanThreshold',
      TreatMissingData: missing,
    },
  };
}

/** Every default that says statistic, threshold, period and window. */
export const PEERS: readonly Peer[] = [
  peer(
    'p95 > 0.8 s, 3 of 5',
    'p95',
    0.8,
    { period: 60, of: 5, least: 3, missing: 'notBreaching' },
    'the alarm of DOP-833',
  ),
  peer('p95 > 5 s, 5 of 5', 'p95', 5, { period: 60, of: 5 }, 'base2Services/cfn-guardian (ships disabled)'),
  peer('p90 > 3 s, 2 of 2', 'p90', 3, { period: 60, of: 2, missing: 'ignore' }, 'truemark/autoalarm, warning'),
  peer('p90 > 5 s, 2 of 2', 'p90', 5, { period: 60, of: 2, missing: 'ignore' }, 'truemark/autoalarm, critical'),
  peer('Average > 0.5 s, 5 min', 'Average', 0.5, { period: 300, of: 1 }, 'cloudposse target group module'),
  peer(
    'p99 >= 2 s, 2 of 2',
    'p99',
    2,
    { period: 60, of: 2, missing: 'notBreaching', orEqual: true },
    'justeattakeaway/AwsWatchman',
  ),
  peer('Average > 0 s, 3 of 3 x 5 min', 'Average', 0, { period: 300, of: 3 }, 'eladb/cdk-watchful, threshold not set'),
  peer('Average > 1 s, 2 of 2 x 5 min', 'Average', 1, { period: 300, of: 2 }, 'dspenard/cdk-cloudwatch-alarms'),
  peer('Average >= 1 s, 2 of 2', 'Average', 1, { period: 60, of: 2, orEqual: true }, 'guardian/support-frontend'),
  peer(
    'p95 >= 1 s, 10 of 10',
    'p95',
    1,
    { period: 60, of: 10, orEqual: true },
    'oneuptime and other guides: "for 10 minutes"',
  ),
  peer('Average > 5 s, 3 of 3 x 5 min', 'Average', 5, { period: 300, of: 3 }, 'a guide to reduced noise (ahmadraza)'),
  peer('Maximum > 1 s, 5 min', 'Maximum', 1, { period: 300, of: 1 }, 'panther, as planned'),
  peer('p50 > 1.5 s, 3 of 3', 'p50', 1.5, { period: 60, of: 3 }, 'aprin-labs/archimedes, after a night of pages'),
];

/** Defaults that are not a rule to replay, and why. */
export const NOT_EXPRESSED: readonly { readonly name: string; readonly reason: string }[] = [
  { name: 'truemark/autoalarm, anomaly', reason: 'an anomaly detection band: its model is not published' },
  { name: 'Prebid guidance (100 ms in a minute)', reason: 'names no statistic' },
  { name: 'cdk-monitoring-constructs', reason: 'has no latency alarm for load balancers' },
  { name: 'slic-watch', reason: 'has no latency alarm for load balancers' },
  {
    name: 'AWS recommended alarms',
    reason: 'have none for ApplicationELB; that of ECS Service Connect has no threshold',
  },
];
