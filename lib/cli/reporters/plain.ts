/**
 * Characters that a log may carry to play tricks on a terminal: control characters (C0, DEL, C1), line separators, and marks
 * that turn the direction of writing.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TRICKS = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Untrusted text, safe to print on one line: every character that does more than stand there is written as its code. */
export function plain(text: string): string {
  return text.replace(TRICKS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** {@link plain} text on one line: a paragraph of YAML carries the ends of its lines. */
export function onOneLine(text: string): string {
  return plain(text.replace(/\s+/g, ' ').trim());
}

/** Cuts text to a number of columns, with an ellipsis where something is gone. */
export function clipped(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}

/** Breaks unstyled text at blanks into lines of at most `columns`. @param lead begins the first line; the others align with it */
export function wrapped(text: string, columns: number, lead = ''): string {
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = ' '.repeat(lead.length);
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}
