import { Buffer } from 'node:buffer';
import type { PhrasingContent } from 'mdast';
import { commentMarker } from '../../../core/diff/comment.ts';
import type { DiffFinding, DiffReport, Direction, ReportedChange } from '../../../core/diff/model.ts';
import { costLine, findingsLine, headline } from './counts.ts';
import {
  affectedLine,
  changeLine,
  changesHead,
  findingLine,
  HISTORY_HEAD,
  historyLine,
  type RowFormat,
  shortChange,
  shortFinding,
} from './markdown-rows.ts';
import { stackLines } from './markdown-stacks.ts';
import { code, heading, html, listLine, paragraph, sentence, words } from './markdown-words.ts';
import { identityOf, titleOf } from './values.ts';

/** How a report for a pull request is written. */
export interface MarkdownOptions {
  /** Tells the comments of several reports on one pull request apart: see `commentMarker`. */
  readonly marker: string;
  /** Commit that the report is about. @default - no stamp */
  readonly commit?: string;
  /** Address of a rule's page. @default - rules are named, not linked */
  readonly ruleLink?: (rule: string) => string;
  /** Where the full report is, in words, said where something was left out. @default 'what holdband diff prints' */
  readonly fullReport?: string;
  /** UTF-8 bytes, and so characters of any kind, that the report stays below; at least 10000. @default 65000 */
  readonly limit?: number;
}

/** Below GitHub's 65,536 characters, with room for what a workflow puts around the report. */
const LIMIT = 65_000;
const LEAST_LIMIT = 10_000;

/** A line that is printed once it is needed, and only once. */
export type Line = () => string;
type Block = readonly Line[];

/** What a report still holds once it had to be cut; each step keeps less than the one before. */
interface Kept {
  readonly history: boolean;
  readonly neutral: boolean;
  readonly tighter: boolean;
  readonly warnings: boolean;
  readonly dangerous: 'rows' | 'lines' | 'counts';
}

const ALL: Kept = { history: true, neutral: true, tighter: true, warnings: true, dangerous: 'rows' };
const STEPS: readonly Kept[] = [
  ALL,
  { ...ALL, history: false },
  { ...ALL, history: false, neutral: false },
  { ...ALL, history: false, neutral: false, tighter: false },
  { history: false, neutral: false, tighter: false, warnings: false, dangerous: 'rows' },
  { history: false, neutral: false, tighter: false, warnings: false, dangerous: 'lines' },
];
const LEAST: Kept = { history: false, neutral: false, tighter: false, warnings: false, dangerous: 'counts' };

/** Composites listed that would have called people otherwise: more are counted. */
const MOST_AFFECTED = 10;
/** Above the fold: what got looser, and what may have. */
const DANGEROUS: readonly Direction[] = ['looser', 'mixed', 'unknown'];
/** Notes of what could not be made out: of a report that was cut, and of a whole one. */
const MOST_NOTES = { cut: 5, whole: 200 };

/**
 * The report as a comment on a pull request: a counted headline, the dangerous rows, the rest folded. Whatever the report
 * holds, the comment stays below the limit, and says what it had to leave out and where that is.
 *
 * @throws InputError where the marker is none; RangeError where the limit leaves no room for a report
 */
export function diffMarkdown(report: DiffReport, options: MarkdownOptions): string {
  const { limit = LIMIT } = options;
  if (!(limit >= LEAST_LIMIT)) throw new RangeError(`limit must be at least ${LEAST_LIMIT} bytes, got: ${limit}`);
  const parts = partsOf(report, options);
  for (const kept of STEPS) {
    const text = written(blocks(parts, kept), limit);
    if (text !== undefined) return text;
  }
  return leastReport(parts, limit);
}

/** The pieces of one report; every line is printed at most once, however often the report is put together. */
interface Parts {
  readonly report: DiffReport;
  readonly top: Block;
  readonly end: Readonly<Record<keyof typeof MOST_NOTES, Block>>;
  readonly fullReport: string;
  readonly rows: Readonly<Record<'dangerous' | 'tighter' | 'neutral', Rows>>;
  readonly short: Block;
  readonly errors: Block;
  readonly warnings: Block;
  readonly history: Block;
}

interface Rows {
  readonly head: Line;
  readonly lines: Block;
}

function partsOf(report: DiffReport, options: MarkdownOptions): Parts {
  const { changes, findings } = report;
  const format: RowFormat = {
    stacks: new Set(changes.map((change) => identityOf(change).stack)).size > 1,
    history: changes.some(({ history }) => history),
    ...(options.ruleLink && { ruleLink: options.ruleLink }),
  };
  const dangerous = changes.filter(({ direction }) => DANGEROUS.includes(direction));
  const rows = (these: readonly ReportedChange[], direction: boolean): Rows => ({
    head: once(() => changesHead(direction, format)),
    lines: these.map((change) => once(() => changeLine(change, direction, format))),
  });
  const of = (direction: Direction) => changes.filter((change) => change.direction === direction);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const line = (finding: DiffFinding) => once(() => findingLine(finding, format));
  return {
    report,
    top: [() => commentMarker(options.marker), () => heading(headlineWords(report)), ...pastLines(report)],
    end: { cut: endOf(report, options, MOST_NOTES.cut), whole: endOf(report, options, MOST_NOTES.whole) },
    fullReport: options.fullReport ?? 'what holdband diff prints',
    rows: {
      dangerous: rows(dangerous, true),
      tighter: rows(of('tighter'), false),
      neutral: rows(of('neutral'), false),
    },
    short: [
      ...errors.map((finding) => once(() => shortFinding(finding))),
      ...dangerous.map((change) => once(() => shortChange(change))),
    ],
    errors: errors.map(line),
    warnings: findings.filter(({ severity }) => severity !== 'error').map(line),
    history: [
      ...(report.history?.affected ?? [])
        .filter(({ alarm }) => !changes.some((change) => titleOf(change) === alarm))
        .map(({ alarm, history }) => once(() => historyLine(alarm, history))),
      ...changes.flatMap((change) => {
        const { history } = change;
        return history ? [once(() => historyLine(titleOf(change), history))] : [];
      }),
    ],
  };
}

/** What was replayed, and the composites that would have called people otherwise. */
function pastLines({ history }: DiffReport): Line[] {
  if (!history) return [];
  const { headline: text, affected } = history;
  const shown = affected.slice(0, MOST_AFFECTED);
  const more = affected.length - shown.length;
  const lines = shown.map((each) => affectedLine(each.alarm, each.history));
  const rest = more > 0 ? [listLine([words(`${more} more`)])] : [];
  return [once(() => paragraph(sentence(text))), ...(lines.length > 0 ? [() => [...lines, ...rest].join('\n')] : [])];
}

function headlineWords(report: DiffReport): PhrasingContent[] {
  const found = findingsLine(report);
  const counts = headline(report);
  const parts = [
    `${counts[0]?.toUpperCase()}${counts.slice(1)}`,
    ...(found === '' ? [] : [found]),
    costLine(report, '→'),
  ];
  return [words(parts.join(' · '))];
}

/** What was compared, what could not be made out, and which commit this is about. */
function endOf({ base, head, alarms, notes, cost }: DiffReport, { commit }: MarkdownOptions, most: number): Block {
  const shownNotes = notes.slice(0, most).map((note) => once(() => listLine(sentence(note, 200))));
  const more = notes.length - shownNotes.length;
  return [
    ...(notes.length > 0 ? [() => 'Not known:', () => ''] : []),
    ...shownNotes,
    ...(more > 0 ? [() => listLine([words(`${more} more of what could not be read or made out`)])] : []),
    ...(notes.length > 0 ? [() => ''] : []),
    once(() =>
      paragraph([
        html('<sub>'),
        code(base),
        words(` (${counted(alarms.before, 'alarm')}) → `),
        code(head),
        words(` (${alarms.after}) · list prices of ${cost.after.pricesAsOf}`),
        ...(commit === undefined ? [] : [words(' · commit '), code(commit, 64)]),
        html('</sub>'),
      ]),
    ),
  ];
}

function blocks(parts: Parts, kept: Kept): Block[] {
  const { rows, short, errors, warnings, history } = parts;
  const fold = (keep: boolean, count: string, inside: Block): Block[] =>
    keep && inside.length > 0
      ? [[() => `<details><summary>${count}</summary>`, () => '', ...inside, () => '', () => '</details>']]
      : [];
  const table = ({ head, lines }: Rows): Block => (lines.length > 0 ? [head, ...lines] : []);
  const whole = kept.dangerous === 'rows';
  return [
    ...parts.top.map((line) => [line]),
    ...(whole ? [table(rows.dangerous), errors] : [short]),
    ...fold(kept.warnings, findingsSummary(parts.report), warnings),
    ...fold(kept.tighter, `${rows.tighter.lines.length} tighter`, table(rows.tighter)),
    ...fold(kept.neutral, `${rows.neutral.lines.length} neutral`, table(rows.neutral)),
    ...fold(kept.history, `${counted(history.length, 'alarm')} over past traffic`, [
      () => HISTORY_HEAD,
      ...history,
    ]).slice(0, history.length),
    leftOut(parts, kept),
    kept === ALL ? parts.end.whole : parts.end.cut,
  ].filter((block) => block.length > 0);
}

function findingsSummary({ findings }: DiffReport): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const infos = findings.filter(({ severity }) => severity === 'info').length;
  return [...(warnings > 0 ? [counted(warnings, 'warning')] : []), ...(infos > 0 ? [`${infos} to know`] : [])].join(
    ', ',
  );
}

/** One sentence with everything that is not here, and where it is. */
function leftOut({ rows, short, warnings, history, report, fullReport }: Parts, kept: Kept): Block {
  const gone = [
    ...(!kept.history && history.length > 0 ? ['the details of past traffic'] : []),
    ...(!kept.neutral && rows.neutral.lines.length > 0 ? [`${rows.neutral.lines.length} neutral`] : []),
    ...(!kept.tighter && rows.tighter.lines.length > 0 ? [`${rows.tighter.lines.length} tighter`] : []),
    ...(!kept.warnings && warnings.length > 0 ? [findingsSummary(report)] : []),
    ...(kept.dangerous !== 'rows' && short.length > 0 ? ['the settings of what is listed'] : []),
  ];
  if (gone.length === 0) return [];
  return [
    () =>
      paragraph([
        words(`Left out to fit into a comment: ${gone.join(', ')}. In full: `),
        ...sentence(fullReport, 300),
        words('.'),
      ]),
  ];
}

/** Counts per stack, and of the dangerous rows as many as there is room for, the worst first. */
function leastReport(parts: Parts, limit: number): string {
  const { short } = parts;
  const fixed: Block[] = [...parts.top.map((line): Block => [line]), leftOut(parts, LEAST), parts.end.cut];
  const spare = limit - bytesOf(fixed) - 500; // for what is said about lines that are missing
  const [stacks, stacksLeft] = asManyAs(stackLines(parts.report), spare / 2);
  const [lines, linesLeft] = asManyAs(short, spare - bytesOf([stacks]));
  const text = written(
    [
      ...parts.top.map((line): Block => [line]),
      stacks,
      ...(stacksLeft > 0 ? [[() => `And ${counted(stacksLeft, 'more stack')}.`]] : []),
      lines,
      ...(linesLeft > 0 ? [[() => `And ${linesLeft} more that are looser, unknown or in error.`]] : []),
      leftOut(parts, LEAST),
      parts.end.cut,
    ].filter((block) => block.length > 0),
    limit,
  );
  if (text === undefined) throw new RangeError(`a report without rows does not fit into ${limit} bytes`);
  return text;
}

/** The first lines that fit, and how many do not. */
function asManyAs(lines: Block, bytes: number): [Block, number] {
  let used = 0;
  const index = lines.findIndex((line) => {
    used += bytesOf([[line]]);
    return used > bytes;
  });
  return index < 0 ? [lines, 0] : [lines.slice(0, index), lines.length - index];
}

/** Blocks with an empty line between; nothing where they reach the limit. Lines behind that point are not even printed. */
function written(all: readonly Block[], limit: number): string | undefined {
  const lines: string[] = [];
  let bytes = 0;
  for (const line of all.flatMap((block, index) => (index === 0 ? block : [() => '', ...block]))) {
    const text = line();
    lines.push(text);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes >= limit) return undefined;
  }
  return `${lines.join('\n')}\n`;
}

function bytesOf(all: readonly Block[]): number {
  return all.flat().reduce((sum, line) => sum + Buffer.byteLength(line()) + 1, 2 * all.length);
}

function once(print: Line): Line {
  let text: string | undefined;
  return () => {
    text ??= print();
    return text;
  };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
