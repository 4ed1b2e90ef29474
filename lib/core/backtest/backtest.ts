import type { AlarmRecord } from '../diff/model.ts';
import { InputError } from '../errors.ts';
import { alarmMetrics } from '../inventory/alarm-metrics.ts';
import { staysOf } from './episodes.ts';
import { scoreAgainst } from './incidents.ts';
import type { AlarmReplay, Backtest, Episode, History, Incident, StateTimeline } from './model.ts';
import { childrenOf, replayComposite } from './replay-composite.ts';
import { isNoReplay, type MetricReplay, type NoReplay, replayMetricAlarm } from './replay-metric.ts';
import { actedAt } from './suppression.ts';

/** What the alarms would have done over past traffic. Same input, same answer; alarms in the order given. */
export function backtest(alarms: readonly AlarmRecord[], history: History, incidents?: readonly Incident[]): Backtest {
  const replays = replayAll(alarms, history);
  const timelines = new Map<string, StateTimeline>();
  for (const [name, replay] of replays) if (!isNoReplay(replay)) timelines.set(name, replay);
  const inside = incidents?.filter(({ start, end }) => end > history.from && start < history.to);
  return {
    from: history.from,
    to: history.to,
    alarms: alarms.map((alarm) => {
      const replay = replays.get(nameOfRecord(alarm)) as Replay;
      return isNoReplay(replay) ? unknownReplay(alarm, replay) : summary(alarm, replay, timelines, inside);
    }),
    notes: history.notes,
  };
}

type Replay = MetricReplay | StateTimeline | NoReplay;

/** Name, or logical id where CloudFormation makes the name up: composites refer to neither. */
export function nameOfRecord({ name, logicalId }: AlarmRecord): string {
  return name ?? logicalId;
}

function replayAll(alarms: readonly AlarmRecord[], history: History): Map<string, Replay> {
  const replays = new Map<string, Replay>();
  const composites: AlarmRecord[] = [];
  for (const alarm of alarms) {
    if (alarm.kind === 'composite') composites.push(alarm);
    else if (alarm.kind === 'metric' || alarm.kind === 'math') {
      replays.set(nameOfRecord(alarm), replayMetricAlarm(alarm, history));
    } else replays.set(nameOfRecord(alarm), { unknown: NOT_EVALUATED[alarm.kind] });
  }
  replayComposites(composites, replays);
  return replays;
}

const NOT_EVALUATED = {
  anomaly: 'an anomaly detection band is learned by CloudWatch and cannot be computed here',
  promql: 'PromQL alarms are evaluated by CloudWatch alone',
  log: 'log alarms read logs, of which there is no history here',
} as const;

/** Children first: as many rounds as composites are nested; what is left refers to itself in a circle. */
function replayComposites(composites: readonly AlarmRecord[], replays: Map<string, Replay>): void {
  let left = [...composites];
  while (left.length > 0) {
    const names = new Set(left.map(nameOfRecord));
    const ready = left.filter((composite) => !waitsFor(composite, names));
    if (ready.length === 0) {
      for (const composite of left) replays.set(nameOfRecord(composite), { unknown: 'its rule refers to itself' });
      return;
    }
    const timelines = new Map([...replays].flatMap(([name, replay]) => (isNoReplay(replay) ? [] : [[name, replay]])));
    for (const composite of ready) replays.set(nameOfRecord(composite), tried(composite, timelines));
    left = left.filter((composite) => !ready.includes(composite));
  }
}

function waitsFor(composite: AlarmRecord, names: ReadonlySet<string>): boolean {
  try {
    return childrenOf(composite).some((child) => names.has(child));
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function tried(composite: AlarmRecord, timelines: ReadonlyMap<string, StateTimeline>): Replay {
  try {
    return replayComposite(composite, timelines);
  } catch (error) {
    if (error instanceof InputError) return { unknown: error.problems.map(({ message }) => message).join('; ') };
    throw error;
  }
}

function summary(
  alarm: AlarmRecord,
  replay: MetricReplay | StateTimeline,
  timelines: ReadonlyMap<string, StateTimeline>,
  incidents: readonly Incident[] | undefined,
): AlarmReplay {
  const { stays, ...minutes } = staysOf(replay);
  const acts = hasActions(alarm);
  const pages: number[] = [];
  const episodes = stays.map((stay): Episode => {
    const at = acts ? actedAt(alarm, stay, timelines) : undefined;
    if (at !== undefined) pages.push(at);
    const peak = 'peak' in replay ? replay.peak(stay.start, stay.end) : undefined;
    return { ...stay, paged: at !== undefined, ...(peak !== undefined && { peak }) };
  });
  return {
    name: nameOfRecord(alarm),
    ...targetGroupOf(alarm),
    episodes,
    pages: pages.length,
    ...minutes,
    ...(incidents && scoreAgainst(incidents, pages, stays)),
    notes: [
      ...('notes' in replay ? replay.notes : []),
      ...(acts ? [] : ['It calls nobody by itself: no alarm action, or its actions are disabled.']),
    ],
  };
}

/** An action that is an expression of a template will be one. */
function hasActions({ properties }: AlarmRecord): boolean {
  const { AlarmActions: actions, ActionsEnabled: enabled } = properties;
  return enabled !== false && Array.isArray(actions) && actions.length > 0;
}

function unknownReplay(alarm: AlarmRecord, { unknown }: NoReplay): AlarmReplay {
  return {
    name: nameOfRecord(alarm),
    ...targetGroupOf(alarm),
    episodes: [],
    pages: 0,
    minutesInAlarm: 0,
    minutesObserved: 0,
    minutesInsufficientData: 0,
    unknown,
    notes: [],
  };
}

function targetGroupOf({ properties }: AlarmRecord): { targetGroup?: string } {
  const groups = new Set(alarmMetrics(properties).flatMap(({ dimensions }) => dimensions.TargetGroup ?? []));
  const [only, ...others] = groups;
  return only !== undefined && others.length === 0 ? { targetGroup: only } : {};
}
