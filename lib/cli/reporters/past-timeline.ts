import sparkly from 'sparkly';
import type { Episode, Stretch } from '../../core/backtest/model.ts';

/** Past as a line says it: how much of each slot an alarm was in ALARM; blank where nothing is known. */
export function alarmTimeline(
  episodes: readonly Pick<Episode, 'start' | 'end'>[],
  { from, to }: Stretch,
  gaps: readonly Stretch[],
  columns: number,
): string {
  const seconds = (to - from) / columns;
  const shares = Array.from({ length: columns }, (_, slot) => {
    const stretch = { from: from + slot * seconds, to: from + (slot + 1) * seconds };
    const known = seconds - covered(gaps, stretch);
    if (known < seconds / 2) return Number.NaN;
    const inAlarm = covered(
      episodes.map(({ start, end }) => ({ from: start, to: end })),
      stretch,
    );
    // A single minute of two weeks is what a person looks for: it has to be seen.
    return inAlarm === 0 ? 0 : Math.max(0.2, Math.min(1, inAlarm / known));
  });
  return sparkly(shares, { minimum: 0, maximum: 1 });
}

function covered(stretches: readonly Stretch[], { from, to }: Stretch): number {
  return stretches.reduce((sum, each) => sum + Math.max(0, Math.min(each.to, to) - Math.max(each.from, from)), 0);
}

/** `2026-11-16 00:00`. UTC. */
export function minuteOfDay(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}
