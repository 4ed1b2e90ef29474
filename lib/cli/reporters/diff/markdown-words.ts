import type { BlockContent, PhrasingContent, TableCell, TableRow } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import { clipped, onOneLine, plain } from '../plain.ts';

type Words = readonly PhrasingContent[];

/** Columns are not aligned: blanks for it would be a third of a large comment. */
const PRINTING = { bullet: '-' as const, extensions: [gfmTableToMarkdown({ tablePipeAlign: false })] };

const LONGEST_NAME = 160;
const LONGEST_SENTENCE = 600;

/** Our own words: a literal in our sources, never something that was read. */
export function words(text: string): PhrasingContent {
  return { type: 'text', value: text };
}

export function strong(text: string): PhrasingContent {
  return { type: 'strong', children: [{ type: 'text', value: text }] };
}

/** Our own HTML. */
export function html(value: string): { type: 'html'; value: string } {
  return { type: 'html', value };
}

/**
 * Untrusted text as a code span. GitHub and GitLab make mentions, references, links and emoji of any other text after
 * Markdown is parsed, so escapes do not stop them; inside a code span nothing is made of anything.
 *
 * @param longest characters that are shown
 */
export function code(text: string, longest = LONGEST_NAME): PhrasingContent {
  // A backslash before a pipe: parsers of tables disagree on which of the two is escaped.
  const value = clipped(plain(text.slice(0, longest + 1)), longest)
    .toWellFormed()
    .replace(/(?<=\\)\|/g, '\\u007c');
  return { type: 'inlineCode', value: value === '' ? '""' : value };
}

/**
 * What GitHub or GitLab may make something of: mentions, references, labels, links, commits, emoji, mathematics, HTML.
 * It is tried on words, so it may err to the safe side.
 */
const MAGIC = /[@#$`~^\\!&*]|%["\w]|\[\w+:|<[\w/?]|:\/\/|www\.|mailto:|xmpp:|gh-\d|:[\w+-]+:|[0-9a-f]{7}/i;

/** A sentence with untrusted names in it: words that a platform could make something of are code spans, all else is text. */
export function sentence(text: string, longest = LONGEST_SENTENCE): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let run = '';
  for (const word of clipped(onOneLine(text.slice(0, 10 * longest)), longest)
    .toWellFormed()
    .split(' ')
    .filter(Boolean)) {
    if (run !== '' || parts.length > 0) run += ' ';
    if (!MAGIC.test(word)) {
      run += word;
      continue;
    }
    if (run !== '') parts.push(words(run));
    parts.push(code(word));
    run = '';
  }
  return run === '' ? parts : [...parts, words(run)];
}

/** Phrases with something of ours between each two. */
export function between(phrases: readonly Words[], separator: PhrasingContent): PhrasingContent[] {
  return phrases.flatMap((phrase, index) => (index === 0 ? phrase : [separator, ...phrase]));
}

/** The end of a line inside a cell of a table. */
export const BREAK: PhrasingContent = html('<br>');

/** First two lines of a table: its head and the line below. */
export function tableHead(head: readonly string[]): string {
  const row = tableRow(head.map((title) => [words(title)]));
  return printed({ type: 'table', align: head.map(() => null), children: [row] });
}

/** One line of a table. */
export function tableLine(cells: readonly Words[]): string {
  return printed(tableRow(cells));
}

export function heading(phrase: Words): string {
  return printed({ type: 'heading', depth: 3, children: [...phrase] });
}

export function paragraph(phrase: Words): string {
  return printed({ type: 'paragraph', children: [...phrase] });
}

/** One item of a list, a line. */
export function listLine(phrase: Words): string {
  const item = { type: 'listItem' as const, children: [{ type: 'paragraph' as const, children: [...phrase] }] };
  return printed({ type: 'list', spread: false, children: [item] });
}

function tableRow(cells: readonly Words[]): TableRow {
  const children = cells.map((phrase): TableCell => ({ type: 'tableCell', children: [...phrase] }));
  return { type: 'tableRow', children };
}

function printed(node: BlockContent | TableRow): string {
  return toMarkdown(node, PRINTING).trimEnd();
}
