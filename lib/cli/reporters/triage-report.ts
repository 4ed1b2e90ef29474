import type { AccessLogReading } from '../../core/triage/access-logs.ts';
import { mergeHistograms } from '../../core/triage/histogram.ts';
import { headline } from '../../core/triage/triage.ts';
import { URGENCIES, urgencyOf } from '../../core/triage/urgency.ts';
import type { Verdict } from '../../core/triage/verdict.ts';
import type { Style } from '../context.ts';
import { bandHistogram } from './band-histogram.ts';
import { plain, wrapped } from './plain.ts';
import { routeTable } from './route-table.ts';
import { timeline } from './timeline.ts';
import type { Judged } from './triage-json.ts';

interface Page {
  readonly style: Style;
  readonly columns: number;
}

/** Wider lines are hard to read, whatever the terminal. */
const WIDEST = 120;

/** What `holdband triage` prints: the sentence that a tired person needs first, then why, then what to do. */
export function triageReport(judged: readonly Judged[], reading: AccessLogReading, page: Page): string {
  const narrowed = { ...page, columns: Math.min(page.columns, WIDEST) };
  const sections = judged.toSorted(worstFirst).map((one) => section(one, narrowed));
  if (sections.length === 0) sections.push('No target group has a line in the window or in the day before.');
  const rule = `\n${page.style.dim('─'.repeat(narrowed.columns))}\n`;
  return `${[...sections, inputLine(reading, narrowed)].join(rule)}\n`;
}

function section({ name, figures, verdict }: Judged, page: Page): string {
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

function worstFirst(a: Judged, b: Judged): number {
  const rank = ({ verdict }: Judged) => URGENCIES.indexOf(urgencyOf(verdict.verdict));
  return rank(a) - rank(b);
}

function verdictLine({ verdict, also, confidence }: Verdict, style: Style): string {
  const others = also.length > 0 ? `  also: ${also.join(', ')}` : '';
  return `${style[MARKS[urgencyOf(verdict)]](style.bold(verdict))}  ${style.dim(`confidence ${confidence}`)}${others}`;
}

function bullets(texts: readonly string[], mark: string, page: Page): string {
  return texts.map((text) => bullet(text, mark, page)).join('\n');
}

function bullet(text: string, mark: string, { columns }: Page): string {
  return wrapped(plain(text), columns, `  ${mark} `);
}

function inputLine({ files, withoutTargetGroup, data }: AccessLogReading, { style, columns }: Page): string {
  const lines = files.reduce((sum, file) => sum + file.read, 0);
  const plural = files.length === 1 ? 'file' : 'files';
  const what = `Read ${lines.toLocaleString('en-US')} lines of ${files.length} ${plural}, ${isoMinute(data.start)} to ${isoMinute(data.end)} UTC.`;
  const { requests, actions } = withoutTargetGroup;
  const kinds = Object.entries(actions).map(([action, count]) => `${plain(action)} ${count}`);
  const apart =
    requests > 0 ? ` ${requests.toLocaleString('en-US')} of the window had no target group (${kinds.join(', ')}).` : '';
  return style.dim(wrapped(`${what}${apart}`, columns));
}

function isoMinute(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
