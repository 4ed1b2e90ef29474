import type { AlarmDefinition, MetricInput } from '../../../lib/core/alarms/definition.ts';
import { endedAt, type SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import { evaluate } from './_metric-math.ts';

const BAND = /^(TC|PR|TS)\(([\d.]*):([\d.]*)\)$/;

/**
 * When an alarm would be in ALARM over simulated traffic: the ends of the minutes, epoch seconds, at which M of its N
 * adjacent, disjoint periods breach. Every minute is looked at, as CloudWatch does; the older points that CloudWatch may
 * fall back on where data is missing are not.
 *
 * @param requests of one target group, ordered by their end
 */
export function minutesInAlarm(
  alarm: AlarmDefinition,
  requests: readonly SimulatedRequest[],
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  const minutes = Map.groupBy(requests, (request) => Math.floor(endedAt(request) / 60) * 60);
  const { periodSeconds, evaluationPeriods, datapointsToAlarm } = alarm;
  const breaching = new Map<number, boolean>();
  const periodBreaches = (end: number): boolean => {
    const known = breaching.get(end);
    if (known !== undefined) return known;
    const inPeriod: SimulatedRequest[] = [];
    for (let at = end - periodSeconds; at < end; at += 60) inPeriod.push(...(minutes.get(at) ?? []));
    const result = breaches(alarm, inPeriod);
    breaching.set(end, result);
    return result;
  };

  const inAlarm: number[] = [];
  for (let end = from + periodSeconds * evaluationPeriods; end <= to; end += 60) {
    const ends = Array.from({ length: evaluationPeriods }, (_, i) => end - i * periodSeconds);
    if (ends.filter(periodBreaches).length >= datapointsToAlarm) inAlarm.push(end);
  }
  return inAlarm;
}

function breaches(alarm: AlarmDefinition, requests: readonly SimulatedRequest[]): boolean {
  const inputs = Object.fromEntries(alarm.metrics.map((metric) => [metric.id, figureOf(metric, requests)]));
  const value = evaluate(alarm.expression, inputs);
  if (value === undefined) return alarm.treatMissingData === 'breaching';
  return alarm.comparison === 'LessThanThreshold' ? value < alarm.threshold : value > alarm.threshold;
}

/** One period of one metric; one healthy target is always there. */
function figureOf({ metricName, stat }: MetricInput, requests: readonly SimulatedRequest[]): number | undefined {
  const count = (is: (request: SimulatedRequest) => boolean) => requests.filter(is).length || undefined;
  switch (metricName) {
    case 'TargetResponseTime':
      return statistic(
        stat,
        requests.filter(({ answered }) => answered).map(({ durationSeconds }) => durationSeconds),
      );
    case 'RequestCount':
      return requests.length || undefined;
    case 'HTTPCode_Target_5XX_Count':
      return count(({ targetStatus = 0 }) => targetStatus >= 500);
    case 'HTTPCode_ELB_504_Count':
      return count(({ elbStatus, targetStatus }) => elbStatus === 504 && targetStatus === undefined);
    case 'HealthyHostCount':
      return 1;
    case 'UnHealthyHostCount':
      return 0;
    default:
      throw new RangeError(`no traffic for ${metricName}`);
  }
}

function statistic(stat: string, samples: readonly number[]): number | undefined {
  if (samples.length === 0) return undefined;
  if (stat === 'SampleCount') return samples.length;
  if (stat === 'Sum') return total(samples);
  const [, form, from, to] = BAND.exec(stat) ?? [];
  const inside = samples.filter((value) => value > Number(from || -1) && value <= Number(to || Infinity));
  if (form === 'TC') return inside.length;
  if (form === 'PR') return (100 * inside.length) / samples.length;
  if (form === 'TS') return total(inside);
  throw new RangeError(`cannot compute ${stat}`);
}

function total(samples: readonly number[]): number {
  return samples.reduce((sum, value) => sum + value, 0);
}
