import { type CST, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, Parser, parseDocument, visit } from 'yaml';
import { InputError } from '../errors.ts';

/*
 * The `targets:` of one environment as text. A config is a person's file: nothing of it is printed anew. What is added goes
 * in as whole lines at places that the parser names, so that every line that was there stays as it was.
 */

/** A comment of ours, on a line of its own. */
export interface OwnComment {
  /** What it says behind its fixed beginning. */
  readonly text: string;
  /** Begin of its line, and of the next one. */
  readonly from: number;
  readonly to: number;
}

/** The list of targets in the text of a config. */
export interface TargetList {
  /** Blanks before each dash. */
  readonly indent: string;
  readonly eol: '\n' | '\r\n';
  /** By position in the list: begin of its line, and our marks above it. */
  readonly entries: readonly { readonly line: number; readonly marks: readonly OwnComment[] }[];
  /** Marks with no entry below: a person took it away. */
  readonly strayMarks: readonly OwnComment[];
  /** Where further entries go: begin of a line, or the end of a text without final newline. */
  readonly end: number;
  /** Whether a person left a blank line between the last two entries. Behind a block of text it might become part of it. */
  readonly spaced: boolean;
  /** What was found and is not watched, each with one line in the comments of the environment. */
  readonly notWatched: readonly OwnComment[];
}

/** How our comments begin; what follows a mark is a sentence, what follows the other names the target group first. */
const MARK = /^# holdband: \d{4}-\d{2}-\d{2}: (.*)$/;
const NOT_WATCHED = /^# holdband: not watched: (.*)$/;

/** @param date ISO date */
export function markLine(date: string, text: string): string {
  return `# holdband: ${date}: ${text}`;
}

export function notWatchedLine(text: string): string {
  return `# holdband: not watched: ${text}`;
}

/**
 * Finds the targets of an environment in a config that `readConfig` took.
 *
 * @throws InputError `ConfigNotEditable` where they are not a list of lines of this environment alone
 */
export function findTargetList(text: string, file: string, environment: string): TargetList {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    keepSourceTokens: true,
    uniqueKeys: false,
    prettyErrors: false,
  });
  let at = 0;
  const refuse = (message: string): never => {
    const { line, col } = lines.linePos(at);
    throw new InputError('ConfigNotEditable', { where: `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`, message });
  };
  let node: Node | null | undefined = document.contents;
  let keyColumn = 0;
  let until = text.length;
  for (const key of ['environments', environment, 'targets']) {
    if (!isMap(node)) return refuse(`${isAlias(node) ? 'is an alias' : 'is no map'}, ${WRITE_OUT}`);
    const index: number = node.items.findIndex((pair) => isScalar(pair.key) && textOf(pair.key) === key);
    const pair = node.items[index];
    if (!pair) return refuse(`${key} comes from an anchor, ${WRITE_OUT}`);
    const next = node.items[index + 1]?.key as Node | undefined;
    until = next?.range?.[0] ?? until;
    at = (pair.key as Node).range?.[0] ?? at;
    keyColumn = lines.linePos(at).col - 1;
    node = pair.value as Node | null;
  }
  if (isAlias(node)) return refuse(`targets is an alias, ${WRITE_OUT}`);
  if (!isSeq(node) || node.srcToken?.type !== 'block-seq') return refuse(`targets is a list in brackets, ${WRITE_OUT}`);
  const { items, indent: column } = node.srcToken as CST.BlockSequence;

  const comments = ownComments(text, at, until);
  const ends = node.items.map((item) => contentEnd(item as Node | null));
  const entries = items.flatMap(({ start }, index) => {
    const dash = start.find(({ type }) => type === 'seq-item-ind')?.offset;
    if (dash === undefined) return [];
    const above = index === 0 ? at : (ends[index - 1] ?? at);
    return [{ line: lineStart(text, dash), marks: marksBetween(comments, above, dash) }];
  });
  const lastEnd = ends.at(-1) ?? at;
  // A block of text ends with its newline already.
  const last = text[lastEnd - 1] === '\n' ? lastEnd : lineAfter(text, lastEnd);
  const end = endOfList(text, last, column, column > keyColumn);
  return {
    indent: ' '.repeat(column),
    eol: text.slice(0, lineAfter(text, at)).endsWith('\r\n') ? '\r\n' : '\n',
    entries,
    strayMarks: marksBetween(comments, last, until),
    end,
    spaced: last !== lastEnd && entries.length > 1 && blankAbove(text, entries.at(-1)?.line ?? 0),
    notWatched: comments.filter(({ line }) => NOT_WATCHED.test(line)).map((each) => own(each, NOT_WATCHED)),
  };
}

const WRITE_OUT =
  'and nothing was written: --write needs a list with a line `- name: …` for each target; --yaml prints what it would add';

/** A stretch of text that goes, and lines that come in its place. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** What is to be changed. Lines come without indentation and line ends. */
export interface TargetListChange {
  /** By position in the list: our comment above the entry, or `undefined` for none. Others stay as they are. */
  readonly marks?: ReadonlyMap<number, string | undefined>;
  /** New entries, each with its comments. */
  readonly entries?: readonly (readonly string[])[];
  readonly notWatched?: readonly string[];
  /** Of {@link TargetList.notWatched}: those that go. */
  readonly nowWatched?: readonly OwnComment[];
}

/** The text with what is to be changed, and otherwise byte for byte as it was. */
export function changeTargetList(text: string, list: TargetList, change: TargetListChange): string {
  const { indent, eol, end, spaced } = list;
  const gone = (comment: OwnComment): Edit => ({ ...comment, lines: [] });
  const edits: Edit[] = [...list.strayMarks, ...(change.nowWatched ?? [])].map(gone);
  for (const [position, mark] of change.marks ?? []) {
    const { line, marks = [] } = list.entries[position] ?? {};
    if (line === undefined) continue;
    edits.push(...marks.map(gone));
    if (mark !== undefined) edits.push({ from: line, to: line, lines: [mark] });
  }
  const blank = spaced ? [''] : [];
  const added = (change.entries ?? []).flatMap((lines) => [...blank, ...lines]);
  // Behind those that stand there already, where they stand behind the last entry.
  const notes = list.notWatched.findLast(({ from }) => from >= end)?.to ?? end;
  edits.push({ from: end, to: end, lines: added }, { from: notes, to: notes, lines: change.notWatched ?? [] });

  let result = '';
  let done = 0;
  // Stable: what goes in at one place goes in in this order.
  for (const { from, to, lines } of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(done, from);
    if (lines.length > 0) {
      if (result !== '' && !result.endsWith('\n')) result += eol;
      result += lines.map((line) => (line === '' ? eol : `${indent}${line}${eol}`)).join('');
    }
    done = to;
  }
  return result + text.slice(done);
}

/** A comment of ours as it stands there. */
interface CommentLine {
  readonly line: string;
  readonly from: number;
  readonly to: number;
}

/** The parser's own comments: text of a value that looks like one is none. */
function ownComments(text: string, from: number, to: number): CommentLine[] {
  const found: CommentLine[] = [];
  const walk = (token: unknown): void => {
    if (Array.isArray(token)) for (const each of token) walk(each);
    else if (typeof token === 'object' && token !== null) {
      const { type, offset, source } = token as { type?: string; offset: number; source: string };
      if (type === 'comment' && offset >= from && offset < to) {
        const start = lineStart(text, offset);
        const line = source.trimEnd();
        const alone = text.slice(start, offset).trim() === '';
        if (alone && (MARK.test(line) || NOT_WATCHED.test(line))) {
          found.push({ line, from: start, to: lineAfter(text, offset) });
        }
      }
      for (const part of Object.values(token)) if (typeof part === 'object') walk(part);
    }
  };
  for (const token of new Parser().parse(text)) walk(token);
  return found.toSorted((a, b) => a.from - b.from);
}

function marksBetween(comments: readonly CommentLine[], from: number, to: number): OwnComment[] {
  return comments
    .filter((each) => each.from >= from && each.from < to && MARK.test(each.line))
    .map((each) => own(each, MARK));
}

function own({ line, from, to }: CommentLine, form: RegExp): OwnComment {
  return { text: form.exec(line)?.[1] ?? '', from, to };
}

/** Where the last value or key of a node ends, without the comments behind it. */
function contentEnd(node: Node | null): number {
  let end = node?.range?.[0] ?? 0;
  const reach = (each: Node) => {
    end = Math.max(end, each.range?.[1] ?? 0);
  };
  visit(node, {
    Scalar: (_, each) => reach(each),
    Alias: (_, each) => reach(each),
    Collection: (_, each) => {
      if (each.flow) reach(each);
    },
  });
  return end;
}

/** Behind the last entry and the comments that belong to it, or to the list: what is less indented is of what follows. */
function endOfList(text: string, last: number, column: number, indented: boolean): number {
  let end = last;
  for (let from = last; from < text.length; from = lineAfter(text, from)) {
    const line = text.slice(from, lineAfter(text, from));
    const words = line.trimStart();
    if (words === '') continue;
    const width = line.length - words.length;
    const belongs = width > column || (width === column && indented);
    if (!belongs || !words.startsWith('#') || MARK.test(words.trimEnd()) || NOT_WATCHED.test(words.trimEnd())) break;
    end = lineAfter(text, from);
  }
  return end;
}

/** Whether a blank line precedes the line and the comments above it. */
function blankAbove(text: string, line: number): boolean {
  for (let from = line; from > 0; ) {
    from = lineStart(text, from - 1);
    const words = text.slice(from, lineAfter(text, from)).trim();
    if (words === '') return true;
    if (!words.startsWith('#')) return false;
  }
  return false;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Begin of the next line. */
function lineAfter(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

function textOf(scalar: { readonly source?: string; readonly value: unknown }): string {
  return scalar.source ?? String(scalar.value);
}
