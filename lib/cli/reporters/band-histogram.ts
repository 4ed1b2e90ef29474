import { type BandKind, bandRows } from '../../core/triage/band-rows.ts';
import type { LatencyHistogram } from '../../core/triage/figures.ts';
import type { Verdict } from '../../core/triage/verdict.ts';
import type { Style } from '../context.ts';

/** Columns beside the bar: range, count, band. */
const BESIDE = 60;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const MARKS: { readonly [kind in BandKind]: keyof Style } = {
  fast: 'green',
  slow: 'red',
  doubtful: 'yellow',
  hold: 'cyan',
  overrun: 'red',
};

/** Response times of a window as bars, a line a row, each band named at its first row. */
export function bandHistogram(
  histogram: LatencyHistogram,
  verdict: Verdict,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const rows = bandRows(histogram, verdict);
  if (rows.length === 0) return '  no request was answered';
  const most = Math.max(...rows.map(({ count }) => count));
  const width = Math.max(10, columns - BESIDE);
  const counts = rows.map(({ count }) => Math.round(count).toLocaleString('en-US'));
  const digits = Math.max(...counts.map(({ length }) => length));
  return rows
    .map(({ band, kind, range, count }, i) => {
      const label = band === rows[i - 1]?.band ? '' : `  ${band}`;
      const paint = style[MARKS[kind]];
      const bar = barOf(count / most, width);
      return `  ${range.padStart(18)}  ${paint(bar.padEnd(width))} ${(counts[i] as string).padStart(digits)}${paint(label)}`;
    })
    .join('\n');
}

/** A bar of eighths; whatever is there at all is seen. */
function barOf(share: number, width: number): string {
  if (share <= 0) return '';
  const eighths = Math.max(1, Math.round(share * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
