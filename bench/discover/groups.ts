import type { TrafficScenario } from '../../lib/core/traffic/scenario.ts';
import { Draw } from './draw.ts';
import { mixed, product, severed } from './holding.ts';
import { plain, trap } from './not-holding.ts';

/** What a simulated target group is of. */
export const GROUP_KINDS = ['product', 'mixed', 'severed', 'plain', 'trap'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** What a target group holds, in truth. */
export interface HeldTruth {
  /** Catalogue id. */
  readonly product: string;
  /** Upper end of its holds in seconds. */
  readonly longestSeconds: number;
  readonly traffic: 'long-polls' | 'mixed';
}

/** One target group and what it gets. Nothing of it but its metrics and its idle timeout is shown to discovery. */
export interface SimulatedGroup {
  /** Name of the target group. */
  readonly name: string;
  readonly kind: GroupKind;
  /** What it is, in a few words: for the list of mistakes. */
  readonly about: string;
  readonly scenario: TrafficScenario;
  readonly idleTimeoutSeconds: number;
  /** @default - nothing is held */
  readonly held?: HeldTruth;
}

/** What a kind draws: the traffic, and what is true of it. */
export type Drawn = Pick<SimulatedGroup, 'about' | 'idleTimeoutSeconds' | 'held'> & {
  readonly traffic: Omit<TrafficScenario, 'seed' | 'from' | 'to' | 'idleTimeoutSeconds'>;
};

/** When it happens: discovery looks back from `to`. Epoch seconds. */
export interface Day {
  readonly from: number;
  readonly to: number;
}

/** How many of 200 are of each kind. */
const OF_TWO_HUNDRED: { readonly [kind in GroupKind]: number } = {
  product: 80,
  mixed: 36,
  severed: 4,
  plain: 50,
  trap: 30,
};
const DRAWN: { readonly [kind in GroupKind]: (draw: Draw, index: number, day: Day) => Drawn } = {
  product,
  mixed,
  severed,
  plain,
  trap,
};
const HOUR = 3600;
const MONDAY = Date.UTC(2026, 10, 16) / 1000;

/**
 * Target groups of every kind, in the shares of the bench. The same seed gives the same groups; each group has streams of its
 * own, so that more of one kind change none of the others.
 *
 * @param count a multiple of 200 has the shares exactly; fewer have at least one of each kind
 * @param hours of traffic, as far as discovery may look back
 */
export function drawGroups(seed: number, count = 200, hours = 24): SimulatedGroup[] {
  return GROUP_KINDS.flatMap((kind) => {
    const ofKind = Math.max(1, Math.round((OF_TWO_HUNDRED[kind] * count) / 200));
    return Array.from({ length: ofKind }, (_, i): SimulatedGroup => {
      const draw = new Draw(seed, `${kind} ${i}`);
      const to = MONDAY + 24 * HOUR + 60 * Math.floor(draw.between(0, 5 * 24 * 60));
      const day = { from: to - hours * HOUR, to };
      const { traffic, ...truth } = DRAWN[kind](draw, i, day);
      const { idleTimeoutSeconds } = truth;
      const scenario = { ...traffic, ...day, idleTimeoutSeconds, seed: Math.floor(draw.between(0, 2 ** 31)) };
      return { name: `${kind}-${i}`, kind, ...truth, scenario };
    });
  });
}
