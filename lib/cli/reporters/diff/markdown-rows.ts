import type { PhrasingContent } from 'mdast';
import type {
  ChangeHistory,
  DiffFinding,
  HistoryFigures,
  PropertyChange,
  ReportedChange,
} from '../../../core/diff/model.ts';
import { BREAK, between, code, listLine, sentence, strong, tableHead, tableLine, words } from './markdown-words.ts';
import { bearing, ends, formerly, identityOf, titleOf } from './values.ts';

type Words = PhrasingContent[];

/** Settings shown of one alarm; an added alarm has a dozen. */
const MOST_SETTINGS = 8;
const LONGEST_VALUE = 80;
const LONGEST_CONSEQUENCE = 600;

/** What all rows of one report have in common. */
export interface RowFormat {
  /** Whether alarms come from more than one stack: then each says from which. */
  readonly stacks: boolean;
  /** Whether some change was replayed over past traffic: then each says how many pages. */
  readonly history: boolean;
  readonly ruleLink?: (rule: string) => string;
}

/** Head of a table of changes. @param direction whether the rows differ in it */
export function changesHead(direction: boolean, { history }: RowFormat): string {
  const past = history ? ['past traffic'] : [];
  return tableHead([...(direction ? ['direction'] : []), 'alarm', 'what it means', 'settings', ...past]);
}

export function changeLine(change: ReportedChange, direction: boolean, format: RowFormat): string {
  const first = direction ? [[strong(change.direction)]] : [];
  const past = format.history ? [pastTraffic(change.history)] : [];
  return tableLine([...first, alarmCell(change, format), meaningCell(change), settingsCell(change), ...past]);
}

function alarmCell(change: ReportedChange, { stacks }: RowFormat): Words {
  const { stack } = identityOf(change);
  const place = stacks && stack !== '' ? [words('in '), code(stack)] : [];
  const kind = change.kind === 'changed' ? [] : [words(change.kind), ...(place.length > 0 ? [words(', ')] : [])];
  const second = [...kind, ...place];
  return between([[code(titleOf(change))], ...(second.length > 0 ? [second] : [])], BREAK);
}

/** What stands between semicolons is a thought of its own: a line each. */
function meaningCell({ consequence }: ReportedChange): Words {
  const thoughts = consequence.slice(0, LONGEST_CONSEQUENCE).split('; ');
  return between(
    thoughts.map((thought) => sentence(thought)),
    BREAK,
  );
}

function settingsCell(change: ReportedChange): Words {
  const moves = formerly(change).map(([what, before, after]): Words => [words(`${what}: `), ...fromTo(before, after)]);
  const [bear, others] = bearing(change);
  const settings = bear.slice(0, MOST_SETTINGS).map(setting);
  const rest = bear.length - settings.length;
  const more = rest > 0 ? [[words(`and ${rest} more`)]] : [];
  const named = others.slice(0, MOST_SETTINGS).map((name) => [code(name)]);
  const also = named.length > 0 ? [[words('also '), ...between(named, words(', '))]] : [];
  return between([...moves, ...settings, ...more, ...also], BREAK);
}

function setting(property: PropertyChange): Words {
  const [before, after] = ends(property, LONGEST_VALUE);
  const name = [code(property.name), words(': ')];
  return [...name, ...fromTo(before, after)];
}

function fromTo(before: string, after: string): Words {
  return [code(before), words(' → '), code(after)];
}

function pastTraffic(history: ChangeHistory | undefined): Words {
  if (!history) return [words('not replayed')];
  if (history.unknown !== undefined) return [words('unknown: '), ...sentence(history.unknown, 200)];
  // Pages belong to the composite: of a child that calls nobody, its minutes count.
  const silent = [history.before, history.after].every((figures) => figures === undefined || figures.callsNobody);
  const loud = silent
    ? `${overTime(history, ({ minutesInAlarm }) => minutesInAlarm)} min in alarm`
    : `${overTime(history, ({ pages }) => pages)} pages`;
  // Incidents belong to no target group: that an alarm of another one misses them as before says nothing.
  const missed = history.before?.missed !== history.after?.missed;
  return [words(missed ? `${loud}, ${overTime(history, (figures) => figures.missed)} missed` : loud)];
}

/** A composite that calls people for alarms that changed, in one line. */
export function affectedLine(alarm: string, history: ChangeHistory): string {
  return listLine([code(alarm, 80), words(': '), ...pastTraffic(history)]);
}

export const HISTORY_HEAD = tableHead(['alarm', 'pages', 'minutes in alarm', 'caught', 'missed']);

/** A row of what past traffic says: old and new, and why it says nothing. */
export function historyLine(alarm: string, history: ChangeHistory): string {
  if (history.unknown !== undefined) {
    return tableLine([[code(alarm)], [words('unknown: '), ...sentence(history.unknown, 200)], [], [], []]);
  }
  const figure = (of: (figures: HistoryFigures) => number | undefined): Words => [words(overTime(history, of))];
  return tableLine([
    [code(alarm)],
    figure(({ pages, callsNobody }) => (callsNobody ? undefined : pages)),
    figure(({ minutesInAlarm }) => minutesInAlarm),
    figure(({ caught }) => caught),
    figure(({ missed }) => missed),
  ]);
}

function overTime({ before, after }: ChangeHistory, of: (figures: HistoryFigures) => number | undefined): string {
  const text = (figures: HistoryFigures | undefined) =>
    figures && of(figures) !== undefined ? String(of(figures)) : '–';
  const [was, is] = [text(before), text(after)];
  return was === is ? is : `${was} → ${is}`;
}

export function findingLine({ severity, rule, alarm, message }: DiffFinding, { ruleLink }: RowFormat): string {
  const name: PhrasingContent = ruleLink ? { type: 'link', url: ruleLink(rule), children: [words(rule)] } : code(rule);
  return listLine([strong(severity), words(' '), name, words(' '), code(alarm), words(': '), ...sentence(message)]);
}

/** A change in one line: direction, name, and as much of the consequence as a line holds. */
export function shortChange(change: ReportedChange): string {
  const what = change.kind === 'changed' ? change.direction : `${change.direction}, ${change.kind}`;
  const meaning = change.consequence === '' ? [] : [words(': '), ...sentence(change.consequence, 100)];
  return listLine([words(`${what} `), code(titleOf(change), 80), ...meaning]);
}

/** A finding in one line. */
export function shortFinding({ severity, rule, alarm }: DiffFinding): string {
  return listLine([words(`${severity} `), code(rule), words(' '), code(alarm, 80)]);
}
