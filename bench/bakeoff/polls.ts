import { RandomStream } from '../../lib/core/traffic/random.ts';
import { binOf } from './bins.ts';
import type { Minutes } from './minutes.ts';
import { type Point, pointId, type Schedule } from './point.ts';

/** Share of the ceiling that a broadcast product subtracts at random, as Fleet does; message-driven ones hold exactly. */
const JITTER = 0.1;
const GAP = 1;
const BACKOFF = 90;
/** Each client gives a poll up so often, whatever its age. */
const CANCELS_PER_SECOND = 0.02 / 3600;

export function jitterOf({ law, hold }: Pick<Point, 'law' | 'hold'>): number {
  return law === 'broadcast' ? JITTER * hold : 0;
}

/** Clients that make the share of polls asked for; at least one where there are polls at all. */
export function clientsOf(point: Point): number {
  const { rate, polls, hold, early } = point;
  if (polls === 0) return 0;
  const mean = (hold - jitterOf(point) / 2) * (1 - early / 2) + GAP;
  return Math.max(1, Math.round((rate * polls * mean) / 60));
}

/** Polls, client by client: exact, for up to some thousand polls a minute. */
export function addPolls(minutes: Minutes, point: Point, schedule: Schedule, seed: number): void {
  const first = clientsOf(point);
  const most = Math.ceil(first * Math.max(1, ...schedule.fleet.map(({ factor }) => factor)));
  const draw = new RandomStream(seed, `polls ${pointId(point)}`);
  const shared = [...schedule.bursts, ...schedule.deploys].sort((a, b) => a - b);
  for (let client = 0; client < most; client++) {
    let present = client < first ? -Infinity : Infinity;
    const spells: { from: number; to: number }[] = [];
    for (const { at, factor } of schedule.fleet) {
      const stays = client < Math.round(first * factor);
      if (present < Infinity && !stays) {
        spells.push({ from: present, to: at });
        present = Infinity;
      } else if (present === Infinity && stays) present = at + 5 * draw.uniform();
    }
    if (present < Infinity) spells.push({ from: present, to: Infinity });
    for (const spell of spells) runClient(minutes, point, schedule, shared, spell, draw);
  }
}

function runClient(
  minutes: Minutes,
  point: Point,
  { severed }: Schedule,
  events: readonly number[],
  spell: { readonly from: number; readonly to: number },
  draw: RandomStream,
): void {
  const { hold, early, law } = point;
  const jitter = jitterOf(point);
  const half = hold / 2;
  const scale = early > 0 ? (hold - jitter / 2) / -Math.log(1 - early) : Infinity;
  const end = Math.min(spell.to, minutes.length * 60);
  // Runs in for some holds, so that ages are settled.
  let start = spell.from === -Infinity ? -(3 + draw.uniform()) * (hold + GAP) : spell.from;
  let next = 0;
  while (start < end) {
    let duration = jitter > 0 ? hold - jitter * draw.uniform() : hold;
    if (early > 0) {
      if (law === 'message-driven') duration = Math.min(duration, draw.exponential(scale));
      else if (draw.uniform() < early) duration *= draw.uniform();
    }
    while ((events[next] ?? Infinity) <= start) next++;
    const event = events[next] ?? Infinity;
    const released = event < start + duration;
    if (released) duration = event - start;
    let answered = true;
    if (start >= severed.from && start < severed.to && duration > 0.7 * hold) {
      duration = 0.7 * hold;
      answered = false;
    }
    const cancelled = draw.uniform() < duration * CANCELS_PER_SECOND;
    if (cancelled) {
      duration *= draw.uniform();
      answered = false;
    }
    if (start + duration >= end) return;
    if (answered) {
      const lag = 0.003;
      const minute = Math.floor((start + duration + lag) / 60);
      minutes.add(minute, binOf(duration + lag), 1, duration);
      if (released) minutes.addReleased(minute, binOf(duration + lag), 1);
      if (duration <= half && minute >= 0 && minute < minutes.length) {
        minutes.early[minute] = (minutes.early[minute] as number) + 1;
      }
    }
    start += duration + (answered ? GAP * (0.5 + draw.uniform()) : BACKOFF * (0.67 + 0.67 * draw.uniform()));
  }
}
