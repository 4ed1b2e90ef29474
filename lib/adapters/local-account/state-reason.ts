import type { AlarmState, Comparison, MissingData } from '../../core/alarms/definition.ts';
import { breaches, type MetricAlarm } from '../../core/alarms/evaluate-alarm.ts';
import type { Evaluation } from '../../core/alarms/evaluate-result.ts';
import { timestamp } from './timestamps.ts';

/** One evaluation of a metric alarm, with what its own figures do not say. */
export interface ExplainedEvaluation {
  readonly alarm: MetricAlarm;
  readonly evaluation: Evaluation;
  /** Which of its evaluations, 0 to `length - 1`. */
  readonly index: number;
  /** When the data were read, epoch seconds. */
  readonly queryDate: number;
  /** As the alarm has it: `Average`, `p99`. @default - metric math, which has none */
  readonly statistic?: string;
  /** How long after its end the newest period was looked at. @default 0 */
  readonly delaySeconds?: number;
  /** Samples behind the value of the period that begins then. @default - not shown, as for metric math */
  readonly sampleCountAt?: (start: number) => number | undefined;
}

/** Why an alarm is in a state, as CloudWatch writes it. */
export interface StateReason {
  readonly reason: string;
  /** JSON text. */
  readonly reasonData: string;
}

interface Point {
  /** Start of the period, epoch seconds. */
  readonly at: number;
  readonly value: number | null;
}

const COMPARED: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/**
 * Reason and reason data of the state after an evaluation. `evaluatedDatapoints` are those that decided, M for ALARM and
 * for missing data, N - M + 1 for OK, newest first; a period without data has a time only. Recorded from CloudWatch by
 * the stackd project (github.com/radkawar/stackd, Apache License 2.0).
 */
export function explainState(explained: ExplainedEvaluation): StateReason {
  const { alarm, evaluation, index } = explained;
  const state = evaluation.state(index);
  const points = usedPoints(evaluation, index, alarm.periodSeconds);
  const decisive = decisivePoints(alarm, state, points);
  return {
    reason: reasonOf(alarm, state, decisive, points),
    reasonData: reasonDataOf(explained, evaluatedPoints(explained, state, points, decisive)),
  };
}

/** Oldest first, gaps with `null`. */
function usedPoints(evaluation: Evaluation, index: number, period: number): Point[] {
  const { startDate, values } = evaluation.used(index);
  return startDate === undefined ? [] : values.map((value, i) => ({ at: startDate + i * period, value }));
}

/** The points that speak for the state, newest first. */
function decisivePoints(alarm: MetricAlarm, state: AlarmState, points: readonly Point[]): Point[] {
  const isBreaching = breaches(alarm.comparison, alarm.threshold);
  return points
    .filter(
      ({ value }) => value !== null && state !== 'INSUFFICIENT_DATA' && isBreaching(value) === (state === 'ALARM'),
    )
    .toReversed();
}

function neededFor(state: AlarmState, { evaluationPeriods, datapointsToAlarm }: MetricAlarm): number {
  return state === 'OK' ? evaluationPeriods - datapointsToAlarm + 1 : datapointsToAlarm;
}

function evaluatedPoints(
  { alarm, evaluation, index, delaySeconds = 0 }: ExplainedEvaluation,
  state: AlarmState,
  points: readonly Point[],
  decisive: readonly Point[],
): Point[] {
  const evaluated = decisive.slice(0, neededFor(state, alarm));
  const known = new Set(points.filter(({ value }) => value !== null).map(({ at }) => at));
  let at = evaluation.at(index) - delaySeconds - alarm.periodSeconds;
  for (; evaluated.length < neededFor(state, alarm); at -= alarm.periodSeconds)
    if (!known.has(at)) evaluated.push({ at, value: null });
  return evaluated.sort((a, b) => b.at - a.at);
}

const TREATED: Partial<Record<MissingData, string>> = { breaching: 'Breaching', notBreaching: 'NonBreaching' };

function reasonOf(alarm: MetricAlarm, state: AlarmState, decisive: readonly Point[], points: readonly Point[]): string {
  const { evaluationPeriods, threshold, comparison, treatMissingData } = alarm;
  const needed = neededFor(state, alarm);
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${datapoints(needed)} unknown.`;
  const missing = evaluationPeriods - points.filter(({ value }) => value !== null).length;
  const treated = TREATED[treatMissingData];
  const filled =
    missing > 0 && treated ? `${missing} missing ${datapoints(missing, false)} treated as [${treated}]` : '';
  if (decisive.length === 0 && filled !== '')
    return `Threshold Crossed: no datapoints were received for ${missing} period${plural(missing)} and ${filled}.`;
  const shown = decisive.map(({ at, value }) => `${double(value as number)} (${shortDate(at)})`).join(', ');
  const not = state === 'OK' ? 'not ' : '';
  const were = decisive.length === 1 ? 'was' : 'were';
  const transition = state === 'OK' ? 'ALARM -> OK' : 'OK -> ALARM';
  const also = filled === '' ? '' : ` and ${filled}`;
  return `Threshold Crossed: ${decisive.length} out of the last ${evaluationPeriods} datapoints [${shown}] ${were} ${not}${COMPARED[comparison]} the threshold (${double(threshold)})${also} (minimum ${needed} datapoint${plural(needed)} for ${transition} transition).`;
}

function datapoints(count: number, counted = true): string {
  return `${counted ? `${count} ` : ''}datapoint${plural(count)} ${count === 1 ? 'was' : 'were'}`;
}

function plural(count: number): string {
  return count === 1 ? '' : 's';
}

/** Written by hand, because JSON of JavaScript has no `50.0`. */
function reasonDataOf(explained: ExplainedEvaluation, evaluated: readonly Point[]): string {
  const { alarm, evaluation, index, queryDate, statistic, sampleCountAt } = explained;
  const { startDate, values } = evaluation.used(index);
  const list = values.map((value) => (value === null ? 'null' : double(value)));
  const points = evaluated.map(({ at, value }) => {
    const samples = value === null ? undefined : sampleCountAt?.(at);
    return object({
      timestamp: text(timestamp(at)),
      sampleCount: samples === undefined ? undefined : double(samples),
      value: value === null ? undefined : double(value),
    });
  });
  return object({
    version: text('1.0'),
    queryDate: text(timestamp(queryDate)),
    startDate: startDate === undefined ? undefined : text(timestamp(startDate)),
    statistic: statistic === undefined ? undefined : text(statistic),
    period: String(alarm.periodSeconds),
    recentDatapoints: `[${list.join(',')}]`,
    threshold: double(alarm.threshold),
    evaluatedDatapoints: `[${points.join(',')}]`,
  });
}

function object(parts: Readonly<Record<string, string | undefined>>): string {
  const members = Object.entries(parts).filter(([, value]) => value !== undefined);
  return `{${members.map(([key, value]) => `${text(key)}:${value}`).join(',')}}`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

/** A number as CloudWatch prints one: `50.0`. */
function double(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

/** `14/09/26 05:42:40`, in UTC. */
function shortDate(at: number): string {
  const iso = new Date(at * 1000).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}
