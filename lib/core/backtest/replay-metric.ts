import type { AlarmState } from '../alarms/definition.ts';
import { evaluateAlarm } from '../alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../alarms/evaluate-alarm.ts';
import { readAlarm } from '../alarms/evaluate-read-alarm.ts';
import type { Evaluation } from '../alarms/evaluate-result.ts';
import type { AlarmRecord } from '../diff/model.ts';
import { InputError } from '../errors.ts';
import { type AlarmMetric, alarmMetrics } from '../inventory/alarm-metrics.ts';
import { largest, smallest } from '../numbers.ts';
import type { History, HistorySeries, StateTimeline, Stretch } from './model.ts';
import { openDimension } from './open-dimensions.ts';

const MINUTE = 60;
/** As long a silence of everything counts as unknown. */
const LONGEST_SILENCE = 15 * MINUTE;

/** What replaying one metric alarm brought. */
export interface MetricReplay extends StateTimeline {
  /** Between two evaluations the furthest value beyond the threshold that the alarm looked at. */
  peak(from: number, to: number): number | undefined;
  /** One sentence each. */
  readonly notes: readonly string[];
}

/** Why an alarm cannot be replayed: one sentence. */
export interface NoReplay {
  readonly unknown: string;
}

export function isNoReplay(replay: object): replay is NoReplay {
  return 'unknown' in replay;
}

/**
 * Evaluates a metric alarm over past traffic, minute by minute. Evaluations that would look into a gap, or before the
 * history begins, have no state. Nor has one that would be in ALARM by the lack of data alone, from a time before the first
 * data of what it is about: a target group that is not there yet is no outage.
 */
export function replayMetricAlarm(record: AlarmRecord, history: History): MetricReplay | NoReplay {
  try {
    const alarm = readAlarm(JSON.stringify(record.properties), record.name ?? record.logicalId);
    if (alarm.periodSeconds % MINUTE !== 0) {
      return { unknown: `its period is ${alarm.periodSeconds} s, and history is kept by the minute` };
    }
    const open = openDimension(record);
    if (open !== undefined) return { unknown: open };
    const read = readSeries(alarm, record, history);
    if (isNoReplay(read)) return read;
    return replayOf(alarm, read, record, history);
  } catch (error) {
    // What the alarm is, or a statistic that parts do not make up: it keeps the others from nothing.
    if (error instanceof InputError) return { unknown: error.problems.map(({ message }) => message).join('; ') };
    throw error;
  }
}

interface ReadSeries {
  readonly series: ReadonlyMap<string, InputSeries>;
  readonly notes: readonly string[];
}

function readSeries(alarm: MetricAlarm, { properties }: AlarmRecord, history: History): ReadSeries | NoReplay {
  const series = new Map<string, InputSeries>();
  const notes = new Set<string>();
  for (const metric of alarmMetrics(properties)) {
    const known = history.series(metric, alarm.periodSeconds);
    if (!known) return { unknown: `history does not have ${describe(metric)}` };
    if (known.approximate !== undefined) notes.add(known.approximate);
    series.set(alarm.source.kind === 'metric' ? '' : metric.id, inputOf(known));
  }
  return { series, notes: [...notes] };
}

function describe({ namespace, metricName, stat, dimensions }: AlarmMetric): string {
  const where = Object.values(dimensions).join(', ');
  return `${stat} of ${namespace} ${metricName}${where === '' ? '' : ` of ${where}`}`;
}

function inputOf({ start, values, sampleCounts, whole }: HistorySeries): InputSeries {
  return { periodSeconds: MINUTE, start, values, ...(sampleCounts && { sampleCounts }), ...(whole && { whole }) };
}

function replayOf(
  alarm: MetricAlarm,
  { series, notes }: ReadSeries,
  record: AlarmRecord,
  history: History,
): MetricReplay {
  const evaluation = evaluateAlarm(alarm, series.size === 0 ? onlyTimes(history) : series);
  const span = alarm.periodSeconds * alarm.evaluationPeriods;
  const begin = beginOf(record, history);
  // What alarms on too little does so as well in a window that only begins before.
  const wantsData = alarm.treatMissingData === 'breaching' || alarm.comparison.startsWith('Less');
  let early = 0;
  const states: (AlarmState | undefined)[] = [];
  let disputed = 0;
  for (let index = 0; index < evaluation.length; index++) {
    const at = evaluation.at(index);
    const seen = at - span >= history.from && at <= history.to && !touches(history.gaps, at - span, at);
    const state = seen ? evaluation.state(index) : undefined;
    if (state === 'ALARM' && (wantsData ? at - span : at - MINUTE) < begin) {
      states.push(undefined);
      early++;
      continue;
    }
    states.push(state);
    if (seen && evaluation.otherReading(index)) disputed++;
  }
  return {
    start: evaluation.at(0),
    states,
    peak: (from, to) => peakOf(alarm, evaluation, from, to),
    notes: [
      ...notes,
      ...(early > 0
        ? [
            `Nothing is known before ${new Date(begin * 1000).toISOString().slice(0, 16)}Z of what it watches: as if that had not been there.`,
          ]
        : []),
      ...(disputed > 0
        ? [`In ${disputed} minutes the state depends on how far CloudWatch looks back for missing data.`]
        : []),
    ],
  };
}

/** Since when anything is known of what an alarm watches; the start of the history where that is within one silence of it. */
function beginOf({ properties }: AlarmRecord, history: History): number {
  const begins = alarmMetrics(properties).flatMap((metric) => history.begins?.(metric) ?? []);
  const begin = largest(begins, history.from);
  return begin - history.from < LONGEST_SILENCE ? history.from : begin;
}

/** An expression without metrics still has the times of the history. */
function onlyTimes({ from, to }: History): InputSeries {
  const length = Math.max(0, Math.floor((to - from) / MINUTE));
  return { periodSeconds: MINUTE, start: from, values: new Float64Array(length).fill(Number.NaN) };
}

function touches(gaps: readonly Stretch[], from: number, to: number): boolean {
  return gaps.some((gap) => gap.from < to && gap.to > from);
}

function peakOf(alarm: MetricAlarm, evaluation: Evaluation, from: number, to: number): number | undefined {
  const first = evaluation.at(0);
  const values: number[] = [];
  for (let at = from; at <= to; at += MINUTE) {
    const index = (at - first) / MINUTE;
    if (index < 0 || index >= evaluation.length) continue;
    for (const value of evaluation.used(index).values) if (value !== null) values.push(value);
  }
  if (values.length === 0) return undefined;
  return alarm.comparison.startsWith('Less') ? smallest(values, Infinity) : largest(values, -Infinity);
}
