import type {
  ChangeHistory,
  DiffFinding,
  DiffReport,
  Direction,
  ReportedChange,
  ReportHistory,
} from '../../../core/diff/model.ts';
import type { Style } from '../../context.ts';
import { plainTable } from '../../table.ts';
import { clipped, onOneLine, plain, wrapped } from '../plain.ts';
import { costLine, findingsLine, headline } from './counts.ts';
import { bearing, ends, formerly, identityOf, titleOf } from './values.ts';

interface TerminalOptions {
  readonly style: Style;
  readonly columns: number;
}

const INDENT = '  ';
const LONGEST_VALUE = 60;

/** What `holdband diff` prints: a counted headline, each change with its settings, the findings, what is not known. */
export function diffTerminal(report: DiffReport, options: TerminalOptions): string {
  const { style, columns } = options;
  const { base, head, alarms, changes, findings, notes, cost } = report;
  const found = findingsLine(report);
  const summary = [headline(report), ...(found === '' ? [] : [found]), costLine(report)].join(' · ');
  const sides = `${plain(base)} (${counted(alarms.before, 'alarm')}) -> ${plain(head)} (${counted(alarms.after, 'alarm')})`;
  const sections = [
    style.bold(summary),
    ...(report.history ? [pastText(report.history, options)] : []),
    ...blocks(changes, options),
    ...findings.map((finding) => findingText(finding, options)),
    ...(notes.length > 0 ? [notes.map((note) => wrapped(onOneLine(note), columns, 'not known: ')).join('\n')] : []),
    style.dim(`${sides}, list prices of ${cost.after.pricesAsOf}`),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Neutral changes are a line each and stand together; all others are blocks. */
function blocks(changes: readonly ReportedChange[], options: TerminalOptions): string[] {
  const shortOnes = (change: ReportedChange) => change.direction === 'neutral';
  const long = changes.filter((change) => !shortOnes(change)).map((change) => changeText(change, options));
  const short = changes.filter(shortOnes).map((change) => neutralText(change, options));
  return short.length > 0 ? [...long, short.join('\n')] : long;
}

function changeText(change: ReportedChange, options: TerminalOptions): string {
  const { style, columns } = options;
  const [bear, others] = bearing(change);
  const rows = [
    ...formerly(change).map(([what, before, after]) => row(what, before, '->', after)),
    ...bear.map((property) => {
      const [before, after] = ends(property, LONGEST_VALUE);
      return row(property.name, before, '->', after);
    }),
  ];
  const consequence = onOneLine(change.consequence);
  return [
    title(change, style),
    ...(consequence === '' ? [] : [wrapped(consequence, columns, INDENT)]),
    ...(rows.length > 0 ? [indented(plainTable([], rows))] : []),
    ...(others.length > 0 ? [wrapped(onOneLine(`also ${others.join(', ')}`), columns, INDENT)] : []),
    ...(change.history ? [`${INDENT}past traffic: ${past(change.history)}`] : []),
  ].join('\n');
}

function row(...cells: readonly string[]): string[] {
  return cells.map((cell) => clipped(plain(cell), LONGEST_VALUE));
}

function neutralText(change: ReportedChange, options: TerminalOptions): string {
  const moves = formerly(change).map(([what, before]) => `${what} was ${before}`);
  const follows = (change.follows ?? []).map(({ after }) => `watches ${after} now`);
  const [settings] = bearing(change);
  const what = plain([...moves, ...follows, ...settings.map(({ name }) => name)].join(', '));
  return `${title(change, options.style)}${what === '' ? '' : `: ${clipped(what, Math.max(options.columns, 40))}`}`;
}

function title(change: ReportedChange, style: Style): string {
  const { stack } = identityOf(change);
  const kind = change.kind === 'changed' ? '' : `, ${change.kind}`;
  const place = stack === '' ? '' : style.dim(` in ${plain(stack)}`);
  return `${mark(change.direction, style)(change.direction)}${kind} ${style.bold(plain(titleOf(change)))}${place}`;
}

function mark(direction: Direction, style: Style): (text: string) => string {
  const marks: Record<Direction, (text: string) => string> = {
    looser: style.red,
    mixed: style.yellow,
    unknown: style.yellow,
    tighter: style.green,
    neutral: style.dim,
  };
  return marks[direction];
}

/** What was replayed, and the composites that call people for alarms that changed. */
function pastText({ headline: sentence, affected }: ReportHistory, { columns }: TerminalOptions): string {
  const rows = affected.map(({ alarm, history }) => `${INDENT}${plain(alarm)}: ${past(history)}`);
  return [wrapped(onOneLine(sentence), columns), ...rows].join('\n');
}

function past({ before, after, unknown }: ChangeHistory): string {
  if (unknown !== undefined) return `unknown: ${onOneLine(unknown)}`;
  const side = (figures: ChangeHistory['before']) =>
    figures === undefined
      ? 'no alarm'
      : [
          ...(figures.callsNobody ? [] : [counted(figures.pages, 'page')]),
          `${figures.minutesInAlarm} min in alarm`,
          ...(figures.caught === undefined ? [] : [`${figures.caught} caught`]),
          ...(figures.missed === undefined ? [] : [`${figures.missed} missed`]),
        ].join(', ');
  return `${side(before)} -> ${side(after)}`;
}

function findingText({ severity, rule, alarm, message }: DiffFinding, { style, columns }: TerminalOptions): string {
  const marks = { error: style.red, warning: style.yellow, info: style.cyan };
  return `${marks[severity](severity)} ${rule} ${style.bold(plain(alarm))}\n${wrapped(onOneLine(message), columns, INDENT)}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, INDENT);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
