import { InputError } from '../errors.ts';
import type { Statistic } from '../statistics/statistic.ts';
import type { InputSeries, MetricAlarm } from './evaluate-alarm.ts';
import { evaluationInterval } from './evaluate-range.ts';

/** An alarm's series brought to one start and one length. */
export interface AlignedInputs {
  readonly periodSeconds: number;
  /** Epoch seconds. */
  readonly start: number;
  /** Slots of every series. */
  readonly length: number;
  /** By query id; a metric alarm's only series has the id ''. */
  readonly series: ReadonlyMap<string, InputSeries>;
}

/** The series an alarm reads: their ids with statistics. */
export function metricsOf(alarm: MetricAlarm): ReadonlyMap<string, Statistic> {
  return alarm.source.kind === 'metric' ? new Map([['', alarm.source.statistic]]) : alarm.source.metrics;
}

/**
 * Checks and aligns the series of an alarm; where one has no slot, its data are missing.
 *
 * @param given one series, or series by query id. One series by any id will do for an alarm that reads only one.
 * @throws InputError code `SeriesRefused`
 */
export function alignInputs(alarm: MetricAlarm, given: InputSeries | ReadonlyMap<string, InputSeries>): AlignedInputs {
  const chosen = choose([...metricsOf(alarm).keys()], given);
  const series = [...chosen.values()];
  // An expression may read no metric at all: then a series of any id says when it is evaluated.
  const [first] = series.length > 0 ? series : given instanceof Map ? given.values() : [given as InputSeries];
  if (!first) throw refused('series', 'there is none, so there is no time to evaluate at');
  const { periodSeconds } = first;
  for (const [id, each] of chosen) checkTimes(id || 'series', each, periodSeconds, alarm);
  const all = series.length > 0 ? series : [first];
  const start = Math.min(...all.map((each) => each.start));
  const end = Math.max(...all.map((each) => each.start + each.values.length * periodSeconds));
  const length = (end - start) / periodSeconds;
  return {
    periodSeconds,
    start,
    length,
    series: new Map([...chosen].map(([id, each]) => [id, stretch(each, start, length)])),
  };
}

function choose(
  ids: readonly string[],
  given: InputSeries | ReadonlyMap<string, InputSeries>,
): Map<string, InputSeries> {
  const [only] = ids;
  if (!(given instanceof Map)) {
    if (ids.length > 1) throw refused('series', `the alarm reads ${ids.join(', ')}; give its series by id`);
    return new Map(only === undefined ? [] : [[only, given as InputSeries]]);
  }
  if (only === '') {
    const [series, ...others] = given.values();
    if (!series || others.length > 0) throw refused('series', `the alarm reads one metric; got ${given.size} series`);
    return new Map([['', series]]);
  }
  const missing = ids.filter((id) => !given.has(id));
  if (missing.length > 0) throw refused('series', `none is given for ${missing.join(', ')}, which the alarm reads`);
  return new Map(ids.map((id) => [id, given.get(id) as InputSeries]));
}

function checkTimes(where: string, series: InputSeries, periodSeconds: number, alarm: MetricAlarm): void {
  const { periodSeconds: period, start } = series;
  if (period !== periodSeconds) {
    throw refused(where, `its period is ${period} s, another's ${periodSeconds} s; all must be equal`);
  }
  if (alarm.periodSeconds % period !== 0) {
    throw refused(where, `its period of ${period} s does not divide the alarm's ${alarm.periodSeconds} s`);
  }
  const step = commonDivisor(period, evaluationInterval(alarm.periodSeconds, alarm.evaluationPeriods));
  if (start % step !== 0)
    throw refused(where, `it starts off the boundaries of ${step} s at which alarms are evaluated`);
}

function stretch(series: InputSeries, start: number, length: number): InputSeries {
  if (series.values.length === length) return series;
  const offset = (series.start - start) / series.periodSeconds;
  if (!Number.isInteger(offset))
    throw refused('series', `they start ${series.start - start} s apart, no whole periods`);
  const column = (part: Float64Array | undefined) => {
    const whole = new Float64Array(length).fill(Number.NaN);
    whole.set(part ?? [], offset);
    return whole;
  };
  return {
    periodSeconds: series.periodSeconds,
    start,
    values: column(series.values),
    ...(series.whole && { whole: true }),
    ...(series.sampleCounts && { sampleCounts: column(series.sampleCounts) }),
    ...(series.visibleFrom && { visibleFrom: column(series.visibleFrom) }),
  };
}

export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

function refused(where: string, message: string): InputError {
  return new InputError('SeriesRefused', { where, message });
}
