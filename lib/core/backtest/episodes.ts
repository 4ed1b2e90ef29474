import type { StateTimeline } from './model.ts';

const MINUTE = 60;

/** Stays in ALARM, and how the minutes are spread over the states. */
export interface Stays {
  /** Epoch seconds: of the evaluation that entered ALARM, and of the one that left it, or the end of what is known. */
  readonly stays: readonly { readonly start: number; readonly end: number }[];
  readonly minutesInAlarm: number;
  readonly minutesObserved: number;
  readonly minutesInsufficientData: number;
}

/** A gap ends a stay; an alarm still in ALARM after it begins another one only if it had left in between, as far as known. */
export function staysOf({ start, states }: StateTimeline): Stays {
  const stays: { start: number; end: number }[] = [];
  let since: number | undefined;
  let last = start;
  const counts = { ALARM: 0, OK: 0, INSUFFICIENT_DATA: 0 };
  states.forEach((state, index) => {
    const at = start + index * MINUTE;
    if (state === undefined) return;
    counts[state]++;
    last = at + MINUTE;
    if (state === 'ALARM') since ??= at;
    else if (since !== undefined) {
      stays.push({ start: since, end: at });
      since = undefined;
    }
  });
  if (since !== undefined) stays.push({ start: since, end: last });
  return {
    stays,
    minutesInAlarm: counts.ALARM,
    minutesObserved: counts.ALARM + counts.OK + counts.INSUFFICIENT_DATA,
    minutesInsufficientData: counts.INSUFFICIENT_DATA,
  };
}
