import type { Schedule, Spell } from './point.ts';

/** How a rule did at one point with one seed. */
export interface Score {
  /** Times it began to page while nothing was slow. */
  readonly falsePages: number;
  /** Minutes in which it paged for nothing. */
  readonly falseMinutes: number;
  /** Of the false pages those that would not have come without one release of all polls, alone within an hour. */
  readonly burstPages: number;
  /** By slowdown: minutes from its start to the page, or -1. */
  readonly delays: readonly number[];
}

/** An alarm remembers up to 30 minutes, and slow requests end late: so long after a slowdown a page is not false. */
const MEMORY_MINUTES = 40;
/** A slowdown is caught by a page that comes at most so long after its end. */
const LATE_MINUTES = 10;
/** No window that begins a page looks further back. */
const BURST_MINUTES = 35;
const HOUR = 3600;

/**
 * @param active by minute, at its end
 * @param without whether the rule is in ALARM at a minute's end with the answers of one release taken out
 */
export function score(
  active: Uint8Array,
  { slowdowns, bursts, deploys }: Schedule,
  without: (minute: number, release: number) => boolean,
): Score {
  const excused = new Uint8Array(active.length);
  for (const { from, to } of slowdowns) excused.fill(1, Math.floor(from / 60), Math.ceil(to / 60) + MEMORY_MINUTES);
  const alone = loneEvents([...bursts, ...deploys]);
  let [falsePages, falseMinutes, burstPages] = [0, 0, 0];
  for (let minute = 0; minute < active.length; minute++) {
    if (!active[minute] || excused[minute]) continue;
    falseMinutes++;
    if (active[minute - 1]) continue;
    falsePages++;
    const end = (minute + 1) * 60;
    const suspect = alone.find((at) => at < end && at > end - BURST_MINUTES * 60);
    if (suspect !== undefined && !without(minute, suspect)) burstPages++;
  }
  return { falsePages, falseMinutes, burstPages, delays: slowdowns.map((slowdown) => delayOf(active, slowdown)) };
}

function loneEvents(events: readonly number[]): number[] {
  const sorted = events.toSorted((a, b) => a - b);
  return sorted.filter((at, i) => at - (sorted[i - 1] ?? -Infinity) > HOUR && (sorted[i + 1] ?? Infinity) - at > HOUR);
}

function delayOf(active: Uint8Array, { from, to }: Spell): number {
  const last = Math.min(active.length, Math.ceil(to / 60) + LATE_MINUTES);
  for (let minute = Math.floor(from / 60); minute < last; minute++) {
    if (active[minute]) return Math.max(0, Math.round(minute + 1 - from / 60));
  }
  return -1;
}
