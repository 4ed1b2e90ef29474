import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { onOneLine } from '../../../lib/core/plain.ts';
import { urgencyOf } from '../../../lib/core/triage/urgency.ts';
import type { CallingAlarm, OpenAlarm, RenderedAnswer } from '../answer.ts';
import { histogramSvg } from './histogram.ts';
import { PALETTES, type Palette, styleSheet, type Theme } from './theme.ts';
import {
  type Part,
  partsOf,
  provisionalWords,
  shortName,
  sinceWords,
  URGENCY_WORDS,
  verdictWords,
  windowWords,
} from './words.ts';

/** What a dashboard says of the widget's place; every part of it is optional and may be nonsense. */
export interface WidgetContext {
  /** Pixels. @default 600 */
  readonly width?: number;
  /** Pixels; what does not fit is scrolled to. @default - not known */
  readonly height?: number;
  /** @default light */
  readonly theme?: Theme;
}

const DEFAULT_WIDTH = 600;
/** From here on words and picture stand side by side. Pixels. */
const TWO_COLUMNS = 720;
const PADDING = 24;
const COLUMN_GAP = 28;
/** A drawing narrower or wider than this is hard to read. Pixels. */
const DRAWING = { least: 260, most: 640 };

/**
 * The answer as HTML for a CloudWatch custom widget: no script, no frame, nothing loaded, inline style and SVG only, which is
 * what such widgets may show. Every text of the account is escaped and on one line.
 */
export function widgetHtml(rendered: RenderedAnswer, context: WidgetContext): string {
  const { answer } = rendered;
  const parts = partsOf(rendered);
  return page(context, (palette) => [
    answer.alarm && alarmNote(answer.alarm),
    ...parts.map((part) => targetGroupSection(part, drawingWidth(context), palette)),
    parts.length === 0 &&
      h('p', { class: 'holdband-headline' }, 'No verdict: the target group could not be found out.'),
    // A composite's children of several target groups stand with their groups.
    answer.alarm?.openChildren && !parts.some((part) => part.openAlarms) && openAlarms(answer.alarm.openChildren),
    list('Not known', answer.problems),
    h(
      'p',
      { class: 'holdband-quiet', style: { marginTop: '12px' } },
      onOneLine(`holdband ${answer.environment}, verdict ${answer.id}`),
    ),
  ]);
}

/** Why there is no answer, as HTML for the widget. */
export function errorHtml(message: string, context: WidgetContext = {}): string {
  return page(context, ({ urgency }) => [
    h(
      'div',
      { role: 'alert' },
      h('p', { class: 'holdband-head' }, badge('The runbook cannot answer', urgency['look-in-working-hours'])),
      h('p', null, onOneLine(message)),
    ),
  ]);
}

/**
 * What a dashboard shows as the widget's documentation, Markdown. The first YAML block fills the parameters of a new widget in
 * (CloudWatch user guide, "Custom widgets", describe).
 */
export function describeWidget(): string {
  return `## holdband: what stands behind a latency alarm

Says for one target group of an Application Load Balancer whether long response times are idle long polls or slow requests,
since when, how sure that is, and what to do next. It reads metrics and load balancer settings, and changes nothing.

### Parameters

- \`targetGroup\`: ARN, or full name (\`targetgroup/<name>/<id>\`), of the target group.
- \`start\`, \`end\`: the window, ISO times. Left out, it is the time range of the dashboard.

\`\`\`yaml
targetGroup: targetgroup/orders/0123456789abcdef
\`\`\`

Each look reads metrics, which costs a little: leave "refresh" off.
`;
}

function page({ theme }: WidgetContext, body: (palette: Palette) => ComponentChildren): string {
  const shown: Theme = theme === 'dark' ? 'dark' : 'light';
  const palette = PALETTES[shown];
  return renderToString(
    h(
      'div',
      // cwdb-no-default-styles: CloudWatch's own rules for tables and headings would mix with these.
      { class: `holdband-${shown} cwdb-no-default-styles`, lang: 'en' },
      h('style', { dangerouslySetInnerHTML: { __html: styleSheet(palette, shown) } }),
      body(palette),
    ),
  );
}

function targetGroupSection(
  { headline, verdict, live, openAlarms: open }: Part,
  width: number,
  palette: Palette,
): ComponentChild {
  const { window, confidence, also, evidence, nextSteps, limits } = verdict;
  const urgency = urgencyOf(verdict.verdict);
  const provisional = provisionalWords(window);
  const picture = live && histogramSvg(live.histogram, verdict, { width, palette });
  return h(
    'section',
    { 'aria-label': onOneLine(shortName(verdict)) },
    h(
      'div',
      { class: 'holdband-head' },
      badge(verdictWords(verdict.verdict), palette.urgency[urgency]),
      h('strong', null, URGENCY_WORDS[urgency]),
      h('span', { class: 'holdband-quiet' }, `confidence ${confidence}`),
      also.length > 0 && h('span', { class: 'holdband-quiet' }, `also ${also.map(verdictWords).join(', ')}`),
    ),
    h('h2', null, onOneLine(shortName(verdict))),
    h('p', { class: 'holdband-headline' }, onOneLine(headline)),
    h(
      'p',
      { class: 'holdband-quiet' },
      onOneLine(`${windowWords(window)}, ${verdict.targetGroup} behind ${verdict.loadBalancer}`),
    ),
    provisional && h('p', { class: 'holdband-note' }, onOneLine(provisional)),
    open && open.length > 0 && openAlarms(open),
    h(
      'div',
      { class: 'holdband-columns' },
      h(
        'div',
        null,
        list('Next', nextSteps, 'ol'),
        list(
          'Why',
          evidence.map(({ text }) => text),
        ),
      ),
      h(
        'div',
        null,
        h('h3', null, 'Response times'),
        picture ?? h('p', null, 'No request was answered.'),
        list('Limits', limits, 'ul', 'holdband-quiet'),
      ),
    ),
  );
}

function alarmNote(alarm: CallingAlarm): ComponentChild {
  const { name, state, reason, ours } = alarm;
  return h(
    'div',
    { class: 'holdband-note' },
    h('strong', null, onOneLine(name)),
    ' ',
    onOneLine(`is in ${state} since ${sinceWords(alarm)}.`),
    !ours && ' It is not an alarm of holdband.',
    reason !== '' && h('div', { class: 'holdband-quiet' }, onOneLine(reason)),
  );
}

function openAlarms(open: readonly OpenAlarm[]): ComponentChild {
  if (open.length === 0) return h('p', { class: 'holdband-note' }, 'No other alarm of the target is open.');
  const header = ['Open alarms', 'State', 'Since'].map((text) => h('th', { scope: 'col' }, text));
  const rows = open.map(({ name, state, since }) =>
    h(
      'tr',
      null,
      h('td', null, onOneLine(name)),
      h('td', null, state.replaceAll('_', ' ')),
      h('td', null, since === undefined ? 'not known' : onOneLine(sinceWords({ since }))),
    ),
  );
  return h('table', { style: { marginTop: '12px' } }, h('thead', null, h('tr', null, header)), h('tbody', null, rows));
}

function list(
  title: string,
  texts: readonly string[],
  element: 'ol' | 'ul' = 'ul',
  className?: string,
): ComponentChild {
  if (texts.length === 0) return undefined;
  return h(
    'div',
    className === undefined ? null : { class: className },
    h('h3', null, title),
    h(
      element,
      null,
      texts.map((text) => h('li', null, onOneLine(text))),
    ),
  );
}

function badge(text: string, [back, front]: readonly [string, string]): ComponentChild {
  return h('span', { class: 'holdband-badge', style: { background: back, color: front } }, text);
}

/** As wide as the column it stands in, as far as the dashboard says; CSS makes it fit in any case. */
function drawingWidth({ width }: WidgetContext): number {
  const told = typeof width === 'number' && Number.isFinite(width) && width > 0 ? width : DEFAULT_WIDTH;
  const inside = told - PADDING;
  const column = told >= TWO_COLUMNS ? (inside - COLUMN_GAP) / 2 : inside;
  return Math.round(Math.min(DRAWING.most, Math.max(DRAWING.least, column)));
}
