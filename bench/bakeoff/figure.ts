import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Summary } from './summary.ts';

const WIDTH = 900;
const ROW = 26;
const LEFT = 240;
const BAR = 270;
const GAP = 90;
const TOP = 56;

/**
 * Two bars a rule: how much of what can be detected it caught, and how much of the time it paged for nothing. An SVG that
 * reads on light and dark pages.
 */
export function drawFigure(title: string, rows: readonly Summary[]): string {
  const height = TOP + rows.length * ROW + 16;
  const text = (x: number, y: number, content: string, more: object = {}) =>
    h('text', { x, y, 'font-size': 13, fill: '#1f2328', ...more }, content);
  const bar = (x: number, y: number, share: number, fill: string) =>
    h('rect', { x, y, width: Number((BAR * Math.min(1, share)).toFixed(1)), height: ROW - 10, fill });
  const drawn = rows.flatMap(({ rule, caughtDetectable, detectable, falsePercent }, i) => {
    const y = TOP + i * ROW;
    const caught = detectable > 0 ? caughtDetectable / detectable : 0;
    const second = LEFT + BAR + GAP;
    return [
      text(LEFT - 10, y + 13, rule, { 'text-anchor': 'end', 'font-weight': rule.startsWith('holdband') ? 700 : 400 }),
      bar(LEFT, y, caught, rule.startsWith('holdband') ? '#0969da' : '#8c959f'),
      text(LEFT + BAR * caught + 6, y + 13, `${(100 * caught).toFixed(1)} %`),
      bar(second, y, falsePercent / 100, '#cf222e'),
      text(second + (BAR / 100) * falsePercent + 6, y + 13, `${falsePercent.toFixed(falsePercent < 1 ? 4 : 1)} %`),
    ];
  });
  const svg = h(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH + 60} ${height}`,
      'font-family': 'sans-serif',
      role: 'img',
    },
    h('title', null, title),
    h('rect', { width: WIDTH + 60, height, fill: '#ffffff' }),
    text(16, 22, title, { 'font-size': 15, 'font-weight': 700 }),
    text(LEFT, 46, 'caught, of what is detectable in principle'),
    text(LEFT + BAR + GAP, 46, 'time in ALARM for nothing'),
    ...drawn,
  );
  return `${renderToString(svg)}\n`;
}
