import sparkly from 'sparkly';
import { incidentAccount } from '../lib/adapters/local-account/incident.ts';
import { trafficMetrics } from '../lib/adapters/local-account/traffic-metrics.ts';
import { plainTable } from '../lib/cli/table.ts';
import type { AlarmDefinition, MetricInput } from '../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../lib/core/alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../lib/core/alarms/evaluate-alarm.ts';
import { evaluatedAlarm } from '../lib/core/alarms/evaluate-definition.ts';
import type { EnvironmentPlan } from '../lib/core/alarms/plan.ts';
import { parseStatistic } from '../lib/core/statistics/statistic.ts';
import type { Target } from '../lib/core/targets.ts';
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

/** The generic alarm of the incident beside the plan's page composites, over the day's metrics as CloudWatch would keep them. */
export function alarmDays(plan: EnvironmentPlan, day: Dop833Day): AlarmDay[] {
  const metrics = trafficMetrics(incidentAccount(day));
  const seriesOf = ({ metricName, stat, dimensions }: MetricInput): InputSeries => {
    const found = metrics.find((one) => one.name === metricName && sameDimensions(one.dimensions, dimensions));
    const statistic = parseStatistic(stat);
    const values = new Float64Array((day.day.to - day.day.from) / MINUTE).fill(Number.NaN);
    for (const [at, stored] of found?.minutes ?? [])
      values[(at - day.day.from) / MINUTE] = stored.compute(statistic) ?? Number.NaN;
    return { periodSeconds: MINUTE, start: day.day.from, values };
  };
  const statesOf = (alarm: MetricAlarm, inputs: readonly MetricInput[]): Set<number> => {
    const series = new Map(inputs.map((input) => [input.id, seriesOf(input)]));
    const [only] = series.values();
    const evaluation = evaluateAlarm(alarm, alarm.source.kind === 'metric' && only ? only : series);
    const inAlarm = new Set<number>();
    for (let i = 0; i < evaluation.length; i += 1)
      if (evaluation.state(i) === 'ALARM') inAlarm.add(evaluation.at(i) - MINUTE);
    return inAlarm;
  };
  return plan.targets.flatMap(({ target, plan: { alarms } }) => {
    const generic = genericAlarm(target);
    const paging = alarms.filter(({ severity }) => severity === 'page');
    const together = new Set(paging.flatMap((alarm) => [...statesOf(evaluatedAlarm(alarm), alarm.metrics)]));
    return [
      summary('generic, p95 > 0.8 s', target.name, statesOf(generic.alarm, [generic.input]), day),
      summary(`holdband, ${paging.length} alarms in one page`, target.name, together, day),
    ];
  });
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

function sameDimensions(a: AlarmDefinition['metrics'][number]['dimensions'], b: typeof a): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
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
