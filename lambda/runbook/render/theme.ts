import type { BandKind } from '../../../lib/core/triage/band-rows.ts';
import type { Urgency } from '../../../lib/core/triage/urgency.ts';

export type Theme = 'light' | 'dark';

/** Colours of a theme. Text stands on `page` and `card` with a contrast of at least 4.5 to 1 (WCAG 2.2, AA). */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
  readonly bands: { readonly [kind in BandKind]: string };
  /** Colour of the badge and of the text on it. */
  readonly urgency: { readonly [urgency in Urgency]: readonly [back: string, front: string] };
}

/** The console's own backgrounds, so that the widget does not stand out from its neighbours. */
export const PALETTES: { readonly [theme in Theme]: Palette } = {
  light: {
    page: '#ffffff',
    card: '#f6f7f9',
    line: '#d5dbdb',
    text: '#0f141a',
    quiet: '#424650',
    bands: { fast: '#2b7a3d', slow: '#c62828', doubtful: '#a15c00', hold: '#1f6fb5', overrun: '#7b3fb5' },
    urgency: {
      'get-up': ['#b3181e', '#ffffff'],
      'look-in-working-hours': ['#ffe3a3', '#4a2c00'],
      'nothing-to-do': ['#1d6b32', '#ffffff'],
    },
  },
  dark: {
    page: '#161d26',
    card: '#1f2833',
    line: '#424b57',
    text: '#f0f3f5',
    quiet: '#b6bec9',
    bands: { fast: '#4cb866', slow: '#ff7a70', doubtful: '#e8b04a', hold: '#62b0f5', overrun: '#c394f5' },
    urgency: {
      'get-up': ['#ff7a70', '#23090a'],
      'look-in-working-hours': ['#e8b04a', '#261800'],
      'nothing-to-do': ['#4cb866', '#06210d'],
    },
  },
};

/** Classes begin with `holdband-`: other widgets of the dashboard share the page. */
export function styleSheet({ page, card, line, text, quiet }: Palette, theme: Theme): string {
  const root = `.holdband-${theme}`;
  const rules: { readonly [selector: string]: string } = {
    '': `box-sizing:border-box;min-height:100%;padding:12px;background:${page};color:${text};font:14px/1.45 "Open Sans","Amazon Ember",system-ui,sans-serif;overflow-wrap:anywhere`,
    ' *': 'box-sizing:border-box',
    ' p': 'margin:0 0 6px',
    ' ul': 'margin:0;padding-left:18px',
    ' ol': 'margin:0;padding-left:22px',
    ' li': 'margin:0 0 4px',
    ' h2': `margin:0;font-size:15px;line-height:1.3;font-weight:700;color:${text}`,
    ' h3': `margin:12px 0 4px;font-size:12px;font-weight:700;letter-spacing:.02em;color:${quiet}`,
    ' section + section': `margin-top:16px;padding-top:16px;border-top:1px solid ${line}`,
    ' table': 'width:100%;border-collapse:collapse',
    ' td': `padding:3px 8px 3px 0;border-top:1px solid ${line};text-align:left;vertical-align:top;color:${text};background:transparent`,
    ' th': `padding:3px 8px 3px 0;text-align:left;font-weight:400;color:${quiet};background:transparent`,
    ' .holdband-badge': 'display:inline-block;padding:2px 10px;border-radius:10px;font-weight:700;white-space:normal',
    ' .holdband-head': 'display:flex;flex-wrap:wrap;align-items:center;gap:4px 10px;margin-bottom:6px',
    ' .holdband-headline': 'margin:6px 0;font-size:16px;line-height:1.35;font-weight:600',
    ' .holdband-quiet': `color:${quiet};font-size:12px`,
    ' .holdband-note': `margin:8px 0;padding:6px 10px;border-left:3px solid ${line};background:${card};font-size:13px`,
    ' .holdband-columns': 'display:flex;flex-wrap:wrap;gap:0 28px',
    ' .holdband-columns > div': 'flex:1 1 300px;min-width:0',
    ' svg': 'display:block;width:100%;height:auto',
    ' svg text': 'font:12px "Open Sans","Amazon Ember",system-ui,sans-serif',
    ' svg .holdband-hold': 'font-weight:700',
  };
  return Object.entries(rules)
    .map(([selector, body]) => `${root}${selector}{${body}}`)
    .join('');
}
