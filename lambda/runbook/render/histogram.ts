import { type ComponentChild, h } from 'preact';
import { plain } from '../../../lib/core/plain.ts';
import { type BandRow, bandRows } from '../../../lib/core/triage/band-rows.ts';
import type { LatencyHistogram } from '../../../lib/core/triage/figures.ts';
import type { Verdict } from '../../../lib/core/triage/verdict.ts';
import type { Palette } from './theme.ts';

const ROW = 17;
const BAR = 11;
/** Room above a band for its name. */
const NAME = 23;
/** Columns for a range such as `0.826 – 1.77 s`, right-aligned, and for a count. */
const RANGE = 104;
const COUNT = 62;
const GAP = 8;

/**
 * Response times as an SVG of bars, one for each row of {@link bandRows}, under the names of the bands. Bars are as long as
 * their counts are to the largest; what is there at all is seen. No ids: several widgets share a page.
 *
 * @param width of the drawing in pixels; it shrinks with its place
 * @returns nothing where no request was answered
 */
export function histogramSvg(
  histogram: LatencyHistogram,
  verdict: Verdict,
  { width, palette }: { readonly width: number; readonly palette: Palette },
): ComponentChild {
  const rows = bandRows(histogram, verdict);
  if (rows.length === 0) return undefined;
  const most = Math.max(...rows.map(({ count }) => count));
  const room = width - RANGE - COUNT - 2 * GAP;
  let y = 0;
  const drawn = rows.map((row, i) => {
    const first = row.band !== rows[i - 1]?.band;
    const top = y + (first ? NAME : 0);
    y = top + ROW;
    return h(
      'g',
      { key: row.range },
      first && bandName(row, top, width, palette),
      bar(row, top, { room, most, palette }),
    );
  });
  const label = `Response times of the window. ${bandsInWords(rows)}`;
  return h(
    'svg',
    { viewBox: `0 0 ${width} ${y + 2}`, role: 'img', 'aria-label': label, style: { maxWidth: `${width}px` } },
    h('title', null, label),
    drawn,
  );
}

function bandName(
  { band, kind }: BandRow,
  top: number,
  width: number,
  { text, line, bands }: Palette,
): ComponentChild[] {
  const base = top - 5;
  return [
    h('line', { x1: 0, x2: width, y1: top - NAME + 3.5, y2: top - NAME + 3.5, stroke: line }),
    h('rect', { x: 0, y: base - 9, width: 9, height: 9, rx: 2, fill: bands[kind] }),
    h(
      'text',
      { class: kind === 'hold' ? 'holdband-band holdband-hold' : 'holdband-band', x: 15, y: base, fill: text },
      plain(band),
    ),
  ];
}

function bar(
  { range, count, kind }: BandRow,
  top: number,
  { room, most, palette }: { readonly room: number; readonly most: number; readonly palette: Palette },
): ComponentChild[] {
  const { bands, quiet, text } = palette;
  const length = count > 0 ? Math.max(1.5, (count / most) * room) : 0;
  const base = top + ROW / 2 + 4;
  return [
    h('text', { x: RANGE, y: base, fill: quiet, 'text-anchor': 'end' }, range),
    ...(length > 0
      ? [
          h(
            'rect',
            {
              class: 'holdband-bar',
              x: RANGE + GAP,
              y: top + (ROW - BAR) / 2,
              width: tenth(length),
              height: BAR,
              rx: 1.5,
              fill: bands[kind],
            },
            h('title', null, `${range}: ${figure(count)}`),
          ),
        ]
      : []),
    h(
      'text',
      { class: 'holdband-count', x: tenth(RANGE + 2 * GAP + length), y: base, fill: count > 0 ? text : quiet },
      figure(count),
    ),
  ];
}

function bandsInWords(rows: readonly BandRow[]): string {
  const bands = Map.groupBy(rows, ({ band }) => band);
  return [...bands]
    .map(([band, own]) => `${plain(band)}: ${figure(own.reduce((sum, { count }) => sum + count, 0))} requests`)
    .join('; ');
}

/** Less than half a request is a share of a bin, which is no request. */
function figure(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
