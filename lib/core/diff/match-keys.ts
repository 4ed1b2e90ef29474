import { canonical, isRecord } from './canonical.ts';
import { type AlarmRecord, Unresolved } from './model.ts';

/** What an alarm looks at: two alarms with the same watch the same thing, however they judge it. */
export function watched({ kind, properties }: AlarmRecord): string {
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Metrics } = properties;
  switch (kind) {
    case 'metric':
      return canonical([kind, Namespace, MetricName, dimensions(Dimensions), Statistic ?? ExtendedStatistic]);
    case 'math':
    case 'anomaly':
      return canonical(['math', queries(Metrics), Namespace, MetricName, dimensions(Dimensions)]);
    case 'composite':
      return canonical([kind, properties.AlarmRule]);
    case 'promql':
      return canonical([kind, properties.EvaluationCriteria]);
    case 'log': {
      const { ScheduledQueryConfiguration: query } = properties;
      const { AggregationExpression, QueryString, LogGroupIdentifiers } = isRecord(query) ? query : {};
      return canonical([kind, AggregationExpression, QueryString, LogGroupIdentifiers]);
    }
  }
}

/** An alarm without what names it: two alarms with the same settings page at the same moments. */
export function settingsText({ properties }: AlarmRecord): string {
  const { AlarmName, AlarmDescription, Tags, ...settings } = properties;
  return canonical(settings);
}

/** The part of an account's alarm name that CloudFormation made of stack and logical id; it adds letters of its own. */
export function madeFrom(name: string): { readonly stack: string; readonly logicalId: string } | undefined {
  const [, stack, logicalId] = /^(.+)-([A-Za-z0-9]+)-[A-Za-z0-9]{10,14}$/.exec(name) ?? [];
  return stack === undefined || logicalId === undefined ? undefined : { stack, logicalId };
}

function dimensions(list: unknown): unknown {
  if (list instanceof Unresolved || !Array.isArray(list)) return list ?? [];
  return list.map(canonical).toSorted();
}

/** Metrics and expressions, without periods and labels. */
function queries(metrics: unknown): unknown {
  if (!Array.isArray(metrics)) return metrics;
  return metrics
    .map((query) => {
      if (!isRecord(query)) return canonical(query);
      const { Id, Expression, MetricStat } = query;
      const { Metric, Stat } = isRecord(MetricStat) ? MetricStat : {};
      const { Namespace, MetricName, Dimensions } = isRecord(Metric) ? Metric : {};
      return canonical([Id, Expression, Namespace, MetricName, dimensions(Dimensions), Stat]);
    })
    .toSorted();
}
