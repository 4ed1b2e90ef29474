import { overrunEdge } from '../../core/holds/bands.ts';
import { holdTo } from '../../core/holds/profile.ts';
import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../../core/statistics/edges.ts';
import type { LatencyHistogram } from '../../core/triage/figures.ts';
import { countBetween } from '../../core/triage/histogram.ts';
import type { Verdict } from '../../core/triage/verdict.ts';
import { formatSeconds } from '../../core/units.ts';
import type { Style } from '../context.ts';

/** A stretch of response times and what a request in it is. */
interface Band {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly mark: keyof Style;
}

/** Storage bins of 10 % to a row: about 2.1 times as long from row to row, so that three rows make a decade. */
const BINS_A_ROW = 8;
/** Rows of the columns beside the bar: range, count, band. */
const BESIDE = 60;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * Response times from fast to long, a row for each doubling or so, with the bands of the verdict marked. Rows end where bands
 * do. Above the objective only, a row without requests is shown: gaps there are what tells holds from slowness.
 */
export function bandHistogram(
  histogram: LatencyHistogram,
  verdict: Verdict,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const rows = bandsOf(verdict).flatMap((band) =>
    cut(band, histogram).map(([from, to], i) => ({
      band,
      first: i === 0,
      from,
      to,
      count: countBetween(histogram, from, to),
    })),
  );
  const filled = rows.map(({ count }) => count > 0);
  const shown = rows.slice(Math.max(0, filled.indexOf(true)), filled.lastIndexOf(true) + 1);
  if (shown.length === 0) return '  no request was answered';
  const most = Math.max(...shown.map(({ count }) => count));
  const width = Math.max(10, columns - BESIDE);
  const counts = shown.map(({ count }) => Math.round(count).toLocaleString('en-US'));
  const digits = Math.max(...counts.map(({ length }) => length));
  let named: Band | undefined;
  return shown
    .map(({ band, from, to, count }, i) => {
      const label = band === named ? '' : `  ${band.name}`;
      named = band;
      const paint = style[band.mark];
      const bar = barOf(count / most, width);
      return `  ${range(from, to).padStart(18)}  ${paint(bar.padEnd(width))} ${(counts[i] as string).padStart(digits)}${paint(label)}`;
    })
    .join('\n');
}

/** From fast to beyond the hold; without a hold everything above the objective is slow. */
function bandsOf({ bands, hold, verdict, also }: Verdict): Band[] {
  const { objective, slowTo, sideFrom, sideTo } = bands;
  const fast: Band = { from: 0, to: objective, name: `fast, to ${formatSeconds(objective)}`, mark: 'green' };
  if (slowTo === null || sideFrom === null || sideTo === null || !hold) {
    const doubtful = [verdict, ...also].includes('not-separable');
    const rest = doubtful
      ? ({ name: 'slow, or holds', mark: 'yellow' } as const)
      : ({ name: 'slow', mark: 'red' } as const);
    return [fast, { from: objective, to: Infinity, ...rest }];
  }
  const ceiling = holdTo(hold);
  const overrun = overrunEdge(ceiling);
  return [
    fast,
    { from: objective, to: slowTo, name: `slow band, to ${formatSeconds(slowTo)}`, mark: 'red' },
    { from: slowTo, to: sideFrom, name: 'early releases, or very slow', mark: 'yellow' },
    { from: sideFrom, to: sideTo, name: `sideband, to ${formatSeconds(sideTo)}`, mark: 'yellow' },
    { from: sideTo, to: overrun, name: `hold band, ${holdText(hold, ceiling)}`, mark: 'cyan' },
    { from: overrun, to: Infinity, name: 'hold overruns', mark: 'red' },
  ];
}

function holdText({ ceilingSeconds, spreadSeconds }: NonNullable<Verdict['hold']>, ceiling: number): string {
  const bottom = ceilingSeconds + Math.min(0, spreadSeconds);
  return bottom === ceiling ? formatSeconds(ceiling) : `${formatSeconds(bottom)} to ${formatSeconds(ceiling)}`;
}

/** Cuts a band into rows at storage edges; what is below the first filled bin, or above the last, is one row. */
function cut({ from, to }: Band, { edges, counts }: LatencyHistogram): [number, number][] {
  const first = edges[counts.findIndex((count) => count > 0)] ?? 0;
  const last = edges[counts.findLastIndex((count) => count > 0) + 1] ?? to;
  const low = from === 0 ? Math.max(first, printableEdge(0) / 1000) : from;
  const high = to === Infinity ? Math.max(Number.isFinite(last) ? last : low, low * 1.1) : to;
  if (low >= high) return [[from, to]];
  const start = edgeIndexAtOrBelow(low);
  const end = edgeIndexAtOrAbove(high);
  const rows = Math.max(1, Math.round((end - start) / BINS_A_ROW));
  const bounds = Array.from({ length: rows + 1 }, (_, i) =>
    printableEdge(start + Math.round(((end - start) * i) / rows)),
  );
  bounds[0] = from;
  bounds[rows] = to;
  return bounds.slice(1).map((bound, i) => [bounds[i] as number, bound]);
}

function range(from: number, to: number): string {
  if (from === 0) return `to ${formatSeconds(to)}`;
  if (to === Infinity) return `above ${formatSeconds(from)}`;
  const [low, high] = [formatSeconds(from), formatSeconds(to)];
  const unit = / \S+$/.exec(high)?.[0] ?? '';
  return `${low.endsWith(unit) ? low.slice(0, -unit.length) : low} – ${high}`;
}

/** A bar of eighths; whatever is there at all is seen. */
function barOf(share: number, width: number): string {
  if (share <= 0) return '';
  const eighths = Math.max(1, Math.round(share * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
