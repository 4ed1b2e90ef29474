import Table from 'cli-table3';

/** A cell: text, or text to stand at the right edge of its column. */
export type Cell = string | { readonly right: string };

const SIDES = ['top', 'bottom', 'left', 'right'];
const BORDERS = [...SIDES.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`]), 'mid', 'mid-mid'];

/** No borders, columns two blanks apart. */
const PLAIN = {
  chars: { ...Object.fromEntries(BORDERS.map((part) => [part, ''])), middle: '  ' },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
};

/** Columns without borders, two blanks apart, no blanks at the ends of lines; styles are kept. */
export function plainTable(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({ ...PLAIN, head: [] });
  for (const row of head.length > 0 ? [head, ...rows] : rows) {
    table.push(
      row.map((cell) => (typeof cell === 'string' ? cell : { content: cell.right, hAlign: 'right' as const })),
    );
  }
  return print(table);
}

/** Two columns, a label and its text, which is wrapped at words to fit `columns`. */
export function plainSheet(
  rows: readonly (readonly [label: string, text: string])[],
  labelWidth: number,
  columns: number,
): string {
  const table = new Table({
    ...PLAIN,
    colWidths: [labelWidth, Math.max(20, columns - labelWidth - 4)],
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  return print(table);
}

function print(table: InstanceType<typeof Table>): string {
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}
