import { backtest, nameOfRecord, readBy } from '../backtest/backtest.ts';
import type { AlarmReplay, History, Incident } from '../backtest/model.ts';
import { formatSeconds } from '../units.ts';
import type {
  AlarmRecord,
  ChangeHistory,
  DiffReport,
  HistoryFigures,
  ReportedChange,
  ReportHistory,
  Side,
} from './model.ts';

/** The alarms of each side that past traffic is replayed for. */
export interface ConcernedAlarms {
  readonly before: readonly AlarmRecord[];
  readonly after: readonly AlarmRecord[];
}

/** Past traffic, and what is known of it. */
export interface ReplayedPast {
  readonly history: History;
  readonly incidents?: readonly Incident[];
  /** ISO time. @default - read just now */
  readonly recordedAt?: string;
  /** The present, epoch seconds. */
  readonly now: number;
}

/**
 * What has to be replayed to judge a comparison: the alarms that changed, every composite that reads one of them, however
 * indirectly, and all that those composites read. None where nothing changed.
 */
export function concernedAlarms({ changes }: DiffReport, before: Side, after: Side): ConcernedAlarms {
  const changed = (side: 'before' | 'after') =>
    new Set(changes.flatMap((change) => (change[side] ? [nameOfRecord(change[side])] : [])));
  const names = new Set([...changed('before'), ...changed('after')]);
  const readers = [before, after].flatMap(({ alarms }) => alarms.filter(({ kind }) => kind === 'composite'));
  grow(readers, names, (reader) => readBy(reader).some((name) => names.has(name)));
  const all = new Set(names);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    for (const reader of readers) if (all.has(nameOfRecord(reader))) for (const name of readBy(reader)) all.add(name);
  }
  const of = ({ alarms }: Side) => alarms.filter((alarm) => all.has(nameOfRecord(alarm)));
  return { before: of(before), after: of(after) };
}

/** Adds names of readers until no further one belongs. */
function grow(readers: readonly AlarmRecord[], names: Set<string>, belongs: (reader: AlarmRecord) => boolean): void {
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const reader of readers) if (belongs(reader)) names.add(nameOfRecord(reader));
  }
}

/**
 * A report with pages, minutes in ALARM and incidents of past traffic, old and new. Within what pages less, more, and so on,
 * what got worse comes first; what misses more incidents than before comes before everything.
 */
export function withHistory(report: DiffReport, concerned: ConcernedAlarms, past: ReplayedPast): DiffReport {
  const before = replays(concerned.before, past);
  const after = replays(concerned.after, past);
  const changes = report.changes.map((change): ReportedChange => {
    const history = historyOf(change.before && before.get(change.before), change.after && after.get(change.after));
    return history ? { ...change, history } : change;
  });
  const affected = affectedComposites(report, before, after);
  const { from, to, notes } = past.history;
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    ...report,
    changes: worstFirst(changes),
    notes: [...report.notes, ...notes],
    history: {
      headline: headline(past, [...before.values()], [...after.values()]),
      from: iso(from),
      to: iso(to),
      ...(past.recordedAt !== undefined && { recordedAt: past.recordedAt }),
      affected: affected.toSorted((a, b) => worseBy(b.history) - worseBy(a.history)),
    },
  };
}

type Replays = ReadonlyMap<AlarmRecord, AlarmReplay>;

function replays(alarms: readonly AlarmRecord[], { history, incidents }: ReplayedPast): Replays {
  const { alarms: replayed } = backtest(alarms, history, incidents);
  return new Map(alarms.map((alarm, i) => [alarm, replayed[i] as AlarmReplay]));
}

function historyOf(before: AlarmReplay | undefined, after: AlarmReplay | undefined): ChangeHistory | undefined {
  if (!before && !after) return undefined;
  const [was, is] = [before?.unknown, after?.unknown];
  if (was !== undefined || is !== undefined) {
    if (was === is || before === undefined || after === undefined) return { unknown: was ?? is ?? '' };
    const sides = [...(was === undefined ? [] : [`before: ${was}`]), ...(is === undefined ? [] : [`after: ${is}`])];
    return { unknown: sides.join('; ') };
  }
  return { ...(before && { before: figuresOf(before) }), ...(after && { after: figuresOf(after) }) };
}

function figuresOf({ pages, callsNobody, minutesInAlarm, caught, missed }: AlarmReplay): HistoryFigures {
  return {
    pages,
    ...(callsNobody && { callsNobody }),
    minutesInAlarm,
    ...(caught !== undefined && { caught }),
    ...(missed !== undefined && { missed }),
  };
}

/** Composites on both sides whose figures differ although their own settings do not, or only in words. */
function affectedComposites({ changes }: DiffReport, before: Replays, after: Replays): ReportHistory['affected'] {
  const loud = changes.filter(({ direction }) => direction !== 'neutral');
  const changed = new Set(loud.flatMap((change) => [change.before, change.after]));
  const affected: { alarm: string; history: ChangeHistory }[] = [];
  for (const [record, is] of after) {
    if (record.kind !== 'composite' || changed.has(record)) continue;
    const same = (other: AlarmRecord) => other.stack === record.stack && nameOfRecord(other) === nameOfRecord(record);
    const was = [...before].find(([other]) => other.kind === 'composite' && same(other))?.[1];
    const history = was && historyOf(was, is);
    if (history && differs(history)) affected.push({ alarm: nameOfRecord(record), history });
  }
  return affected;
}

function differs({ before, after, unknown }: ChangeHistory): boolean {
  return unknown !== undefined || JSON.stringify(before) !== JSON.stringify(after);
}

const SOURCES: Readonly<Record<History['source'], string>> = {
  'access-logs': 'from access logs',
  recording: 'from a recording',
  live: 'read from CloudWatch just now',
  simulation: 'simulated',
};

function headline(past: ReplayedPast, before: readonly AlarmReplay[], after: readonly AlarmReplay[]): string {
  const { history, incidents, recordedAt, now } = past;
  const { from, to, source } = history;
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  const age = recordedAt === undefined ? '' : ` ${formatSeconds(Math.max(0, now - Date.parse(recordedAt) / 1000))} old`;
  const pages = (all: readonly AlarmReplay[]) => all.reduce((sum, each) => sum + each.pages, 0);
  const [was, is] = [pages(before), pages(after)];
  const inside = incidents?.filter(({ start, end }) => end > from && start < to).length;
  const found = inside === undefined ? '' : `, with ${inside} ${inside === 1 ? 'incident' : 'incidents'} in it`;
  const open = [...before, ...after].filter(({ unknown }) => unknown !== undefined).length;
  const unknown = open === 0 ? '' : `; ${open} of ${before.length + after.length} alarms could not be replayed`;
  return `Over past traffic of ${formatSeconds(to - from)} (${day(from)} to ${day(to - 1)}, ${SOURCES[source]}${age}${found}) the alarms concerned called ${was} ${was === 1 ? 'time' : 'times'} before and ${is} after${unknown}.`;
}

/** Stable, and within runs of one direction: errors and directions keep their order. */
function worstFirst(changes: readonly ReportedChange[]): ReportedChange[] {
  let run = 0;
  const runs = changes.map((change, i) => {
    if (i > 0 && change.direction !== changes[i - 1]?.direction) run++;
    return { change, run };
  });
  const misses = ({ change }: { change: ReportedChange }) => Number(missedMore(change.history) > 0);
  return runs
    .toSorted((a, b) => misses(b) - misses(a) || a.run - b.run || worseBy(b.change.history) - worseBy(a.change.history))
    .map(({ change }) => change);
}

/** How many incidents more are missed, then how many pages more there are; 0 where that is not known. */
function worseBy(history: ChangeHistory | undefined): number {
  const { before, after } = history ?? {};
  return 1e9 * missedMore(history) + ((after?.pages ?? 0) - (before?.pages ?? 0));
}

/** Without an alarm, every incident it caught is missed. */
function missedMore(history: ChangeHistory | undefined): number {
  const { before, after } = history ?? {};
  if (before?.caught !== undefined && !after) return before.caught;
  return (after?.missed ?? 0) - (before?.missed ?? 0);
}
