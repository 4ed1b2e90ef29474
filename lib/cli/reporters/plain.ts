export { onOneLine, plain } from '../../core/plain.ts';

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
