import { capitalised, isObject } from '../alarms/evaluate-json.ts';

/** What an alarm is made of, by the names of DescribeAlarms and PutMetricAlarm. Untrusted. */
export type AlarmProperties = Readonly<Record<string, unknown>>;

/** A metric that an alarm reads. */
export interface AlarmMetric {
  /** Query id; empty where the alarm reads one metric without `Metrics`. */
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Values by name. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** As the alarm has it, such as `p95`. */
  readonly stat: string;
  /** Account that the metric is read from. @default - that of the alarm */
  readonly accountId?: string;
}

/** The metrics an alarm lists, in its order; what cannot be read as one is passed over. */
export function alarmMetrics(properties: AlarmProperties): AlarmMetric[] {
  // An empty list is what some servers show of an alarm on one metric.
  if (!Array.isArray(properties.Metrics) || properties.Metrics.length === 0) {
    const stat = properties.Statistic ?? properties.ExtendedStatistic;
    return metric('', properties, stat);
  }
  return properties.Metrics.flatMap((query: unknown) => {
    const { Id: id, MetricStat: stat, AccountId: account } = isObject(query) ? capitalised(query) : {};
    if (typeof id !== 'string' || !isObject(stat)) return [];
    const { Metric: given, Stat: text } = capitalised(stat);
    if (!isObject(given)) return [];
    const read = metric(id, capitalised(given), text);
    return typeof account === 'string' ? read.map((one) => ({ ...one, accountId: account })) : read;
  });
}

function metric(id: string, given: AlarmProperties, stat: unknown): AlarmMetric[] {
  const { Namespace: namespace, MetricName: metricName, Dimensions: dimensions } = given;
  if (typeof namespace !== 'string' || typeof metricName !== 'string' || typeof stat !== 'string') return [];
  return [{ id, namespace, metricName, stat, dimensions: dimensionsOf(dimensions) }];
}

function dimensionsOf(given: unknown): Record<string, string> {
  if (!Array.isArray(given)) return {};
  const pairs = given.flatMap((each: unknown): [string, string][] => {
    const { Name: name, Value: value } = isObject(each) ? capitalised(each) : {};
    return typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [];
  });
  return Object.fromEntries(pairs);
}
