import type { ReleaseLaw } from '../../lib/core/holds/profile.ts';
import { RandomStream } from '../../lib/core/traffic/random.ts';

/** One cell of the grid. */
export interface Point {
  /** Hold ceiling in seconds. */
  readonly hold: number;
  /** Requests a minute, polls included. */
  readonly rate: number;
  /** Share of them that are long polls, 0 to 1. */
  readonly polls: number;
  readonly law: ReleaseLaw;
  /** Share of polls answered early, 0 to 1, beside bursts. */
  readonly early: number;
}

export const HOLDS = [20, 30, 60, 90, 300, 600];
const RATES = [3, 30, 300, 3000];
const POLLS = [0, 0.2, 0.75, 0.9, 0.99];
const EARLY: { readonly [law in ReleaseLaw]: readonly number[] } = {
  broadcast: [0, 0.02, 0.1, 0.3],
  'message-driven': [0, 0.02, 0.1, 0.3, 0.6],
};

/** Every cell once: without polls neither hold nor releases make a difference. */
export function gridPoints(): Point[] {
  const points: Point[] = [];
  for (const rate of RATES) {
    points.push({ hold: 300, rate, polls: 0, law: 'broadcast', early: 0 });
    for (const polls of POLLS.filter((share) => share > 0)) {
      for (const hold of HOLDS) {
        for (const law of ['broadcast', 'message-driven'] as const) {
          for (const early of EARLY[law]) points.push({ hold, rate, polls, law, early });
        }
      }
    }
  }
  return points;
}

export function pointId({ hold, rate, polls, law, early }: Point): string {
  return `H${hold} ${rate}/min ${100 * polls}% polls, ${law} ${100 * early}% early`;
}

export const DAYS = 14;
export const MINUTES = DAYS * 1440;
const END = MINUTES * 60;

export const SLOWDOWN_KINDS = ['wide', 'tail', 'near', 'hanging', 'errors'] as const;
export type SlowdownKind = (typeof SLOWDOWN_KINDS)[number];

/** Seconds from the start of the simulation. */
export interface Spell {
  readonly from: number;
  readonly to: number;
}

export interface PlannedSlowdown extends Spell {
  readonly kind: SlowdownKind;
}

/** Everything that happens in fourteen days at one point. Seconds from the start. */
export interface Schedule {
  /** All polls are answered at once; ascending. Every other kind of burst is made of these. */
  readonly bursts: readonly number[];
  /** Polls end over two seconds, new ones begin. */
  readonly deploys: readonly number[];
  readonly slowdowns: readonly PlannedSlowdown[];
  /** The load balancer's idle timeout is 0.7 of the hold: polls are severed. */
  readonly severed: Spell;
  /** Number of clients over time, as a factor of the first. */
  readonly fleet: readonly { readonly at: number; readonly factor: number }[];
}

const SLOWDOWN_SECONDS = 25 * 60;
const EACH_KIND = 4;

/** Slowdowns lie in slots of their own; bursts anywhere, so that some coincide. */
export function scheduleOf(point: Point, seed: number): Schedule {
  const draw = new RandomStream(seed, `schedule ${pointId(point)}`);
  const bursts: number[] = [];
  for (let i = 0; i < 18; i++) bursts.push(draw.between(3600, END - 3600));
  // Two releases in a row: the second finds polls as old as the slow band, or as the stretch above it, is long.
  for (let i = 0; i < 4; i++) {
    const first = draw.between(3600, END - 3600);
    bursts.push(first, first + draw.between(3, Math.max(6, 0.15 * point.hold)));
  }
  // A roll-out, and a release that finds all polls still in phase.
  const rollOut = draw.between(3600, END - 8 * 3600);
  bursts.push(rollOut, rollOut + draw.between(1.5, 6) * 3600);
  bursts.sort((a, b) => a - b);
  const deploys = Array.from({ length: 4 }, () => draw.between(3600, END - 3600)).sort((a, b) => a - b);
  const slots = SLOWDOWN_KINDS.length * EACH_KIND;
  const slot = (END - 7200) / slots;
  const kinds = shuffled(
    SLOWDOWN_KINDS.flatMap((kind) => Array.from({ length: EACH_KIND }, () => kind)),
    draw,
  );
  const slowdowns = kinds.map((kind, i) => {
    const from = 3600 + i * slot + draw.uniform() * (slot - SLOWDOWN_SECONDS - 5400);
    return { kind, from, to: from + SLOWDOWN_SECONDS };
  });
  return {
    bursts,
    deploys,
    slowdowns,
    severed: { from: END * 0.86, to: END * 0.86 + 6 * 3600 },
    fleet: [
      { at: END * 0.6, factor: 1.5 },
      { at: END * 0.75, factor: 0.6 },
      { at: END * 0.95, factor: 1 },
    ],
  };
}

function shuffled<T>(items: readonly T[], draw: RandomStream): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const other = draw.index(i + 1);
    [result[i], result[other]] = [result[other] as T, result[i] as T];
  }
  return result;
}
