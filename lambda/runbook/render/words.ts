import { URGENCIES, type Urgency, urgencyOf } from '../../../lib/core/triage/urgency.ts';
import type { Verdict, VerdictId } from '../../../lib/core/triage/verdict.ts';
import type { CallingAlarm, OpenAlarm, RenderedAnswer } from '../answer.ts';

/** What a verdict asks for, in words: the colour beside it says nothing more. */
export const URGENCY_WORDS: { readonly [urgency in Urgency]: string } = {
  'get-up': 'Get up',
  'look-in-working-hours': 'Look in working hours',
  'nothing-to-do': 'Nothing to do',
};

/** One target group's part of an answer. */
export type Part = RenderedAnswer['answer']['results'][number] & {
  readonly live?: RenderedAnswer['live'][number];
};

/** Target groups with what was read of them, most urgent first. */
export function partsOf({ answer, live }: RenderedAnswer): Part[] {
  const rank = ({ verdict }: Part) => URGENCIES.indexOf(urgencyOf(verdict.verdict));
  return answer.results
    .map((result, i): Part => ({ ...result, ...(live[i] && { live: live[i] }) }))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** What is open beside the calling alarm, each alarm once: the children of a composite, and what is open on the target groups. */
export function openAlarmsOf({ answer: { alarm, results } }: RenderedAnswer): OpenAlarm[] {
  const told = [alarm?.openChildren ?? [], ...results.map(({ openAlarms = [] }) => openAlarms)];
  return [...new Map(told.flat().map((open) => [open.name, open])).values()].filter(({ name }) => name !== alarm?.name);
}

/** `slow requests`. */
export function verdictWords(verdict: VerdictId): string {
  return verdict.replaceAll('-', ' ');
}

/** The name in a target group's full name. Untrusted text. */
export function shortName({ targetGroup }: Verdict): string {
  return targetGroup.split('/')[1] ?? targetGroup;
}

/** `2026-11-16 23:00 to 24:00 UTC`: the date once where both ends are on it. */
export function windowWords({ start, end }: Verdict['window']): string {
  const [from, to] = [minute(start), minute(end)];
  return `${from} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to} UTC`;
}

/** Which minutes may still change. @returns nothing where none may */
export function provisionalWords({ provisionalFrom }: Verdict['window']): string | undefined {
  if (provisionalFrom === undefined) return undefined;
  return `Minutes from ${minute(provisionalFrom).slice(11)} UTC on are provisional: their counts may still rise.`;
}

/** Since when the alarm is in its state: an ISO time to the minute, or the event's own untrusted text where it is none. */
export function sinceWords({ since }: Pick<CallingAlarm, 'since'>): string {
  // Events write +0000, which is no ISO time.
  const at = Date.parse(since.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isFinite(at) ? `${minute(new Date(at).toISOString())} UTC` : since;
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
