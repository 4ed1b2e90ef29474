/** A time as alarm events and histories write it: `2026-09-14T05:45:39.688+0000`. @param at epoch seconds */
export function timestamp(at: number): string {
  return isoOf(at).replace('Z', '+0000');
}

/** A time in whole seconds, as EventBridge writes it: `2026-09-14T05:45:39Z`. @param at epoch seconds */
export function wholeSeconds(at: number): string {
  return `${isoOf(at).slice(0, 19)}Z`;
}

/** `Monday 14 September, 2026 11:18:52 UTC`, as the reasons of composites have it. @param at epoch seconds */
export function longDate(at: number): string {
  const iso = isoOf(at);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(at * 1000);
  const [weekday, month] = [part({ weekday: 'long' }), part({ month: 'long' })];
  return `${weekday} ${iso.slice(8, 10)} ${month}, ${iso.slice(0, 4)} ${iso.slice(11, 19)} UTC`;
}

/** To the millisecond: 1.001 s is 1000.9999 ms in doubles. */
function isoOf(at: number): string {
  return new Date(Math.round(at * 1000)).toISOString();
}
