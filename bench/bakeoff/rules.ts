import { evaluateAlarm } from '../../lib/core/alarms/evaluate.ts';
import type { MetricAlarm } from '../../lib/core/alarms/evaluate-alarm.ts';
import { metricsOf } from '../../lib/core/alarms/evaluate-inputs.ts';
import { readAlarm } from '../../lib/core/alarms/evaluate-read-alarm.ts';
import { bandsFor, isRefusal } from '../../lib/core/holds/bands.ts';
import { edgeIndexAtOrBelow, printableEdge, printBound } from '../../lib/core/statistics/edges.ts';
import { LEVELS, type Level } from '../../lib/core/targets.ts';
import { PEERS } from './peers.ts';
import type { Point } from './point.ts';
import type { SeriesSource } from './series.ts';
import { profileOf, REQUESTS, targetNameOf } from './targets.ts';

/** Properties of synthesised alarms, by level and name of the target. */
export type RuleAlarms = { readonly [level in Level]: Readonly<Record<string, readonly unknown[]>> };

/** Alarms of which any pages. */
export interface Rule {
  readonly id: string;
  readonly alarms: readonly MetricAlarm[];
  /** Sees only requests that are no polls. */
  readonly oracle: boolean;
}

/** Every rule by id, ours first. */
export const RULE_IDS = [
  ...LEVELS.map((level) => `holdband, ${level}`),
  'hold band cut out',
  ...PEERS.map(({ name }) => name),
  ...LEVELS.map((level) => `oracle, ${level}`),
];

/** The rules as they would be deployed for a point. */
export function rulesOf(point: Point, synthesised: RuleAlarms): Rule[] {
  const own = LEVELS.map((level) => rule(`holdband, ${level}`, synthesised[level][targetNameOf(point)]));
  const peers = PEERS.map(({ name, alarm }) => rule(name, [alarm]));
  const oracles = LEVELS.map((level) => ({ ...rule(`oracle, ${level}`, synthesised[level][REQUESTS]), oracle: true }));
  return [...own, rule('hold band cut out', [holdBandCutOut(point)]), ...peers, ...oracles];
}

function rule(id: string, alarms: readonly unknown[] | undefined): Rule {
  if (!alarms || alarms.length === 0) throw new Error(`${id} has no alarm`);
  return { id, oracle: false, alarms: alarms.map((alarm) => readAlarm(JSON.stringify(alarm), id)) };
}

/** What comes to mind first: everything between objective and hold band is slow. */
function holdBandCutOut(point: Point): unknown {
  const profile = profileOf(point);
  const bands = bandsFor(0.8, profile);
  if (isRefusal(bands)) throw new Error(bands.reason);
  const end = point.polls === 0 ? '' : printBound(printableEdge(edgeIndexAtOrBelow(bands.holdFrom)));
  const objective = printBound(bands.objective);
  const metric = (Id: string, Stat: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Stat, Period: 60, Metric: { Namespace: 'AWS/ApplicationELB', MetricName: 'TargetResponseTime' } },
  });
  return {
    AlarmName: 'hold-band-cut-out',
    Metrics: [
      metric('fast', `TC(:${objective})`),
      metric('slow', `TC(${objective}:${end})`),
      { Id: 'share', Expression: 'IF((fast + slow) >= 5, 100*slow/(fast + slow), 0)', ReturnData: true },
    ],
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    TreatMissingData: 'notBreaching',
  };
}

/** 1 in every minute at whose end any of the alarms is in ALARM; index 0 is the end of the first minute. */
export function minutesInAlarm({ alarms }: Rule, source: SeriesSource, length: number): Uint8Array {
  const active = new Uint8Array(length);
  for (const alarm of alarms) {
    const metrics = [...metricsOf(alarm)];
    const evaluation = evaluateAlarm(alarm, new Map(metrics.map(([id, statistic]) => [id, source.of(statistic)])));
    for (let i = 0; i < evaluation.length; i++) {
      if (evaluation.state(i) === 'ALARM') active[evaluation.at(i) / 60 - 1] = 1;
    }
  }
  return active;
}
