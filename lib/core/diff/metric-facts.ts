import type { MetricFact } from './alarm-facts.ts';

/** What AWS documents of a metric it publishes: its unit, and the range its values can lie in. */
export interface KnownMetric {
  readonly unit: 'Seconds' | 'Milliseconds' | 'Count' | 'Percent' | 'Bytes';
  /** Dimensions without which nothing is published, as one of several sets. @default - not known */
  readonly dimensionSets?: readonly (readonly string[])[];
  /** The lowest value of one sample. @default 0 */
  readonly least?: number;
  /** The highest value of one sample. @default - none is known */
  readonly most?: number;
}

/** Longest response time behind a load balancer, seconds: its longest idle timeout (ALB user guide). */
const LONGEST_RESPONSE = 4000;
/** No answer takes no time at all: 0 is not published. */
const NO_TIME = Number.MIN_VALUE;
const TARGET_GROUP = [
  ['LoadBalancer', 'TargetGroup'],
  ['AvailabilityZone', 'LoadBalancer', 'TargetGroup'],
];
const LOAD_BALANCER = [['LoadBalancer'], ['AvailabilityZone', 'LoadBalancer']];
const EITHER = [...LOAD_BALANCER, ...TARGET_GROUP];

/**
 * Units and dimensions by namespace and metric. Sources: "CloudWatch metrics for your Application Load Balancer"
 * (elasticloadbalancing, application/load-balancer-cloudwatch-metrics), and the metric pages of Lambda, API Gateway, SQS,
 * RDS, DynamoDB and EC2. Every value of theirs is 0 or above.
 */
const KNOWN: Readonly<Record<string, Readonly<Record<string, KnownMetric>>>> = {
  'AWS/ApplicationELB': {
    TargetResponseTime: { unit: 'Seconds', dimensionSets: EITHER, least: NO_TIME, most: LONGEST_RESPONSE },
    RequestCount: { unit: 'Count', dimensionSets: EITHER },
    RequestCountPerTarget: {
      unit: 'Count',
      dimensionSets: [['TargetGroup'], ['AvailabilityZone', 'TargetGroup'], ...TARGET_GROUP],
    },
    HTTPCode_Target_2XX_Count: { unit: 'Count', dimensionSets: EITHER },
    HTTPCode_Target_3XX_Count: { unit: 'Count', dimensionSets: EITHER },
    HTTPCode_Target_4XX_Count: { unit: 'Count', dimensionSets: EITHER },
    HTTPCode_Target_5XX_Count: { unit: 'Count', dimensionSets: EITHER },
    TargetConnectionErrorCount: { unit: 'Count', dimensionSets: EITHER },
    HealthyHostCount: { unit: 'Count', dimensionSets: TARGET_GROUP },
    UnHealthyHostCount: { unit: 'Count', dimensionSets: TARGET_GROUP },
    HTTPCode_ELB_4XX_Count: { unit: 'Count', dimensionSets: LOAD_BALANCER },
    HTTPCode_ELB_5XX_Count: { unit: 'Count', dimensionSets: LOAD_BALANCER },
    HTTPCode_ELB_504_Count: { unit: 'Count', dimensionSets: LOAD_BALANCER },
    ActiveConnectionCount: { unit: 'Count', dimensionSets: LOAD_BALANCER },
    RejectedConnectionCount: { unit: 'Count', dimensionSets: LOAD_BALANCER },
  },
  'AWS/Lambda': {
    Duration: { unit: 'Milliseconds' },
    Errors: { unit: 'Count' },
    Throttles: { unit: 'Count' },
    Invocations: { unit: 'Count' },
    ConcurrentExecutions: { unit: 'Count' },
    IteratorAge: { unit: 'Milliseconds' },
  },
  'AWS/ApiGateway': {
    Latency: { unit: 'Milliseconds' },
    IntegrationLatency: { unit: 'Milliseconds' },
  },
  'AWS/SQS': {
    ApproximateAgeOfOldestMessage: { unit: 'Seconds' },
    ApproximateNumberOfMessagesVisible: { unit: 'Count' },
  },
  'AWS/RDS': {
    CPUUtilization: { unit: 'Percent', most: 100 },
    ReadLatency: { unit: 'Seconds' },
    WriteLatency: { unit: 'Seconds' },
    DatabaseConnections: { unit: 'Count' },
    FreeStorageSpace: { unit: 'Bytes' },
  },
  'AWS/DynamoDB': { SuccessfulRequestLatency: { unit: 'Milliseconds' } },
  'AWS/ELB': { Latency: { unit: 'Seconds' }, HealthyHostCount: { unit: 'Count' } },
  'AWS/EC2': { CPUUtilization: { unit: 'Percent', most: 100 }, StatusCheckFailed: { unit: 'Count' } },
  // Tasks may use more than they reserved: above 100 %.
  'AWS/ECS': { CPUUtilization: { unit: 'Percent' }, MemoryUtilization: { unit: 'Percent' } },
};

/** What is known of a metric; `undefined` for everything this table does not list. */
export function knownMetric({ namespace = '', metricName = '' }: MetricFact): KnownMetric | undefined {
  const metrics = Object.hasOwn(KNOWN, namespace) ? KNOWN[namespace] : undefined;
  return metrics && Object.hasOwn(metrics, metricName) ? metrics[metricName] : undefined;
}

/** Statistics whose values are in the metric's own unit; counts and shares of samples are not. */
export function keepsUnit(stat: string): boolean {
  return !/^(SampleCount|tc\d|TC\(|PR\()/.test(stat);
}

/** Statistics that add samples up, so that they have no highest value. */
export function addsUp(stat: string): boolean {
  return /^(Sum$|ts\d|TS\()/.test(stat);
}

const SYMBOLS = { Seconds: ' s', Milliseconds: ' ms', Count: '', Percent: ' %', Bytes: ' bytes' } as const;

/** What follows a number in the metric's unit: ` s`; nothing where the unit is a count or not known. */
export function unitSymbol(metric: MetricFact): string {
  const { stat = '' } = metric;
  if (stat.startsWith('PR(')) return ' %';
  const known = keepsUnit(stat) ? knownMetric(metric) : undefined;
  return known ? SYMBOLS[known.unit] : '';
}
