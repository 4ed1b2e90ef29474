import sparkly from 'sparkly';
import { environmentAccount } from '../lib/adapters/local-account/incident.ts';
import { MetricStore } from '../lib/adapters/local-account/metric-store.ts';
import { trafficMetrics } from '../lib/adapters/local-account/traffic-metrics.ts';
import { plainTable } from '../lib/cli/table.ts';
import { evaluateComposite } from '../lib/core/alarms/composite-evaluate.ts';
import { parseCompositeRule } from '../lib/core/alarms/composite-rule.ts';
import type { AlarmState, MetricInput } from '../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../lib/core/alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../lib/core/alarms/evaluate-alarm.ts';
import { evaluatedAlarm } from '../lib/core/alarms/evaluate-definition.ts';
import type { Evaluation } from '../lib/core/alarms/evaluate-result.ts';
import { compositeRule } from '../lib/core/alarms/limits.ts';
import type { EnvironmentPlan } from '../lib/core/alarms/plan.ts';
import { parseStatistic } from '../lib/core/statistics/statistic.ts';
import type { Environment, Target } from '../lib/core/targets.ts';
import type { Dop833Day } from '../lib/core/traffic/dop833.ts';

const MINUTE = 60;
/** Columns of a timeline: forty minutes each, so that a row fits 100 columns. */
const SLOTS = 36;

/** What one alarm, or several that page as one, would have done over the day. */
export interface AlarmDay {
  readonly alarm: string;
  readonly watched: string;
  /** Stays in ALARM: what a person is called for. */
  readonly pages: number;
  readonly minutesInAlarm: number;
  /** By slot of the day, the share of its minutes in ALARM, 0 to 1. */
  readonly timeline: readonly number[];
}

/**
 * The generic alarm of the incident beside the page composites of the plan, over the metrics CloudWatch would have of the
 * day: those of the local account.
 */
export function alarmDays(
  environment: Environment,
  { targets }: EnvironmentPlan,
  day: Dop833Day,
  seed: number,
): AlarmDay[] {
  const metrics = new MetricStore(trafficMetrics(environmentAccount(environment, day, seed)));
  const statesOf = (alarm: MetricAlarm, inputs: readonly MetricInput[]): Evaluation => {
    const series = new Map(inputs.map((input) => [input.id, seriesOf(input, metrics, day)]));
    const [only] = series.values();
    return evaluateAlarm(alarm, alarm.source.kind === 'metric' && only ? only : series);
  };
  return targets.flatMap(({ target, plan: { alarms, composite } }) => {
    const generic = genericAlarm(target);
    const ours = alarms.map((alarm) => [alarm.name, statesOf(evaluatedAlarm(alarm), alarm.metrics)] as const);
    const days = [
      summary('generic, p95 > 0.8 s', target.name, minutesOf(statesOf(generic.alarm, [generic.input])), day),
    ];
    if (!composite) return days;
    const { children } = composite;
    const name = `holdband, ${children.length} alarms in one page`;
    return [...days, summary(name, target.name, minutesPaged(children, new Map(ours), day), day)];
  });
}

/** A metric, minute by minute; one that the account does not have has no data, as in CloudWatch. */
function seriesOf(
  { metricName, stat, dimensions }: MetricInput,
  metrics: MetricStore,
  { day }: Dop833Day,
): InputSeries {
  const named = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const found = metrics.find({ Namespace: 'AWS/ApplicationELB', MetricName: metricName, Dimensions: named });
  const statistic = parseStatistic(stat);
  const values = new Float64Array((day.to - day.from) / MINUTE).fill(Number.NaN);
  for (const [at, stored] of found?.minutes ?? [])
    values[(at - day.from) / MINUTE] = stored.compute(statistic) ?? Number.NaN;
  return { periodSeconds: MINUTE, start: day.from, values };
}

/** Minutes at whose end the alarm was in ALARM. */
function minutesOf(evaluation: Evaluation): Set<number> {
  const indices = Array.from({ length: evaluation.length }, (_, i) => i);
  return new Set(indices.filter((i) => evaluation.state(i) === 'ALARM').map((i) => evaluation.at(i) - MINUTE));
}

/** Minutes in which the composite's own rule holds over its children. */
function minutesPaged(
  children: readonly string[],
  evaluations: ReadonlyMap<string, Evaluation>,
  { day }: Dop833Day,
): Set<number> {
  const rule = parseCompositeRule(compositeRule(children));
  const inAlarm = new Map([...evaluations].map(([name, evaluation]) => [name, minutesOf(evaluation)]));
  const paged = new Set<number>();
  for (let minute = day.from; minute < day.to; minute += MINUTE) {
    const states = new Map<string, AlarmState>();
    for (const [name, minutes] of inAlarm) states.set(name, minutes.has(minute) ? 'ALARM' : 'OK');
    if (evaluateComposite(rule, states) === 'ALARM') paged.add(minute);
  }
  return paged;
}

/** The alarm that fired in the incident: a percentile over everything, 3 of 5 minutes. */
function genericAlarm({ targetGroup, loadBalancer }: Target): { alarm: MetricAlarm; input: MetricInput } {
  const dimensions = { TargetGroup: targetGroup.fullName, LoadBalancer: loadBalancer.fullName };
  const alarm: MetricAlarm = {
    name: 'generic',
    source: { kind: 'metric', statistic: parseStatistic('p95') },
    periodSeconds: MINUTE,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    comparison: 'GreaterThanThreshold',
    threshold: 0.8,
    treatMissingData: 'notBreaching',
    lowSamples: 'evaluate',
  };
  return { alarm, input: { id: 'm', metricName: 'TargetResponseTime', stat: 'p95', dimensions } };
}

function summary(alarm: string, watched: string, inAlarm: ReadonlySet<number>, { day }: Dop833Day): AlarmDay {
  const starts = [...inAlarm].filter((minute) => !inAlarm.has(minute - MINUTE));
  const slotSeconds = (day.to - day.from) / SLOTS;
  const timeline = Array.from({ length: SLOTS }, (_, slot) => {
    const from = day.from + slot * slotSeconds;
    const minutes = [...inAlarm].filter((minute) => minute >= from && minute < from + slotSeconds);
    return (minutes.length * MINUTE) / slotSeconds;
  });
  return { alarm, watched, pages: starts.length, minutesInAlarm: inAlarm.size, timeline };
}

/** A row an alarm, with its day as a line. */
export function alarmDayTable(days: readonly AlarmDay[]): string {
  const rows = days.map(({ alarm, watched, pages, minutesInAlarm, timeline }) => [
    watched,
    alarm,
    { right: String(pages) },
    { right: String(minutesInAlarm) },
    sparkly([...timeline], { minimum: 0, maximum: 1 }),
  ]);
  return plainTable(['watched', 'alarm', { right: 'pages' }, { right: 'minutes' }, '00:00 to 24:00 UTC'], rows);
}
