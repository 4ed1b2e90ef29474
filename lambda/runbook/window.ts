import type { ReportedAlarm, TargetGroupCall } from './event-types.ts';

const MINUTE = 60;
const HOUR = 3600;
/** Longest window that is judged: GetMetricData is one call of some hundred metrics, minute by minute. Seconds. */
export const LONGEST_WINDOW = 86_400;
/** What the window is compared with. */
export const BASELINE = 3 * HOUR;

/** Whole minutes, epoch seconds. */
export interface Minutes {
  readonly start: number;
  readonly end: number;
}

/**
 * What is judged when an alarm called: the minutes that it judged itself, however new, and an hour at least. It ends with
 * the minute in which the state changed, so that the same event is answered from the same minutes.
 *
 * @param now epoch seconds; whatever an event says, nothing later is over
 * @param evaluatedSeconds how far back the children of a composite look
 */
export function alarmWindow({ at, evaluated }: ReportedAlarm, now: number, evaluatedSeconds = 0): Minutes {
  const changed = MINUTE * Math.floor(at / MINUTE);
  const looked = evaluated ? MINUTE * Math.ceil(evaluated.end / MINUTE) : changed;
  const end = Math.min(MINUTE * Math.floor(now / MINUTE), Math.max(changed, looked));
  const back = Math.max(HOUR, evaluatedSeconds, evaluated ? end - MINUTE * Math.floor(evaluated.start / MINUTE) : 0);
  return { start: end - Math.min(LONGEST_WINDOW, MINUTE * Math.ceil(back / MINUTE)), end };
}

/** What is judged when a person or a dashboard asks, and what had to be left out of it. */
export interface AskedWindow {
  /** @default - nothing that was asked for is over */
  readonly minutes?: Minutes;
  readonly problem?: string;
}

/** The range asked for, an hour up to now otherwise; its last 24 hours where it is longer, as ranges of dashboards are. */
export function askedWindow({ start, end }: TargetGroupCall, now: number): AskedWindow {
  const over = MINUTE * Math.floor(now / MINUTE);
  const to = Math.min(over, end === undefined ? over : MINUTE * Math.ceil(end / MINUTE));
  const from = start === undefined ? to - HOUR : MINUTE * Math.floor(start / MINUTE);
  if (from >= to) return { problem: 'Nothing can be said of the range asked for: no minute of it is over.' };
  if (to - from <= LONGEST_WINDOW) return { minutes: { start: from, end: to } };
  const problem = 'The range asked for is longer than 24 hours: only its last 24 hours were looked at.';
  return { minutes: { start: to - LONGEST_WINDOW, end: to }, problem };
}
