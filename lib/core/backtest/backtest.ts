import type { AlarmRecord } from '../diff/model.ts';
import { InputError } from '../errors.ts';
import { alarmMetrics } from '../inventory/alarm-metrics.ts';
import { staysOf } from './episodes.ts';
import { scoreAgainst } from './incidents.ts';
import type { AlarmReplay, Backtest, Episode, History, Incident } from './model.ts';
import { type PackedTimeline, packTimeline, unpackTimeline } from './packed.ts';
import { type CompositeReplay, childrenOf, nameOf, replayComposite, type Timelines } from './replay-composite.ts';
import { isNoReplay, type MetricReplay, type NoReplay, replayMetricAlarm } from './replay-metric.ts';
import { actedAt } from './suppression.ts';

/**
 * What the alarms would have done over past traffic. Same input, same answer; alarms in the order given, one replay each,
 * also where two have the same name.
 */
export function backtest(alarms: readonly AlarmRecord[], history: History, incidents?: readonly Incident[]): Backtest {
  const inside = incidents?.filter(({ start, end }) => end > history.from && start < history.to);
  const replays = new Map<AlarmRecord, AlarmReplay>();
  const timelines = new Map<string, PackedTimeline>();
  const composites = alarms.filter(({ kind }) => kind === 'composite');
  const wanted = new Set(composites.flatMap(readBy));
  const settle = (alarm: AlarmRecord, replay: Replay): void => {
    if (isNoReplay(replay)) {
      replays.set(alarm, unknownReplay(alarm, replay));
      return;
    }
    replays.set(alarm, summary(alarm, replay, suppressing(alarm, timelines), inside));
    // Evaluations are large: of an alarm only what others read is kept.
    const name = nameOfRecord(alarm);
    if (wanted.has(name)) timelines.set(name, packTimeline(replay));
  };
  for (const alarm of alarms) if (alarm.kind !== 'composite') settle(alarm, replayed(alarm, history));
  const { order, circle } = inOrder(composites);
  for (const composite of order) settle(composite, tried(composite, timelines));
  for (const composite of circle) settle(composite, { unknown: 'its rule refers to itself' });
  return {
    from: history.from,
    to: history.to,
    alarms: alarms.map((alarm) => replays.get(alarm) as AlarmReplay),
    notes: history.notes,
  };
}

type Replay = MetricReplay | CompositeReplay | NoReplay;

/** Name, or logical id where CloudFormation makes the name up: composites refer to neither. */
export function nameOfRecord({ name, logicalId }: AlarmRecord): string {
  return name ?? logicalId;
}

function replayed(alarm: AlarmRecord, history: History): Replay {
  if (alarm.kind === 'metric' || alarm.kind === 'math') return replayMetricAlarm(alarm, history);
  return { unknown: NOT_EVALUATED[alarm.kind as keyof typeof NOT_EVALUATED] };
}

const NOT_EVALUATED = {
  anomaly: 'an anomaly detection band is learned by CloudWatch and cannot be computed here',
  promql: 'PromQL alarms are evaluated by CloudWatch alone',
  log: 'log alarms read logs, of which there is no history here',
} as const;

/** Children and suppressors first: as many rounds as composites are nested; what is left refers to itself in a circle. */
function inOrder(composites: readonly AlarmRecord[]): {
  readonly order: readonly AlarmRecord[];
  readonly circle: readonly AlarmRecord[];
} {
  const order: AlarmRecord[] = [];
  let left = [...composites];
  while (left.length > 0) {
    const names = new Set(left.map(nameOfRecord));
    const ready = left.filter((composite) => !readBy(composite).some((name) => names.has(name)));
    if (ready.length === 0) break;
    order.push(...ready);
    left = left.filter((composite) => !ready.includes(composite));
  }
  return { order, circle: left };
}

/** Names of the alarms that a composite reads: its children, and its suppressor. None for an alarm that is no composite. */
export function readBy(composite: AlarmRecord): string[] {
  const { ActionsSuppressor: suppressor } = composite.properties;
  const suppressors = typeof suppressor === 'string' ? [nameOf(suppressor)] : [];
  if (composite.kind !== 'composite') return [];
  try {
    return [...childrenOf(composite), ...suppressors];
  } catch (error) {
    if (error instanceof InputError) return suppressors;
    throw error;
  }
}

function tried(composite: AlarmRecord, packed: ReadonlyMap<string, PackedTimeline>): Replay {
  try {
    return replayComposite(composite, unpacked(childrenOf(composite), packed));
  } catch (error) {
    if (error instanceof InputError) return { unknown: error.problems.map(({ message }) => message).join('; ') };
    throw error;
  }
}

function suppressing({ properties }: AlarmRecord, packed: ReadonlyMap<string, PackedTimeline>): Timelines {
  const { ActionsSuppressor: suppressor } = properties;
  return unpacked(typeof suppressor === 'string' ? [nameOf(suppressor)] : [], packed);
}

function unpacked(names: readonly string[], packed: ReadonlyMap<string, PackedTimeline>): Timelines {
  return new Map(
    names.flatMap((name) => {
      const timeline = packed.get(name);
      return timeline ? [[name, unpackTimeline(timeline)] as const] : [];
    }),
  );
}

function summary(
  alarm: AlarmRecord,
  replay: MetricReplay | CompositeReplay,
  timelines: Timelines,
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
    ...(!acts && { callsNobody: true }),
    ...minutes,
    // What calls nobody catches nothing.
    ...(incidents && acts && scoreAgainst(incidents, pages, stays)),
    notes: [
      ...replay.notes,
      ...suppressorNotes(alarm, timelines),
      ...(acts ? [] : ['It calls nobody by itself: no alarm action, or its actions are disabled.']),
    ],
  };
}

function suppressorNotes({ properties }: AlarmRecord, timelines: Timelines): string[] {
  const { ActionsSuppressor: suppressor } = properties;
  if (typeof suppressor !== 'string' || timelines.has(nameOf(suppressor))) return [];
  return [`As if its suppressor ${nameOf(suppressor)} had never been in ALARM: there is no history of that.`];
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
