import { evaluateAlarm } from '../alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../alarms/evaluate-alarm.ts';
import { metricsOf } from '../alarms/evaluate-inputs.ts';
import { readAlarm } from '../alarms/evaluate-read-alarm.ts';
import { rollUpOf } from '../alarms/evaluate-roll-up.ts';
import { InputError } from '../errors.ts';
import { withoutStop } from '../sentence.ts';
import { type AccountAlarm, type AccountReader, type MetricQuery, ReadFailedError } from './account.ts';
import { type AlarmMetric, alarmMetrics } from './alarm-metrics.ts';

/** What an alarm would have done, or did, over a window. */
export type Replay =
  | {
      /** Minutes of the window in which it was in ALARM. */
      readonly minutesInAlarm: number;
      /** Evaluations that are this far apart, in seconds: 60 as CloudWatch does, more where only whole periods can be read. */
      readonly everySeconds: number;
    }
  /** One sentence: why nobody can say. */
  | { readonly unread: string };

const MINUTE = 60;
const DAY = 86_400;
/** Most queries of one GetMetricData call. */
const MAX_QUERIES = 500;
/** Periods of most alarms divide an hour: CloudWatch aligns what it gives with them. */
const ALIGNMENT = 3600;

interface Plan {
  readonly alarm: MetricAlarm;
  /** What the ids of its queries begin with. */
  readonly prefix: string;
  readonly queries: readonly MetricQuery[];
  /** Of the series. */
  readonly periodSeconds: number;
  readonly from: number;
}

/**
 * Replays metric alarms over a window of their own metrics, with one GetMetricData call for all of them, and the evaluator
 * that holdband's alarms are tested with. Before the window as much is read as an evaluation looks back.
 *
 * @param window whole minutes, epoch seconds, end excluded
 * @returns by name of the alarm; every alarm has an entry
 */
export async function replayAlarms(
  reader: AccountReader,
  alarms: readonly AccountAlarm[],
  window: { readonly start: number; readonly end: number },
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Replay>> {
  const replays = new Map<string, Replay>();
  const plans = new Map<string, Plan>();
  let count = 0;
  for (const [index, { name, properties }] of alarms.entries()) {
    const plan = planReplay(properties, `a${index}`, window.start);
    if ('unread' in plan) replays.set(name, plan);
    else if (count + plan.queries.length > MAX_QUERIES) {
      replays.set(name, { unread: `one call reads ${MAX_QUERIES} metrics at most` });
    } else {
      plans.set(name, plan);
      count += plan.queries.length;
    }
  }
  if (count === 0) return replays;

  const start = Math.min(...[...plans.values()].map(({ from }) => from));
  const queries = [...plans.values()].flatMap((plan) => plan.queries);
  try {
    const answer = await reader.metrics({ queries, start, end: window.end }, signal);
    for (const [name, plan] of plans) replays.set(name, replay(plan, answer.series, start, window));
  } catch (error) {
    if (!(error instanceof ReadFailedError)) throw error;
    for (const name of plans.keys()) replays.set(name, { unread: withoutStop(error.message) });
  }
  return replays;
}

function planReplay(properties: AccountAlarm['properties'], prefix: string, start: number): Plan | { unread: string } {
  let alarm: MetricAlarm;
  try {
    alarm = readAlarm(JSON.stringify(properties), 'alarm');
  } catch (error) {
    if (error instanceof InputError) return { unread: error.problems.map(({ message }) => message).join('; ') };
    throw error;
  }
  const { periodSeconds, evaluationPeriods } = alarm;
  if (periodSeconds % MINUTE !== 0) return { unread: `its period of ${periodSeconds} s is below a minute` };
  if (periodSeconds * evaluationPeriods > DAY) return { unread: 'it looks back over more than a day' };
  const metrics = metricsRead(alarm, alarmMetrics(properties));
  const other = metrics.find(({ namespace }) => namespace !== 'AWS/ApplicationELB');
  if (other) return { unread: `it reads ${other.namespace}, too` };

  const byMinute = [...metricsOf(alarm).values()].every((statistic) => {
    try {
      rollUpOf(statistic, '', true, { from: MINUTE, to: periodSeconds });
      return true;
    } catch (error) {
      if (error instanceof InputError) return periodSeconds === MINUTE;
      throw error;
    }
  });
  const period = byMinute ? MINUTE : periodSeconds;
  const queries = metrics.flatMap((metric) => queriesOf(metric, prefix, period));
  const lookBack = periodSeconds * Math.max(2 * evaluationPeriods, evaluationPeriods + 5);
  const from = Math.floor((start - lookBack) / ALIGNMENT) * ALIGNMENT;
  return { alarm, prefix, queries, periodSeconds: period, from };
}

/** By the ids the evaluator knows them by: a metric alarm's only one is ''. */
function metricsRead(alarm: MetricAlarm, listed: readonly AlarmMetric[]): AlarmMetric[] {
  if (alarm.source.kind === 'metric') return listed.slice(0, 1).map((metric) => ({ ...metric, id: '' }));
  return listed.filter(({ id }) => metricsOf(alarm).has(id));
}

const valueId = (prefix: string, id: string) => `${prefix}v${id}`;
const countId = (prefix: string, id: string) => `${prefix}n${id}`;

/** The metric, and how many samples are behind each of its values, which averages and low-sample percentiles need. */
function queriesOf({ id, metricName, dimensions, stat }: AlarmMetric, prefix: string, periodSeconds: number) {
  const query = { metricName, dimensions, periodSeconds };
  return [
    { ...query, id: valueId(prefix, id), stat },
    { ...query, id: countId(prefix, id), stat: 'SampleCount' },
  ];
}

type ReadSeries = Awaited<ReturnType<AccountReader['metrics']>>['series'];

function replay(plan: Plan, read: ReadSeries, start: number, window: { start: number; end: number }): Replay {
  const { alarm, prefix, queries, periodSeconds } = plan;
  if (queries.some(({ id }) => read.get(id)?.complete === false))
    return { unread: 'CloudWatch gave a part of its data' };
  const first = Math.floor(start / periodSeconds) * periodSeconds;
  const length = Math.floor((window.end - first) / periodSeconds);
  const column = (id: string): Float64Array => {
    const values = new Float64Array(length).fill(Number.NaN);
    const points = read.get(id);
    for (const [i, at] of points?.at.entries() ?? []) {
      const slot = (at - first) / periodSeconds;
      if (Number.isInteger(slot) && slot >= 0 && slot < length) values[slot] = points?.values[i] as number;
    }
    return values;
  };
  const series = new Map(
    [...metricsOf(alarm).keys()].map((id): [string, InputSeries] => [
      id,
      { periodSeconds, start: first, values: column(valueId(prefix, id)), sampleCounts: column(countId(prefix, id)) },
    ]),
  );
  const evaluation = evaluateAlarm(alarm, series);
  const everySeconds = evaluation.length > 1 ? evaluation.at(1) - evaluation.at(0) : periodSeconds;
  let seconds = 0;
  for (let i = 0; i < evaluation.length; i += 1) {
    if (evaluation.at(i) > window.start && evaluation.at(i) <= window.end && evaluation.state(i) === 'ALARM') {
      seconds += everySeconds;
    }
  }
  return { minutesInAlarm: seconds / MINUTE, everySeconds };
}
