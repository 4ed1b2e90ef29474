import Table from 'cli-table3';

/** A cell: text, or text to stand at the right edge of its column. */
export type Cell = string | { readonly right: string };

/** Columns without borders, two blanks apart, no blanks at the ends of lines; styles are kept. */
export function plainTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const parts = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    side === 'mid' ? [side, 'mid-mid'] : [side, `${side}-mid`, `${side}-left`, `${side}-right`],
  );
  const table = new Table({
    head: [...head],
    chars: { ...Object.fromEntries(parts.map((part) => [part, ''])), middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) {
    table.push(
      row.map((cell) => (typeof cell === 'string' ? cell : { content: cell.right, hAlign: 'right' as const })),
    );
  }
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}
