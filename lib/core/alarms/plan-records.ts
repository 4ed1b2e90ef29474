import type { AlarmRecord } from '../diff/model.ts';
import type { AlarmDefinition, AlarmPlan } from './definition.ts';
import { compositeRule } from './limits.ts';

/** Whom the alarms of a plan call, as ARNs, and whether they do. */
export interface PlanActions {
  readonly page: readonly string[];
  readonly ticket: readonly string[];
  /** False is shadow mode. @default true */
  readonly paging?: boolean;
}

/** Namespace of every metric planned. */
const NAMESPACE = 'AWS/ApplicationELB';

/** A plan as the alarms that its constructs synthesise, by the names of PutMetricAlarm and PutCompositeAlarm. */
export function planRecords(plan: AlarmPlan, { page, ticket, paging = true }: PlanActions): AlarmRecord[] {
  const { alarms, composite } = plan;
  const children = new Set(composite?.children);
  const records = alarms.map((alarm): AlarmRecord => {
    const actions = children.has(alarm.name) ? [] : alarm.severity === 'page' ? page : ticket;
    return record('math', alarm.name, {
      ...settingsOf(alarm),
      ActionsEnabled: paging,
      ...(actions.length > 0 && { AlarmActions: actions }),
    });
  });
  if (!composite) return records;
  const { name, description } = composite;
  const settings = {
    AlarmName: name,
    AlarmDescription: description,
    AlarmRule: compositeRule(composite.children),
    ActionsEnabled: paging,
    ...(page.length > 0 && { AlarmActions: page }),
  };
  return [...records, record('composite', name, settings)];
}

function settingsOf(alarm: AlarmDefinition): Record<string, unknown> {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    Metrics: [
      { Id: 'value', Expression: alarm.expression, Label: alarm.label, ReturnData: true },
      ...alarm.metrics.map(({ id, metricName, stat, dimensions }) => ({
        Id: id,
        MetricStat: {
          Metric: {
            Namespace: NAMESPACE,
            MetricName: metricName,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: alarm.periodSeconds,
          Stat: stat,
        },
        ReturnData: false,
      })),
    ],
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
  };
}

function record(kind: AlarmRecord['kind'], name: string, properties: Record<string, unknown>): AlarmRecord {
  return { stack: '', logicalId: name, name, kind, properties };
}
