import type { Significance } from '../holds/background.ts';
import { type EstimateEdges, isRefusal } from '../holds/bands.ts';
import { type LatencyBand, latencyEdges } from '../holds/latency-bands.ts';
import { type HoldProfile, holdTo } from '../holds/profile.ts';
import { declareParts, isOn } from '../registry.ts';
import { printBound } from '../statistics/edges.ts';
import { trim } from '../units.ts';
import { ALARM_KINDS, type AlarmDefinition, type AlarmKind, type LeftOut } from './definition.ts';
import { holdNote, objectiveNote, windowText } from './description.ts';
import { flatExpression, type LatencyExpression, shareExpression, survivorExpression } from './expressions.ts';
import { type AlarmParts, alarmOf, type PlanSubject, targetGroupMetric } from './subject.ts';

declareParts('alarm', ALARM_KINDS);

/** When a kind of latency alarm looks, and how much proof it asks for. */
export interface LatencyWindow {
  /** Where it looks for an excess. */
  readonly band: LatencyBand;
  readonly periodSeconds: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  /** True where only level `thorough` buys it. */
  readonly thorough: boolean;
  /** By release law: message-driven polls end early all the time, so they ask for more. */
  readonly significance: Readonly<Record<HoldProfile['releaseLaw'], Significance>>;
}

/**
 * The windows, and the band and the proof chosen for each by simulation (docs/adr/0004-bands-and-windows.md). A window of M
 * of N looks at adjacent, disjoint periods, so one burst of early releases cannot fill two of them: no window is 1 of 1.
 */
export const LATENCY_WINDOWS: Readonly<Record<AlarmKind, LatencyWindow>> = {
  'slow-1m': window('slow', 60, '3 of 5', 'standard', [3, 1], [3.5, 1.5]),
  'slow-5m': window('slow', 300, '2 of 2', 'standard', [3, 1.5], [3.5, 1.5]),
  'slow-10m': window('slow', 600, '2 of 2', 'thorough', [3, 2], [4, 2]),
  'slow-15m': window('slow', 900, '2 of 2', 'thorough', [3.5, 2], [4, 2]),
  'near-10m': window('near', 600, '2 of 2', 'standard', [2, 2], [3, 2]),
  'low-5m': window('low', 300, '3 of 5', 'standard', [2.5, 1], [2.5, 1]),
  'mid-5m': window('mid', 300, '3 of 4', 'thorough', [2, 1], [3, 1]),
  'wide-5m': window('wide', 300, '3 of 4', 'standard', [2.5, 2], [3.2, 1]),
  hang: window('hang', 60, '8 of 15', 'standard', [3.5, 2], [3.5, 2]),
  'hang-10m': window('hang', 600, '2 of 2', 'thorough', [3.5, 2], [4, 2]),
};

function window(
  band: LatencyBand,
  periodSeconds: number,
  breaching: `${number} of ${number}`,
  level: 'standard' | 'thorough',
  broadcast: readonly [z: number, margin: number],
  messages: readonly [z: number, margin: number],
): LatencyWindow {
  const [datapointsToAlarm = 1, evaluationPeriods = 1] = breaching.split(' of ').map(Number);
  const proof = ([z, margin]: readonly [number, number]): Significance => ({ z, margin });
  return {
    band,
    periodSeconds,
    datapointsToAlarm,
    evaluationPeriods,
    thorough: level === 'thorough',
    significance: { broadcast: proof(broadcast), 'message-driven': proof(messages) },
  };
}

/** From here on M of N with gaps becomes M of M beside holds that are longer than a period by half. */
const LONG_PERIOD_SECONDS = 300;
const HOLD_PER_PERIOD = 1.5;

/**
 * The window of a kind beside a hold. After a release all polls come back in step, once a hold: of periods shorter than the
 * hold, every other one then sees young polls alone, whose early releases nothing in the sideband speaks for. So there the
 * periods must breach in a row.
 */
export function windowBeside(window: LatencyWindow, hold: HoldProfile | undefined): LatencyWindow {
  const { periodSeconds, datapointsToAlarm } = window;
  const inStep = hold !== undefined && holdTo(hold) > HOLD_PER_PERIOD * periodSeconds;
  if (periodSeconds < LONG_PERIOD_SECONDS || !inStep) return window;
  return { ...window, evaluationPeriods: datapointsToAlarm };
}

/** The latency alarms of a target, and those it goes without. */
export function planLatency(subject: PlanSubject): { alarms: AlarmDefinition[]; leftOut: LeftOut[] } {
  const alarms: AlarmDefinition[] = [];
  const leftOut: LeftOut[] = [];
  for (const kind of ALARM_KINDS) {
    if (!isOn('alarm', kind)) continue;
    if (LATENCY_WINDOWS[kind].thorough && subject.target.level !== 'thorough') continue;
    const made = latencyAlarm(subject, kind);
    if ('reason' in made) leftOut.push({ subject: subject.target.name, kind, ...made });
    else alarms.push(alarmOf(subject, kind, 'page', made));
  }
  return { alarms, leftOut };
}

/** What every description that stands for slowness says of holds and of the objective. */
export function slowNotes({ target, objective }: PlanSubject): string[] {
  if (target.traffic === 'exempt') return [];
  return [...holdNote(target), objectiveNote(target.objectiveSeconds, objective)];
}

type Refusal = Pick<LeftOut, 'reason' | 'mendable'>;

function latencyAlarm(subject: PlanSubject, kind: AlarmKind): AlarmParts | Refusal {
  const { target, bands } = subject;
  if (target.traffic === 'exempt') return { reason: exemption(subject), mendable: false };
  if (target.traffic === 'requests') {
    if (LATENCY_WINDOWS[kind].band === 'slow') return shareAlarm(subject, kind);
    const reason = 'without long polls a request that hangs is simply slow, and the slow alarms see it';
    return { reason, mendable: false };
  }
  if (!bands || !target.hold) throw new TypeError(`no bands for ${target.name}: requirePlannable comes first`);
  if (isRefusal(bands)) return { reason: bands.reason, mendable: true };
  const edges = latencyEdges(LATENCY_WINDOWS[kind].band, bands, target.hold, target.idleTimeoutSeconds);
  return isRefusal(edges) ? { reason: edges.reason, mendable: false } : estimateAlarm(subject, kind, edges);
}

function exemption({ target: { exempt } }: PlanSubject): string {
  const until = exempt?.until === undefined ? '' : ` until ${exempt.until}`;
  return `exempt${until}: ${exempt?.reason ?? 'no reason given'}`;
}

function estimateAlarm(subject: PlanSubject, kind: AlarmKind, edges: EstimateEdges): AlarmParts {
  const { target } = subject;
  const window = windowBeside(LATENCY_WINDOWS[kind], target.hold);
  const proof = window.significance[target.hold?.releaseLaw ?? 'broadcast'];
  const form = target.estimate === 'flat' ? flatExpression : survivorExpression;
  const share = `more than ${trim(target.slowSharePercent)} % of its requests that are not long polls took`;
  const slow = bound(edges.slowFrom, edges.slowTo);
  const hangs = window.band === 'hang';
  const part =
    window.band !== 'slow'
      ? `${trim(edges.slowFrom)} to ${trim(edges.slowTo)} s`
      : `longer than ${trim(edges.slowFrom)} s`;
  const what = `${target.name} ${hangs ? 'hangs' : 'is slow'}: ${share} ${part}`;
  return {
    what: `${what}, ${windowOf(window)}.`,
    notes: [
      ...slowNotes(subject),
      `Counted: ${slow}, less the early releases expected there, read from ${bound(edges.sideFrom, edges.sideTo)}.`,
    ],
    ...thresholds(subject, window, form(edges, proof, target.countForm)),
    label: `${hangs ? 'hanging' : 'slow'} requests, % of those that are not long polls`,
  };
}

function shareAlarm(subject: PlanSubject, kind: AlarmKind): AlarmParts {
  const { target, objective } = subject;
  const window = LATENCY_WINDOWS[kind];
  const share = `more than ${trim(target.slowSharePercent)} % of its requests took longer than ${trim(objective)} s`;
  return {
    what: `${target.name} is slow: ${share}, ${windowOf(window)}.`,
    notes: [
      ...slowNotes(subject),
      'Left out: periods with fewer than three slow requests, where one hiccup would be a large share.',
    ],
    ...thresholds(subject, window, shareExpression(objective, target.countForm)),
    label: 'slow requests, % of all',
  };
}

function thresholds({ target }: PlanSubject, window: LatencyWindow, { stats, expression }: LatencyExpression) {
  return {
    metrics: Object.entries(stats).map(([id, stat]) => targetGroupMetric(target, id, 'TargetResponseTime', stat)),
    expression,
    periodSeconds: window.periodSeconds,
    evaluationPeriods: window.evaluationPeriods,
    datapointsToAlarm: window.datapointsToAlarm,
    comparison: 'GreaterThanThreshold',
    threshold: target.slowSharePercent,
    // Nobody asked, nobody waited. Not made dense: a newest minute that has not arrived yet is not an empty one.
    treatMissingData: 'notBreaching',
  } as const;
}

function windowOf({ periodSeconds, datapointsToAlarm, evaluationPeriods }: LatencyWindow): string {
  return windowText(periodSeconds, datapointsToAlarm, evaluationPeriods);
}

function bound(from: number, to: number): string {
  return `(${printBound(from)} s, ${printBound(to)} s]`;
}
