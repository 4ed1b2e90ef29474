import { z } from 'zod';
import { COMPARISONS, MISSING_DATA } from '../../core/alarms/definition.ts';
import { BASIC_STATISTICS, isStatistic } from '../../core/statistics/statistic.ts';
import type { LocalAccount } from './account.ts';
import { flag, number, readInput, wholeBetween, wholeNumber } from './input.ts';
import { DIMENSIONS, isPeriod, METRIC, SHORT_PERIODS } from './metric-input.ts';
import { ServiceError } from './service-error.ts';

/** A week of periods of 10 s: more can never be looked at. */
const MOST_PERIODS = 60_480;
const ARNS = z.array(z.string()).max(5).optional();
const NAME = z.string().min(1).max(255);
const COMMON = {
  AlarmName: NAME,
  AlarmDescription: z.string().max(1024).optional(),
  ActionsEnabled: flag.default(true),
  OKActions: ARNS,
  AlarmActions: ARNS,
  InsufficientDataActions: ARNS,
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
};

const QUERY = z.object({
  Id: z.string(),
  MetricStat: z
    .object({ Metric: METRIC, Period: wholeNumber, Stat: z.string(), Unit: z.string().optional() })
    .optional(),
  Expression: z.string().max(2048).optional(),
  Label: z.string().optional(),
  ReturnData: flag.default(true),
  Period: wholeNumber.optional(),
  AccountId: z.string().optional(),
});

const METRIC_ALARM = z.object({
  ...COMMON,
  ComparisonOperator: z.enum(COMPARISONS),
  EvaluationPeriods: wholeBetween(1, MOST_PERIODS),
  DatapointsToAlarm: wholeBetween(1, MOST_PERIODS).optional(),
  Threshold: number.optional(),
  TreatMissingData: z.string().optional(),
  EvaluateLowSampleCountPercentile: z.string().optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: DIMENSIONS.optional(),
  Period: wholeNumber.optional(),
  Statistic: z.enum(BASIC_STATISTICS).optional(),
  ExtendedStatistic: z.string().optional(),
  Unit: z.string().optional(),
  Metrics: z.array(QUERY).min(1).max(20).optional(),
});
type MetricAlarm = z.output<typeof METRIC_ALARM>;

const COMPOSITE = z.object({
  ...COMMON,
  AlarmRule: z.string().min(1).max(10_240),
  ActionsSuppressor: z.string().optional(),
  ActionsSuppressorWaitPeriod: wholeNumber.optional(),
  ActionsSuppressorExtensionPeriod: wholeNumber.optional(),
});

/** Static-threshold alarms over one metric or over metric math; no anomaly detection. */
export function putMetricAlarm(input: unknown, account: LocalAccount): object {
  const alarm = readInput(METRIC_ALARM, input);
  checkAlarm(alarm);
  if (alarm.Metrics) checkMetrics(alarm.Metrics, account);
  else checkMetric(alarm);
  checkSpan(alarm);
  return put('MetricAlarm', alarm, account);
}

/** The rule is stored as it is: whoever evaluates it reads it. */
export function putCompositeAlarm(input: unknown, account: LocalAccount): object {
  return put('CompositeAlarm', readInput(COMPOSITE, input), account);
}

function put(
  kind: 'MetricAlarm' | 'CompositeAlarm',
  { Tags = [], ...settings }: z.output<z.ZodObject<typeof COMMON>>,
  account: LocalAccount,
): object {
  if (Tags.length > 50) throw refused('The resultant tag set must not have more than 50 user tags.');
  const name = settings.AlarmName;
  account.alarms.put({ kind, name, arn: account.alarmArn(name), settings }, account.now());
  return {};
}

function refused(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

function checkAlarm(alarm: MetricAlarm): void {
  const { Threshold, TreatMissingData, DatapointsToAlarm, EvaluationPeriods } = alarm;
  const { Statistic, ExtendedStatistic, EvaluateLowSampleCountPercentile } = alarm;
  if (alarm.Metrics) {
    for (const key of [
      'MetricName',
      'Namespace',
      'Dimensions',
      'Period',
      'Statistic',
      'ExtendedStatistic',
      'Unit',
    ] as const) {
      if (alarm[key] !== undefined) throw refused(`${key} should not be set if list of Metrics is set.`);
    }
  }
  if (Statistic !== undefined && ExtendedStatistic !== undefined)
    throw refused(
      'PutMetricAlarm request can not be made with both Statistic and ExtendedStatistic parameters. Only one of them should be present',
    );
  if (Threshold === undefined) throw refused('Threshold must be set for an alarm of a static threshold');
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw refused('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  if (TreatMissingData !== undefined && !MISSING_DATA.some((word) => word === TreatMissingData))
    throw refused('Supported values for TreatMissingData are breaching, notBreaching, ignore, and missing.');
  if (EvaluateLowSampleCountPercentile === undefined) return;
  if (!['evaluate', 'ignore'].includes(EvaluateLowSampleCountPercentile))
    throw refused('Supported options for EvaluateLowSampleCountPercentile are evaluate and ignore.');
  if (ExtendedStatistic === undefined)
    throw refused(
      `Option evaluateLowSampleCountPercentile can not be applied with statistic ${Statistic ?? ''}. This option is enabled only for percentile statistics.`,
    );
}

function checkMetric({ MetricName, Namespace, Period, Statistic, ExtendedStatistic }: MetricAlarm): void {
  for (const [key, value] of Object.entries({ MetricName, Namespace, Period })) {
    if (value === undefined) throw refused(`${key} must be set where no list of Metrics is.`);
  }
  if (Statistic === undefined && ExtendedStatistic === undefined)
    throw refused('Either Statistic or ExtendedStatistic must be set where no list of Metrics is.');
  checkPeriod(Period as number);
  const known = ExtendedStatistic === undefined || (isStatistic(ExtendedStatistic) && !isBasic(ExtendedStatistic));
  if (!known)
    throw new ServiceError(
      'InvalidParameterValue',
      `The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`,
    );
}

function isBasic(text: string): boolean {
  return BASIC_STATISTICS.some((name) => name === text);
}

function checkPeriod(period: number): void {
  const [, , ...allowed] = SHORT_PERIODS;
  if (!isPeriod(period) || (period < 60 && !allowed.includes(period)))
    throw refused('Period must be 10, 20, 30 or a multiple of 60');
}

function checkMetrics(queries: NonNullable<MetricAlarm['Metrics']>, account: LocalAccount): void {
  const ids = queries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw refused('The values for parameter id in Metrics are not unique.');
  if (queries.filter(({ ReturnData }) => ReturnData).length !== 1)
    throw refused('Exactly one element of the metrics list should return data.');
  for (const [index, { Id, MetricStat, Expression, Period }] of queries.entries()) {
    if ((MetricStat === undefined) === (Expression === undefined))
      throw refused(`Either Metrics.member.${index + 1}.Expression or MetricStat must be specified, not both.`);
    if (MetricStat) {
      checkPeriod(MetricStat.Period);
      if (!isStatistic(MetricStat.Stat))
        throw refused(`The value for parameter Metrics.member.${index + 1}.MetricStat.Stat is not a valid statistic.`);
    } else if (Expression !== undefined) {
      if (/\bSEARCH\s*\(/.test(Expression)) throw refused('SEARCH is not supported on Metric Alarms.');
      account.checkMath({ id: Id, expression: Expression, ...(Period !== undefined && { period: Period }) }, ids);
    }
  }
}

const DAY = 86_400;

/** What an alarm looks back at is limited. Source: API reference of PutMetricAlarm. */
function checkSpan({ EvaluationPeriods, Period, Metrics = [] }: MetricAlarm): void {
  const periods = Metrics.map((query) => query.MetricStat?.Period ?? query.Period ?? 0);
  const period = Math.max(Period ?? 0, ...periods);
  const span = period * EvaluationPeriods;
  if (period < 3600 && span > DAY)
    throw refused(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600',
    );
  if (span > 7 * DAY)
    throw refused(
      'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600',
    );
}
