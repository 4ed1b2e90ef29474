import { z } from 'zod';
import { InputError } from '../errors.ts';
import type { AlarmReplay, Incident } from './model.ts';

/** How long after an incident a page still belongs to it: windows of alarms end later than what they look at. Seconds. */
const AFTERMATH = 15 * 60;
/** So much before the start that a person noted, a page may have come for the incident. What stood longer came for something else. */
const EARLIEST = 15 * 60;

const INCIDENTS = z.array(
  z.strictObject({ start: z.iso.datetime({ offset: true }), end: z.iso.datetime({ offset: true }), note: z.string() }),
);

/**
 * Reads incidents: `[{"start": "2026-11-16T23:12:00Z", "end": "…", "note": "…"}]`, in order of their start.
 *
 * @param where the file, for errors
 * @throws InputError `IncidentsRefused` naming every entry that is wrong
 */
export function readIncidents(text: string, where: string): Incident[] {
  const read = INCIDENTS.safeParse(parsed(text, where));
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => ({
      where: path.length > 0 ? `${where}: ${path.join('.')}` : where,
      message: `${message}; allowed: [{"start", "end", "note"}] with ISO times that name their zone`,
    }));
    throw new InputError('IncidentsRefused', problems);
  }
  const incidents = read.data.map(({ start, end, note }) => ({
    start: Date.parse(start) / 1000,
    end: Date.parse(end) / 1000,
    note,
  }));
  const problems = incidents.flatMap(({ start, end }, i) =>
    end > start ? [] : [{ where: `${where}: ${i}`, message: 'ends before it starts' }],
  );
  if (problems.length > 0) throw new InputError('IncidentsRefused', problems);
  return incidents.toSorted((a, b) => a.start - b.start);
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('IncidentsRefused', { where, message: `is not JSON: ${(cause as Error).message}` }, { cause });
  }
}

/** Pages against what really happened; of incidents only those that lie in what was observed count. */
export function scoreAgainst(
  incidents: readonly Incident[],
  pages: readonly number[],
  stays: readonly { readonly start: number; readonly end: number }[],
): Required<Pick<AlarmReplay, 'caught' | 'missed' | 'falsePages'>> & Pick<AlarmReplay, 'medianDelaySeconds'> {
  const standsAt = (time: number, page: number) => stays.some(({ start, end }) => start <= page && end > time);
  const isEarly = (page: number, start: number) => start - page <= EARLIEST;
  const delays: number[] = [];
  let caught = 0;
  for (const { start, end } of incidents) {
    const page = pages.find((at) => at >= start && at <= end + AFTERMATH);
    // Somebody was at it already: a page from before that still stands is no miss.
    const standing = pages.filter((at) => at < start && standsAt(start, at));
    if (page !== undefined) delays.push(page - start);
    else if (standing.some((at) => isEarly(at, start))) delays.push(0);
    if (page !== undefined || standing.length > 0) caught++;
  }
  const falsePages = pages.filter(
    (at) =>
      !incidents.some(
        ({ start, end }) =>
          (at >= start && at <= end + AFTERMATH) || (at < start && isEarly(at, start) && standsAt(start, at)),
      ),
  ).length;
  delays.sort((a, b) => a - b);
  const middle = delays[Math.floor(delays.length / 2)];
  return {
    caught,
    missed: incidents.length - caught,
    falsePages,
    ...(middle !== undefined && { medianDelaySeconds: middle }),
  };
}
