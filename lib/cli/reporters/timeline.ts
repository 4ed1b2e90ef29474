import sparkly from 'sparkly';
import { holdTo } from '../../core/holds/profile.ts';
import { largest } from '../../core/numbers.ts';
import type { MinuteFigures, TargetGroupFigures } from '../../core/triage/figures.ts';
import { binBounds, countBetween } from '../../core/triage/histogram.ts';
import { timeOfDay, type Verdict } from '../../core/triage/verdict.ts';
import { formatSeconds, trim } from '../../core/units.ts';
import type { Style } from '../context.ts';

/** Columns of the words left and right of a line. */
const BESIDE = 40;
const MINUTE = 60;

/** One column of the timeline: some minutes. */
interface Slot {
  readonly requests: number;
  readonly slow: number;
  readonly refused: number;
}

/** Requests, slow requests, parked requests and errors over the window, a line each. */
export function timeline(
  { minutes, window }: TargetGroupFigures,
  verdict: Verdict,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const span = Math.max(1, Math.ceil((window.end - window.start) / MINUTE));
  const perSlot = Math.ceil(span / Math.max(10, columns - BESIDE));
  const slots = slotsOf(minutes, window.start, Math.ceil(span / perSlot), perSlot * MINUTE, verdict);
  const line = (name: string, paint: (text: string) => string, values: readonly number[], unit: string) => {
    const most = largest(values.filter(Number.isFinite), 0);
    const drawn = sparkly([...values], { minimum: 0, maximum: Math.max(most, Number.MIN_VALUE) });
    return `  ${name.padEnd(16)} ${paint(drawn)}  to ${most > 0 && most < 0.01 ? 'less than 0.01' : trim(most)}${unit}`;
  };
  const parked = parkedIn(minutes, window, slots.length, perSlot * MINUTE, verdict);
  const [from, to] = [timeOfDay(window.start), timeOfDay(window.end)];
  const each = perSlot === 1 ? 'minute' : formatSeconds(perSlot * MINUTE);
  const slow = slots.some((slot) => slot.slow > 0);
  const refused = slots.some((slot) => slot.refused > 0);
  return [
    line(
      'requests',
      style.cyan,
      slots.map(({ requests }) => requests),
      ` a ${each}`,
    ),
    line(
      slowName(verdict),
      slow ? style.red : style.dim,
      slots.map((slot) => slot.slow),
      ` a ${each}`,
    ),
    line('parked', style.cyan, parked, ' at a time'),
    ...(refused
      ? [
          line(
            'errors, 460, 504',
            style.yellow,
            slots.map((slot) => slot.refused),
            ` a ${each}`,
          ),
        ]
      : []),
    style.dim(`  ${''.padEnd(16)} ${from}${' '.repeat(Math.max(1, slots.length - from.length - to.length))}${to}  UTC`),
  ].join('\n');
}

function slowName({ bands }: Verdict): string {
  return bands.slowTo === null ? 'slow' : 'in slow band';
}

function slotsOf(
  minutes: readonly MinuteFigures[],
  start: number,
  count: number,
  seconds: number,
  { bands }: Verdict,
): Slot[] {
  const slots: Slot[] = Array.from({ length: count }, () => ({ requests: 0, slow: 0, refused: 0 }));
  for (const minute of minutes) {
    const place = Math.min(count - 1, Math.max(0, Math.floor((minute.at - start) / seconds)));
    const slot = slots[place] as Slot;
    slots[place] = {
      requests: slot.requests + minute.requests,
      slow: slot.slow + countBetween(minute.unheld ?? minute.histogram, bands.objective, bands.slowTo ?? Infinity),
      refused: slot.refused + minute.target5xx + minute.elb502 + minute.elb504 + (minute.client460 ?? 0),
    };
  }
  return slots;
}

/**
 * Requests in flight, as a mean over each slot. A request is known in the minute it ends and was there all the time before:
 * it counts where it was parked, not where it was logged. What is still parked at the end is in no log yet, so the last
 * stretch of a hold is left blank (NaN).
 */
function parkedIn(
  minutes: readonly MinuteFigures[],
  window: TargetGroupFigures['window'],
  count: number,
  seconds: number,
  { hold }: Verdict,
): number[] {
  const parked = new Array<number>(count).fill(0);
  for (const { at, histogram } of minutes) {
    const end = at - window.start + MINUTE / 2;
    for (const [i, requests] of histogram.counts.entries()) {
      if (requests === 0) continue;
      const [low, high] = binBounds(histogram, i);
      const begin = end - (low + high) / 2;
      for (let slot = Math.max(0, Math.floor(begin / seconds)); slot < count && slot * seconds < end; slot++) {
        const inside = Math.min(end, (slot + 1) * seconds) - Math.max(begin, slot * seconds);
        parked[slot] = (parked[slot] as number) + (requests * Math.max(0, inside)) / seconds;
      }
    }
  }
  const known = window.end - window.start - (hold ? holdTo(hold) : 0);
  return parked.map((value, slot) => ((slot + 1) * seconds > known && hold ? Number.NaN : value));
}
