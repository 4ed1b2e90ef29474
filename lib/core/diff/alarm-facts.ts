import { COMPARISONS, type Comparison, MISSING_DATA, type MissingData } from '../alarms/definition.ts';
import { isRecord } from './canonical.ts';
import { type AlarmRecord, Unresolved } from './model.ts';

/*
 * What the parts of a diff ask of an alarm's settings. Everything answers `undefined` where a template leaves the value
 * open, or where CloudWatch would refuse it: a claim about such an alarm would be a guess.
 */

type Settings = Readonly<Record<string, unknown>>;

/** Which values breach: those above the threshold, those below it, or what lies outside an anomaly band. */
export type Side = 'above' | 'below' | 'band';

/** Operators that compare with an anomaly detection band, and the sides of it they look at. */
export const BAND_OPERATORS: Readonly<Record<string, 1 | 2>> = {
  GreaterThanUpperThreshold: 1,
  LessThanLowerThreshold: 1,
  LessThanLowerOrGreaterThanUpperThreshold: 2,
};

/** One metric an alarm reads. */
export interface MetricFact {
  /** Id of the query; '' for an alarm on one metric. */
  readonly id: string;
  readonly namespace?: string;
  readonly metricName?: string;
  /** By name; a value left open stands as its {@link Unresolved}. Absent where the list itself is left open. */
  readonly dimensions?: Readonly<Record<string, unknown>>;
  readonly stat?: string;
  readonly unit?: string;
  readonly periodSeconds?: number;
}

/** When an alarm decides: M of N periods. */
export interface WindowFact {
  readonly periodSeconds: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

export function textOf(settings: Settings, key: string): string | undefined {
  const value = settings[key];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(settings: Settings, key: string): number | undefined {
  const value = settings[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The name a person knows the alarm by. Untrusted text. */
export function nameOf(record: AlarmRecord): string {
  return record.name ?? record.logicalId;
}

export function sideOf({ properties }: AlarmRecord): Side | undefined {
  const operator = textOf(properties, 'ComparisonOperator') ?? '';
  if (Object.hasOwn(BAND_OPERATORS, operator)) return 'band';
  const known = COMPARISONS.find((each) => each === operator);
  return known && (known.startsWith('Greater') ? 'above' : 'below');
}

export function comparisonOf({ properties }: AlarmRecord): Comparison | undefined {
  return COMPARISONS.find((each) => each === properties.ComparisonOperator);
}

/** An alarm on DynamoDB that says nothing ignores gaps; every other one finds them missing. APIReference, PutMetricAlarm. */
export function defaultMissingData(namespace: unknown): MissingData {
  return namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing';
}

/** The treatment in force. */
export function missingDataOf({ properties }: AlarmRecord): MissingData | undefined {
  if (properties.TreatMissingData !== undefined)
    return MISSING_DATA.find((each) => each === properties.TreatMissingData);
  if (properties.Namespace instanceof Unresolved) return undefined;
  return defaultMissingData(properties.Namespace);
}

/** Queries of an alarm with `Metrics`; none for every other one. */
export function queriesOf({ properties }: AlarmRecord): Settings[] {
  return Array.isArray(properties.Metrics) ? properties.Metrics.filter(isRecord) : [];
}

/** The query whose value the alarm compares. */
export function returnedQuery(record: AlarmRecord): Settings | undefined {
  const returned = queriesOf(record).filter(({ ReturnData }) => ReturnData !== false);
  return returned.length === 1 ? returned[0] : undefined;
}

/** Every metric the alarm reads, of either form. None for composite, PromQL and log alarms. */
export function metricsOf(record: AlarmRecord): MetricFact[] {
  const { properties } = record;
  if (properties.MetricName !== undefined) {
    return [
      fact('', properties, textOf(properties, 'Statistic') ?? textOf(properties, 'ExtendedStatistic'), properties),
    ];
  }
  return queriesOf(record).flatMap((query) => {
    const { MetricStat: stat } = query;
    if (!isRecord(stat)) return [];
    const metric = isRecord(stat.Metric) ? stat.Metric : {};
    return [fact(textOf(query, 'Id') ?? '', metric, textOf(stat, 'Stat'), stat)];
  });
}

function fact(id: string, metric: Settings, stat: string | undefined, around: Settings): MetricFact {
  const dimensions = dimensionsOf(metric.Dimensions);
  return {
    id,
    ...without({ namespace: textOf(metric, 'Namespace'), metricName: textOf(metric, 'MetricName') }),
    ...(dimensions && { dimensions }),
    ...without({ stat, unit: textOf(around, 'Unit'), periodSeconds: numberOf(around, 'Period') }),
  };
}

function dimensionsOf(list: unknown): Settings | undefined {
  if (list === undefined) return {};
  if (!Array.isArray(list)) return undefined;
  const named = list.filter((item) => isRecord(item) && typeof item.Name === 'string');
  return named.length === list.length ? Object.fromEntries(named.map((item) => [item.Name, item.Value])) : undefined;
}

function without<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** The one statistic that is compared: of an alarm on one metric, whichever way it is written. */
export function comparedMetric(record: AlarmRecord): MetricFact | undefined {
  const metrics = metricsOf(record);
  const [only, ...others] = metrics;
  if (!only || others.length > 0) return undefined;
  return queriesOf(record).length <= 1 ? only : undefined;
}

/** M of N and the period, where all three are known. */
export function windowOf(record: AlarmRecord): WindowFact | undefined {
  const { properties } = record;
  const evaluationPeriods = numberOf(properties, 'EvaluationPeriods');
  const given = properties.DatapointsToAlarm;
  const datapointsToAlarm = given === undefined ? evaluationPeriods : numberOf(properties, 'DatapointsToAlarm');
  const periodSeconds = periodOf(record);
  if (evaluationPeriods === undefined || datapointsToAlarm === undefined || periodSeconds === undefined)
    return undefined;
  return { periodSeconds, datapointsToAlarm, evaluationPeriods };
}

function periodOf(record: AlarmRecord): number | undefined {
  const metrics = metricsOf(record);
  const periods = new Set(metrics.map(({ periodSeconds }) => periodSeconds));
  if (periods.size === 0) {
    const query = returnedQuery(record);
    return query && numberOf(query, 'Period');
  }
  return periods.size === 1 ? [...periods][0] : undefined;
}

/** Whether somebody is told when the alarm fires by itself. `undefined` where a template leaves it open. */
export function isTold({ properties }: AlarmRecord): boolean | undefined {
  const { AlarmActions: actions, ActionsEnabled: enabled } = properties;
  if (enabled instanceof Unresolved || actions instanceof Unresolved) return undefined;
  return enabled !== false && Array.isArray(actions) && actions.length > 0;
}

/** What an alarm does in ALARM, as text; an action that a template leaves open is its expression. */
export function actionsOf({ properties }: AlarmRecord): string[] {
  const { AlarmActions: actions } = properties;
  if (!Array.isArray(actions)) return [];
  return actions.map((action) => (action instanceof Unresolved ? action.expression : String(action)));
}
