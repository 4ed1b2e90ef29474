import { evaluateAlarm } from '../alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../alarms/evaluate-alarm.ts';
import { metricsOf } from '../alarms/evaluate-inputs.ts';
import { readAlarm } from '../alarms/evaluate-read-alarm.ts';
import { parseMarker } from '../alarms/marker.ts';
import { InputError } from '../errors.ts';
import { describeHold, type HoldLength, holdFrom, holdTo } from '../holds/profile.ts';
import { computeExact } from '../statistics/exact.ts';
import type { Sample } from '../statistics/samples.ts';
import type { Statistic } from '../statistics/statistic.ts';
import { type AlarmMetric, type AlarmProperties, alarmMetrics } from './alarm-metrics.ts';

/** A target group whose holds somebody's alarm may take for slowness. */
export interface HeldTargetGroup {
  /** Full name, `targetgroup/…`. */
  readonly targetGroup: string;
  /** Full name, `app/…`. */
  readonly loadBalancer: string;
  readonly hold: HoldLength;
  /** Idle holds that end in a minute, above 0: it decides for alarms that count. @default 1 */
  readonly holdsPerMinute?: number;
}

/** An alarm that idle long polls put in ALARM, or may. */
export interface AlarmOnHolds {
  /** Whose response times it reads. */
  readonly scope: 'target-group' | 'load-balancer';
  /** `yes` where holds alone put it in ALARM; `unknown` where nobody can work it out, as for an anomaly band. */
  readonly pages: 'yes' | 'unknown';
  /** Statistics through which it reads response times, such as `p95`. */
  readonly statistics: readonly string[];
  /** One sentence: what it reads, and what the holds do to it. Holds untrusted text. */
  readonly reason: string;
}

const NAMESPACE = 'AWS/ApplicationELB';
const RESPONSE_TIME = 'TargetResponseTime';
/** Metrics that count what was answered, so that `IF(requests > 20, …)` sees the requests of the experiment. */
const COUNTS = new Set(['RequestCount', 'RequestCountPerTarget', 'HTTPCode_Target_2XX_Count']);
/** A request that nobody could call slow, in seconds. */
const FAST_SECONDS = 0.001;
/** Requests beside each hold in a group that is not all holds. */
const FAST_PER_HOLD = 9;
/** Points that a hold band is drawn with, both ends among them. */
const POINTS = 21;

/** Whether holdband made an alarm: by its name, or by the last line of its description. */
export function madeByHoldband({ AlarmName: name, AlarmDescription: description }: AlarmProperties): boolean {
  if (typeof name === 'string' && name.startsWith('holdband-')) return true;
  return typeof description === 'string' && parseMarker(description) !== undefined;
}

/**
 * Whether idle long polls alone put an alarm in ALARM. It is tried out: the alarm is evaluated over periods of holds, and
 * over periods of as many fast requests; what only the holds set off takes long polls for slowness. So every statistic and
 * all metric math is judged by what it does, not by its name.
 *
 * @param properties as DescribeAlarms, PutMetricAlarm or a template has them
 * @returns `undefined` for alarms of holdband, alarms on other metrics, and alarms that holds do not set off
 */
export function pagesOnHolds(properties: AlarmProperties, group: HeldTargetGroup): AlarmOnHolds | undefined {
  if (madeByHoldband(properties)) return undefined;
  const reading = alarmMetrics(properties).filter((metric) => readsResponseTimes(metric, group));
  if (reading.length === 0) return undefined;
  const found = (alarm: MetricAlarm | undefined, pages: 'yes' | 'unknown', why: string): AlarmOnHolds | undefined => {
    const needed = alarm?.source.kind === 'math' ? alarm.source.metrics : undefined;
    const used = reading.filter(({ id }) => needed?.has(id) ?? true);
    if (used.length === 0) return undefined;
    const scope = used.some(({ dimensions }) => 'TargetGroup' in dimensions) ? 'target-group' : 'load-balancer';
    const statistics = [...new Set(used.map(({ stat }) => stat))];
    const whose = scope === 'target-group' ? 'the target group' : 'the whole load balancer';
    return {
      scope,
      pages,
      statistics,
      reason: `It reads ${statistics.join(', ')} of the response times of ${whose}: ${why}.`,
    };
  };
  try {
    const alarm = readAlarm(JSON.stringify(properties), 'alarm');
    const hold = describeHold(group.hold);
    return setOffByHolds(alarm, alarmMetrics(properties), group)
      ? found(alarm, 'yes', `idle holds of ${hold} alone put it in ALARM`)
      : undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const reason = error.problems.map(({ message }) => message).join('; ');
    return found(undefined, 'unknown', `whether holds set it off cannot be worked out (${reason})`);
  }
}

function readsResponseTimes({ namespace, metricName, dimensions }: AlarmMetric, group: HeldTargetGroup): boolean {
  return namespace === NAMESPACE && metricName === RESPONSE_TIME && isOfGroup(dimensions, group);
}

function isOfGroup({ TargetGroup, LoadBalancer }: AlarmMetric['dimensions'], group: HeldTargetGroup): boolean {
  return TargetGroup === undefined ? LoadBalancer === group.loadBalancer : TargetGroup === group.targetGroup;
}

function setOffByHolds(alarm: MetricAlarm, metrics: readonly AlarmMetric[], group: HeldTargetGroup): boolean {
  const holds = Math.max(1, ((group.holdsPerMinute ?? 1) * alarm.periodSeconds) / 60);
  const [from, to] = [holdFrom(group.hold), holdTo(group.hold)];
  const band = Array.from(
    { length: POINTS },
    (_, i): Sample => [from + ((to - from) * i) / (POINTS - 1), holds / POINTS],
  );
  const fast = (count: number): Sample => [FAST_SECONDS, count];
  const inAlarm = (samples: readonly Sample[]) => evaluatesToAlarm(alarm, metrics, group, samples);
  const experiments: readonly (readonly Sample[])[] = [
    [...band],
    [[to, holds]],
    [...band, fast(FAST_PER_HOLD * holds)],
  ];
  return experiments.some((samples) => inAlarm(samples) && !inAlarm([fast(countOf(samples))]));
}

function countOf(samples: readonly Sample[]): number {
  return samples.reduce<number>((sum, sample) => sum + (typeof sample === 'number' ? 1 : sample[1]), 0);
}

/** The state after N periods that all have the same requests. */
function evaluatesToAlarm(
  alarm: MetricAlarm,
  metrics: readonly AlarmMetric[],
  group: HeldTargetGroup,
  samples: readonly Sample[],
): boolean {
  const series = new Map(
    [...metricsOf(alarm)].map(([id, statistic]): [string, InputSeries] => {
      const metric = id === '' ? metrics[0] : metrics.find((each) => each.id === id);
      const value = metric && isOfGroup(metric.dimensions, group) ? figureOf(metric, statistic, samples) : Number.NaN;
      return [id, constant(alarm, value, countOf(samples))];
    }),
  );
  if (series.size === 0) return false;
  return evaluateAlarm(alarm, series, { last: true, initialState: 'OK' }).final === 'ALARM';
}

function figureOf({ namespace, metricName }: AlarmMetric, statistic: Statistic, samples: readonly Sample[]): number {
  if (namespace !== NAMESPACE) return Number.NaN;
  if (metricName === RESPONSE_TIME) return computeExact(statistic, samples) ?? Number.NaN;
  return COUNTS.has(metricName) ? countOf(samples) : Number.NaN;
}

function constant({ periodSeconds, evaluationPeriods }: MetricAlarm, value: number, count: number): InputSeries {
  const column = (each: number) => new Float64Array(evaluationPeriods).fill(each);
  return { periodSeconds, start: 0, values: column(value), sampleCounts: column(count) };
}
