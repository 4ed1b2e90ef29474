import { InputError } from '../errors.ts';
import { parseStatistic } from '../statistics/statistic.ts';
import { COMPARISONS, type Comparison, MISSING_DATA, type MissingData } from './definition.ts';
import type { AlarmSource, MetricAlarm } from './evaluate-alarm.ts';
import { capitalised, isObject, type JsonObject, parseJson, shown } from './evaluate-json.ts';
import { readMath, readSingleMetric } from './evaluate-read-math.ts';
import { percentOf } from './low-sample.ts';

const A_DAY = 86_400;
const A_WEEK = 7 * A_DAY;

/**
 * Reads a metric alarm as DescribeAlarms prints it (one of `MetricAlarms`, or alone) or as PutMetricAlarm takes it; keys
 * may begin with a small letter.
 *
 * @param where the file, for errors
 * @param name which alarm, where there are several
 * @throws InputError code `AlarmRefused`; code `AlarmUnknown` for what CloudWatch evaluates and holdband does not: an anomaly
 *   band, SEARCH, Metrics Insights, PromQL, a wall-clock window, a composite alarm
 */
export function readAlarm(text: string, where: string, name?: string): MetricAlarm {
  const given = select(parseJson(text, where), where, name);
  const at = `${where}: ${typeof given.AlarmName === 'string' ? given.AlarmName : 'alarm'}`;
  refuseUnknown(given, at);
  const evaluationPeriods = whole(given, 'EvaluationPeriods', at);
  const datapointsToAlarm = given.DatapointsToAlarm == null ? evaluationPeriods : whole(given, 'DatapointsToAlarm', at);
  if (datapointsToAlarm > evaluationPeriods) {
    throw refused(
      at,
      `DatapointsToAlarm is ${datapointsToAlarm}; allowed: 1 to EvaluationPeriods, ${evaluationPeriods}`,
    );
  }
  const { source, periodSeconds } = readSource(given, at);
  checkPeriod(periodSeconds, evaluationPeriods, at);
  const treatments = given.Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing';
  return {
    name: typeof given.AlarmName === 'string' ? given.AlarmName : 'alarm',
    source,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm,
    comparison: oneOf<Comparison>(given, 'ComparisonOperator', COMPARISONS, at),
    threshold: finite(given, 'Threshold', at),
    treatMissingData: given.TreatMissingData
      ? oneOf<MissingData>(given, 'TreatMissingData', MISSING_DATA, at)
      : treatments,
    lowSamples: readLowSamples(given, source, at),
  };
}

/** The one alarm that is meant: alone, in a list, or in what DescribeAlarms prints. */
function select(parsed: unknown, where: string, name: string | undefined): JsonObject {
  const outer = isObject(parsed) ? capitalised(parsed) : undefined;
  const list = outer && 'MetricAlarms' in outer ? outer.MetricAlarms : Array.isArray(parsed) ? parsed : [parsed];
  if (!Array.isArray(list) || !list.every(isObject)) {
    throw refused(where, `holds ${shown(parsed)}; allowed: an alarm, or {"MetricAlarms": [...]}`);
  }
  if (list.length === 0) {
    const composites = Array.isArray(outer?.CompositeAlarms) && outer.CompositeAlarms.length > 0;
    throw composites ? unknown(where, 'a composite alarm') : refused(where, 'holds no metric alarm');
  }
  const alarms = list.map(capitalised);
  const named = name === undefined ? alarms : alarms.filter(({ AlarmName }) => AlarmName === name);
  const [only, ...others] = named;
  const names = alarms.map(({ AlarmName }) => (typeof AlarmName === 'string' ? AlarmName : '(no name)')).join(', ');
  if (!only) throw refused(where, `no alarm is called ${shown(name)}; there are: ${names}`);
  if (others.length > 0) throw refused(where, `holds ${named.length} alarms; choose one with --name: ${names}`);
  return only;
}

function refuseUnknown(given: JsonObject, at: string): void {
  if ('AlarmRule' in given) throw unknown(at, 'a composite alarm');
  if (given.EvaluationCriteria != null) throw unknown(at, 'PromQL');
  const bands = ['LessThanLowerOrGreaterThanUpperThreshold', 'LessThanLowerThreshold', 'GreaterThanUpperThreshold'];
  if (given.ThresholdMetricId != null || bands.includes(String(given.ComparisonOperator))) {
    throw unknown(at, 'an anomaly detection band');
  }
  if (isObject(given.EvaluationWindow) && 'WallClockWindow' in capitalised(given.EvaluationWindow)) {
    throw unknown(at, 'WallClockWindow');
  }
  if (given.WarmUpConfiguration != null) throw unknown(at, 'WarmUpConfiguration');
}

function readSource(given: JsonObject, at: string): { readonly source: AlarmSource; readonly periodSeconds: number } {
  if (Array.isArray(given.Metrics) && given.Metrics.length > 0) {
    if (!given.Metrics.every(isObject)) throw refused(at, 'Metrics holds something else than queries');
    const queries = given.Metrics.map(capitalised);
    return readSingleMetric(queries, at) ?? readMath(queries, at);
  }
  const { Statistic: basic, ExtendedStatistic: extended } = given;
  if ((basic == null) === (extended == null)) {
    throw refused(at, 'needs one of Statistic, ExtendedStatistic and Metrics');
  }
  const text = basic ?? extended;
  if (typeof text !== 'string') throw refused(at, `its statistic is ${shown(text)}; allowed: text`);
  return { source: { kind: 'metric', statistic: parseStatistic(text) }, periodSeconds: whole(given, 'Period', at) };
}

function checkPeriod(period: number, evaluationPeriods: number, at: string): void {
  if (period % 60 !== 0 && ![10, 20, 30].includes(period)) {
    throw refused(at, `Period is ${period}; allowed: 10, 20, 30 and multiples of 60`);
  }
  const longest = period < 3600 ? A_DAY : A_WEEK;
  if (period * evaluationPeriods > longest) {
    throw refused(at, `Period x EvaluationPeriods is ${period * evaluationPeriods} s; allowed: up to ${longest} s`);
  }
}

function readLowSamples(given: JsonObject, source: AlarmSource, at: string): MetricAlarm['lowSamples'] {
  if (!given.EvaluateLowSampleCountPercentile) return 'evaluate';
  const lowSamples = oneOf(given, 'EvaluateLowSampleCountPercentile', ['evaluate', 'ignore'] as const, at);
  if (lowSamples === 'ignore' && (source.kind !== 'metric' || percentOf(source.statistic) === undefined)) {
    throw refused(at, 'EvaluateLowSampleCountPercentile is "ignore"; allowed for percentiles (pNN) only');
  }
  return lowSamples;
}

function whole(given: JsonObject, key: string, at: string): number {
  const value = given[key];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw refused(at, `${key} is ${shown(value)}; allowed: a whole number of 1 or more`);
}

function finite(given: JsonObject, key: string, at: string): number {
  const value = given[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refused(at, `${key} is ${shown(value)}; allowed: a number`);
}

function oneOf<T extends string>(given: JsonObject, key: string, allowed: readonly T[], at: string): T {
  const found = allowed.find((word) => word === given[key]);
  if (found) return found;
  throw refused(at, `${key} is ${shown(given[key])}; allowed: ${allowed.join(', ')}`);
}

function refused(where: string, message: string): InputError {
  return new InputError('AlarmRefused', { where, message });
}

function unknown(where: string, name: string): InputError {
  return new InputError('AlarmUnknown', { where, message: `unknown: ${name}; holdband does not evaluate it` });
}
