import type { AlarmReplay, Backtest, History, Stretch } from '../../core/backtest/model.ts';
import { formatSeconds } from '../../core/units.ts';
import type { Style } from '../context.ts';
import { type Cell, plainTable } from '../table.ts';
import { alarmTimeline, minuteOfDay } from './past-timeline.ts';
import { clipped, onOneLine, plain, wrapped } from './plain.ts';

/** What of the past is not in the backtest itself. */
export interface BacktestFacts {
  readonly source: History['source'];
  readonly gaps: readonly Stretch[];
  /** ISO time. @default - read just now */
  readonly recordedAt?: string;
  /** The present, epoch seconds. */
  readonly now: number;
  /** Names of composite alarms. */
  readonly composites: ReadonlySet<string>;
}

interface Options {
  readonly style: Style;
  readonly columns: number;
}

/** Columns of a timeline, at most: wider ones do not say more. */
const WIDEST = 60;
const NARROWEST = 16;
const LONGEST_NAME = 48;
/** Gaps listed; the rest is counted. */
const GAPS_LISTED = 5;

/** One row an alarm, what calls people first; then what could not be replayed, and what limits the answer. */
export function backtestReport(result: Backtest, facts: BacktestFacts, options: Options): string {
  const { style } = options;
  const known = result.alarms.filter(({ unknown }) => unknown === undefined).toSorted(byCalls(facts.composites));
  const unknown = result.alarms.filter((alarm) => alarm.unknown !== undefined);
  const sections = [
    style.bold(headline(result, facts)),
    ...(known.length > 0 ? [rows(known, result, facts, options)] : []),
    ...(unknown.length > 0 ? [notReplayed(unknown, options)] : []),
    ...list('Notes', [...gapNotes(facts.gaps), ...result.notes, ...alarmNotes(known)], options),
  ];
  if (result.alarms.length === 0) sections.push('No alarms.');
  return `${sections.join('\n\n')}\n`;
}

/** Composites, then what calls somebody by itself, then the rest; the loudest first. */
function byCalls(composites: ReadonlySet<string>) {
  const rank = ({ name, pages }: AlarmReplay) => (composites.has(name) ? 0 : pages > 0 ? 1 : 2);
  return (a: AlarmReplay, b: AlarmReplay) =>
    rank(a) - rank(b) || b.pages - a.pages || b.minutesInAlarm - a.minutesInAlarm;
}

const SOURCES = {
  'access-logs': 'access logs',
  recording: 'a recording',
  live: 'CloudWatch metrics',
  simulation: 'simulated traffic',
} as const;

function headline({ from, to }: Stretch, { source, recordedAt, now }: BacktestFacts): string {
  const age =
    recordedAt === undefined ? '' : `, recorded ${formatSeconds(Math.max(0, now - Date.parse(recordedAt) / 1000))} ago`;
  return `${formatSeconds(to - from)} of ${SOURCES[source]}${age}: ${minuteOfDay(from)} to ${minuteOfDay(to)} UTC`;
}

function rows(
  alarms: readonly AlarmReplay[],
  span: Stretch,
  facts: BacktestFacts,
  { style, columns }: Options,
): string {
  const scored = alarms.some(({ caught }) => caught !== undefined);
  const silent = alarms.some(({ minutesInsufficientData }) => minutesInsufficientData > 0);
  const heads = ['pages', 'minutes', ...(silent ? ['no data'] : []), ...(scored ? ['caught', 'false', 'delay'] : [])];
  const figures = heads.reduce((sum, { length }) => sum + length + 2, 0);
  const longest = Math.min(LONGEST_NAME, Math.max(24, columns - figures - NARROWEST - 2));
  const names = alarms.map(({ name }) => endOf(plain(name), longest));
  const room = columns - Math.max(5, ...names.map(({ length }) => length)) - figures - 2;
  // On a narrow terminal the line stands below its row.
  const beside = room >= NARROWEST;
  const width = Math.min(WIDEST, beside ? room : Math.max(NARROWEST, columns - 4));
  const table = plainTable(
    ['alarm', ...heads.map((right) => ({ right })), ...(beside ? [spanText(span, width)] : [])],
    alarms.map((alarm, i): Cell[] => [
      names[i] as string,
      { right: alarm.pages > 0 ? style.red(String(alarm.pages)) : '0' },
      { right: String(alarm.minutesInAlarm) },
      ...(silent ? [{ right: String(alarm.minutesInsufficientData) }] : []),
      ...(scored ? score(alarm).map((right) => ({ right })) : []),
      ...(beside ? [lineOf(alarm, span, facts.gaps, width, style)] : []),
    ]),
  );
  if (beside) return table;
  const [head = '', ...lines] = table.split('\n');
  return [
    head,
    ...lines.flatMap((line, i) => [line, `  ${lineOf(alarms[i] as AlarmReplay, span, facts.gaps, width, style)}`]),
  ].join('\n');
}

/** Names of one environment begin alike: their ends tell them apart. */
function endOf(name: string, columns: number): string {
  return name.length <= columns ? name : `…${name.slice(1 - columns)}`;
}

/** An alarm that calls nobody has no score. */
function score({ caught, missed = 0, falsePages = 0, medianDelaySeconds: delay }: AlarmReplay): string[] {
  if (caught === undefined) return ['-', '-', '-'];
  return [`${caught} of ${caught + missed}`, String(falsePages), delay === undefined ? '-' : formatSeconds(delay)];
}

function lineOf(
  { episodes, pages }: AlarmReplay,
  span: Stretch,
  gaps: readonly Stretch[],
  width: number,
  style: Style,
): string {
  const drawn = alarmTimeline(episodes, span, gaps, width);
  return pages > 0 ? style.red(drawn) : style.dim(drawn);
}

/** Both ends of the line; a day needs no dates. */
function spanText({ from, to }: Stretch, width: number): string {
  const day = to - from <= 86_400;
  const end = (seconds: number) => (day ? minuteOfDay(seconds).slice(11) : minuteOfDay(seconds).slice(5, 10));
  const [first, last] = [end(from), end(to)];
  return `${first}${' '.repeat(Math.max(1, width - first.length - last.length))}${last}`;
}

function notReplayed(alarms: readonly AlarmReplay[], { style, columns }: Options): string {
  const lines = alarms.map(({ name, unknown = '' }) =>
    wrapped(`${clipped(plain(name), LONGEST_NAME)}: ${onOneLine(unknown)}`, columns, '  '),
  );
  return [style.yellow(`Not replayed, so nothing is known of ${alarms.length === 1 ? 'it' : 'them'}`), ...lines].join(
    '\n',
  );
}

function gapNotes(gaps: readonly Stretch[]): string[] {
  if (gaps.length === 0) return [];
  const minutes = gaps.reduce((sum, { from, to }) => sum + (to - from) / 60, 0);
  const named = gaps.slice(0, GAPS_LISTED).map(({ from, to }) => `${minuteOfDay(from)} to ${minuteOfDay(to)}`);
  const more = gaps.length > GAPS_LISTED ? `, and ${gaps.length - GAPS_LISTED} more` : '';
  return [
    `Nothing is known of ${minutes} minutes, which count neither as quiet nor as bad: ${named.join(', ')}${more}.`,
  ];
}

/** A note that several alarms share stands once. */
function alarmNotes(alarms: readonly AlarmReplay[]): string[] {
  const byNote = new Map<string, string[]>();
  for (const { name, notes } of alarms) {
    for (const note of notes) byNote.set(note, [...(byNote.get(note) ?? []), name]);
  }
  return [...byNote].map(([note, [first = '', ...others]]) => {
    const whose = others.length === 0 ? first : `${first} and ${others.length} more`;
    return `${plain(whose)}: ${note}`;
  });
}

function list(title: string, notes: readonly string[], { style, columns }: Options): string[] {
  if (notes.length === 0) return [];
  return [[style.bold(title), ...notes.map((note) => wrapped(onOneLine(note), columns, '  - '))].join('\n')];
}
