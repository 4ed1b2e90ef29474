import { InputError } from '../errors.ts';
import type { AccessLogReading } from './access-logs.ts';
import type { TargetGroupFigures, Window } from './figures.ts';
import { isoTime } from './verdict.ts';
import { clock } from './words.ts';

const MINUTE = 60;

/**
 * Cuts the window to what the logs cover, and says so: minutes that no log tells of are not minutes without requests. A target
 * group may still be silent before the last line of the others.
 *
 * @throws InputError `WindowEmpty` where the logs end before the window begins, or begin after it ends
 */
export function withinLogs(reading: AccessLogReading): AccessLogReading {
  const { window, data } = reading;
  const begin = Math.floor(data.start / MINUTE) * MINUTE;
  const end = Math.floor(data.end / MINUTE) * MINUTE + MINUTE;
  if (window.start >= end || window.end <= begin) {
    const message = `the logs tell nothing of ${isoTime(window.start)} to ${isoTime(window.end)}; they hold ${isoTime(data.start)} to ${isoTime(data.end)}`;
    throw new InputError('WindowEmpty', { where: 'window', message });
  }
  const covered = { ...window, start: Math.max(window.start, begin), end: Math.min(window.end, end) };
  const notes = [
    ...(covered.start > window.start ? [`The logs begin at ${clock(begin)}, and so does the window.`] : []),
    ...(covered.end < window.end ? [`The logs end at ${clock(data.end)}, and the window with them.`] : []),
  ];
  if (notes.length === 0) return reading;
  const targetGroups = reading.targetGroups.map((figures) => cutTo(figures, covered, notes));
  return { ...reading, window: covered, targetGroups };
}

function cutTo(figures: TargetGroupFigures, window: Window, notes: readonly string[]): TargetGroupFigures {
  return { ...figures, window: { ...figures.window, ...window }, missing: [...(figures.missing ?? []), ...notes] };
}
