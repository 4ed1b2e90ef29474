import { dimensionOf, type TopicData } from './data.ts';
import { ESTATE_BALANCERS, ESTATE_GONE, ESTATE_GROUPS, ESTATE_TOPIC } from './estate-names.ts';

/** Topics of the estate that exist: one that reaches somebody, one whose only subscription is still to be confirmed. */
export const ESTATE_TOPICS: readonly TopicData[] = [
  {
    arn: ESTATE_TOPIC.onCall,
    subscriptions: [{ protocol: 'https', endpoint: 'https://events.pager.example.com/integration/0f3c9a' }],
  },
  {
    arn: ESTATE_TOPIC.elasticTeam,
    subscriptions: [{ protocol: 'email', endpoint: 'elastic-team@example.com', confirmed: false }],
  },
];

/**
 * What watched the estate before holdband, as PutMetricAlarm takes it: the generic latency alarm of the incident on Fleet
 * Server's load balancer, which its holds set off; the same on Elasticsearch, right there, but with an action on a topic that is
 * gone; an alarm on errors that tells nobody who listens; and one on a target group that no longer exists.
 */
export function estateAlarms(): object[] {
  const { fleet, search, shop } = ESTATE_BALANCERS;
  return [
    latencyAlarm('eck-fleet-latency', { LoadBalancer: dimensionOf(fleet) }, [ESTATE_TOPIC.onCall]),
    latencyAlarm('eck-search-latency', { LoadBalancer: dimensionOf(search) }, [
      ESTATE_TOPIC.onCall,
      ESTATE_TOPIC.oldOnCall,
    ]),
    latencyAlarm(
      'shop-checkout-latency',
      { TargetGroup: dimensionOf(ESTATE_GONE), LoadBalancer: dimensionOf(shop) },
      [ESTATE_TOPIC.onCall],
      'missing',
    ),
    {
      AlarmName: 'eck-fleet-errors',
      ...metric('HTTPCode_Target_5XX_Count', {
        TargetGroup: dimensionOf(ESTATE_GROUPS['fleet-server']),
        LoadBalancer: dimensionOf(fleet),
      }),
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [ESTATE_TOPIC.elasticTeam],
    },
  ];
}

/** The alarm that is on everything: a percentile over all requests, 3 of 5 minutes. */
function latencyAlarm(
  name: string,
  dimensions: Readonly<Record<string, string>>,
  actions: readonly string[],
  missing = 'notBreaching',
): object {
  return {
    AlarmName: name,
    AlarmDescription: 'p95 response time above 0.8 s',
    ...metric('TargetResponseTime', dimensions),
    ExtendedStatistic: 'p95',
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: missing,
    AlarmActions: actions,
  };
}

function metric(name: string, dimensions: Readonly<Record<string, string>>): object {
  return {
    Namespace: 'AWS/ApplicationELB',
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
