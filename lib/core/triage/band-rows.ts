import { overrunEdge } from '../holds/bands.ts';
import { holdTo } from '../holds/profile.ts';
import { edgeIndexAtOrAbove, edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import { formatSeconds } from '../units.ts';
import type { LatencyHistogram } from './figures.ts';
import { countBetween } from './histogram.ts';
import type { Verdict } from './verdict.ts';

/** What a request in a band is. `doubtful`: a slow request or a hold, nobody can tell by its length. */
export const BAND_KINDS = ['fast', 'slow', 'doubtful', 'hold', 'overrun'] as const;
export type BandKind = (typeof BAND_KINDS)[number];

/** A stretch of response times, `(from, to]` seconds, and how many requests took that long. */
export interface BandRow {
  readonly from: number;
  /** Infinity in the last row there can be. */
  readonly to: number;
  /** The stretch as a person reads it: `0.8 – 1.7 s`, `to 26 ms`, `above 330 s`. */
  readonly range: string;
  /** May be a fraction: CloudWatch shares a bin out linearly. */
  readonly count: number;
  /** Name of the band with its end, the same in all of its rows: `hold band, 270 s to 300 s`. */
  readonly band: string;
  readonly kind: BandKind;
}

interface Band {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly kind: BandKind;
}

/** Storage bins of 10 % to a row: about 2.1 times as long from row to row, so that three rows make a decade. */
const BINS_A_ROW = 8;

/**
 * Response times from fast to long, a row for each doubling or so, with the bands of the verdict. Rows end where bands do.
 * Begins and ends with a row that has requests; rows without any lie between: gaps are what tells holds from slowness. None
 * where no request was answered.
 */
export function bandRows(histogram: LatencyHistogram, verdict: Verdict): BandRow[] {
  const rows = bandsOf(verdict).flatMap((band) =>
    cut(band, histogram).map(
      ([from, to]): BandRow => ({
        from,
        to,
        range: rangeText(from, to),
        count: countBetween(histogram, from, to),
        band: band.name,
        kind: band.kind,
      }),
    ),
  );
  const filled = rows.map(({ count }) => count > 0);
  return rows.slice(Math.max(0, filled.indexOf(true)), filled.lastIndexOf(true) + 1);
}

/** From fast to beyond the hold; without a hold everything above the objective is slow. */
function bandsOf({ bands, hold, verdict, also }: Verdict): Band[] {
  const { objective, slowTo, sideFrom, sideTo } = bands;
  const fast: Band = { from: 0, to: objective, name: `fast, to ${formatSeconds(objective)}`, kind: 'fast' };
  if (slowTo === null || sideFrom === null || sideTo === null || !hold) {
    const doubtful = [verdict, ...also].includes('not-separable');
    const rest = doubtful
      ? ({ name: 'slow, or holds', kind: 'doubtful' } as const)
      : ({ name: 'slow', kind: 'slow' } as const);
    return [fast, { from: objective, to: Infinity, ...rest }];
  }
  const ceiling = holdTo(hold);
  const overrun = overrunEdge(ceiling);
  return [
    fast,
    { from: objective, to: slowTo, name: `slow band, to ${formatSeconds(slowTo)}`, kind: 'slow' },
    { from: slowTo, to: sideFrom, name: 'early releases, or very slow', kind: 'doubtful' },
    { from: sideFrom, to: sideTo, name: `sideband, to ${formatSeconds(sideTo)}`, kind: 'doubtful' },
    { from: sideTo, to: overrun, name: `hold band, ${holdText(hold, ceiling)}`, kind: 'hold' },
    { from: overrun, to: Infinity, name: 'hold overruns', kind: 'overrun' },
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

function rangeText(from: number, to: number): string {
  if (from === 0) return `to ${formatSeconds(to)}`;
  if (to === Infinity) return `above ${formatSeconds(from)}`;
  const [low, high] = [formatSeconds(from), formatSeconds(to)];
  const unit = / \S+$/.exec(high)?.[0] ?? '';
  return `${low.endsWith(unit) ? low.slice(0, -unit.length) : low} – ${high}`;
}
