import type { AccessLogReading } from '../../core/triage/access-logs.ts';
import { URGENCIES, urgencyOf } from '../../core/triage/urgency.ts';
import { plain, wrapped } from './plain.ts';
import type { Judged } from './triage-json.ts';
import { narrowed, type Page, triageSection } from './triage-section.ts';

/** What `holdband triage` prints: the sentence that a tired person needs first, then why, then what to do. */
export function triageReport(judged: readonly Judged[], reading: AccessLogReading, page: Page): string {
  const narrow = narrowed(page);
  const sections = judged.toSorted(worstFirst).map((one) => triageSection(one, narrow));
  if (sections.length === 0) sections.push('No target group has a line in the window or in the day before.');
  const rule = `\n${page.style.dim('─'.repeat(narrow.columns))}\n`;
  return `${[...sections, inputLine(reading, narrow)].join(rule)}\n`;
}

function worstFirst(a: Judged, b: Judged): number {
  const rank = ({ verdict }: Judged) => URGENCIES.indexOf(urgencyOf(verdict.verdict));
  return rank(a) - rank(b);
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
