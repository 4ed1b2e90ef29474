import { mergeHistograms } from '../../core/triage/histogram.ts';
import { headline } from '../../core/triage/triage.ts';
import { urgencyOf } from '../../core/triage/urgency.ts';
import type { Verdict } from '../../core/triage/verdict.ts';
import type { Style } from '../context.ts';
import { bandHistogram } from './band-histogram.ts';
import { plain, wrapped } from './plain.ts';
import { routeTable } from './route-table.ts';
import { timeline } from './timeline.ts';
import type { Judged } from './triage-json.ts';

export interface Page {
  readonly style: Style;
  readonly columns: number;
}

/** Wider lines are hard to read, whatever the terminal. */
const WIDEST = 120;

export function narrowed<T extends Page>(page: T): T {
  return { ...page, columns: Math.min(page.columns, WIDEST) };
}

/**
 * One target group: the verdict, then why, then what to do.
 *
 * @param more further parts with their titles, before what is to be done
 */
export function triageSection(
  { name, figures, verdict }: Judged,
  page: Page,
  more: readonly (readonly [title: string, body: string])[] = [],
): string {
  const { style } = page;
  const histogram = mergeHistograms(figures.minutes.map((minute) => minute.histogram));
  const part = (title: string, body: string) => (body === '' ? [] : ['', style.bold(title), body]);
  return [
    title(name, verdict, page),
    '',
    verdictLine(verdict, style),
    wrapped(plain(headline(verdict)), page.columns),
    ...(figures.minutes.length > 0
      ? [
          ...part('Response times', bandHistogram(histogram, verdict, page)),
          ...part('Timeline', timeline(figures, verdict, page)),
        ]
      : []),
    ...part(
      'Why',
      bullets(
        verdict.evidence.map(({ text }) => text),
        '•',
        page,
      ),
    ),
    ...part('Routes', verdict.routes && verdict.routes.length > 0 ? routeTable(verdict.routes, page) : ''),
    ...more.flatMap(([title, body]) => part(title, body)),
    ...part('Next', verdict.nextSteps.map((step, i) => bullet(step, `${i + 1}.`, page)).join('\n')),
    ...part('Limits', style.dim(bullets(verdict.limits, '•', page))),
  ].join('\n');
}

function title(name: string | undefined, { targetGroup, loadBalancer, window }: Verdict, { style }: Page): string {
  const shown = plain(name ?? targetGroup.split('/')[1] ?? targetGroup);
  return [
    `${style.bold(shown)}  ${spanOf(window)}`,
    style.dim(`${plain(targetGroup)} behind ${plain(loadBalancer)}`),
  ].join('\n');
}

/** `2026-11-16 23:00 to 24:00`: the date once where both ends are on it. */
function spanOf({ start, end }: Verdict['window']): string {
  const day = (iso: string) => iso.slice(0, 10);
  const clock = (iso: string) => iso.slice(11, 16);
  const until = day(start) === day(end) ? clock(end) : `${day(end)} ${clock(end)}`;
  return `${day(start)} ${clock(start)} to ${until} UTC`;
}

const MARKS = { 'get-up': 'red', 'look-in-working-hours': 'yellow', 'nothing-to-do': 'green' } as const;

function verdictLine({ verdict, also, confidence }: Verdict, style: Style): string {
  const others = also.length > 0 ? `  also: ${also.join(', ')}` : '';
  return `${style[MARKS[urgencyOf(verdict)]](style.bold(verdict))}  ${style.dim(`confidence ${confidence}`)}${others}`;
}

export function bullets(texts: readonly string[], mark: string, page: Page): string {
  return texts.map((text) => bullet(text, mark, page)).join('\n');
}

function bullet(text: string, mark: string, { columns }: Page): string {
  return wrapped(plain(text), columns, `  ${mark} `);
}
