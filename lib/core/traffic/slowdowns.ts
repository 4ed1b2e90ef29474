import { RandomStream } from './random.ts';
import type { Slowdown, SlowdownKind } from './scenario.ts';

const USUAL_SHARE: { readonly [kind in SlowdownKind]: number } = {
  wide: 0.6,
  tail: 0.06,
  near: 0.3,
  hanging: 0.9,
  'fixed-timeout': 0.3,
};

/** What a slowdown made of one request. */
export interface Slowed {
  readonly durationSeconds: number;
  /** Set where the target answers with an error. */
  readonly errorStatus?: number;
}

/** One slowdown at work. Draws the same number of random values for every request it sees, slowed or not. */
export class SlowdownAtWork {
  private readonly slowdown: Slowdown;
  private readonly objectiveSeconds: number;
  private readonly stream: RandomStream;

  constructor(slowdown: Slowdown, index: number, scenario: { seed: number; objectiveSeconds: number }) {
    this.slowdown = slowdown;
    this.objectiveSeconds = scenario.objectiveSeconds;
    this.stream = new RandomStream(scenario.seed, `slowdown ${index}`);
  }

  /** Whether it looks at a request that arrives at `at` on the route written `path`. */
  covers(at: number, path: string): boolean {
    const { from, to, path: only } = this.slowdown;
    return at >= from && at < to && (only === undefined || only === path);
  }

  /** @returns `undefined` where the request stays as it was */
  apply(durationSeconds: number): Slowed | undefined {
    const { kind, share = USUAL_SHARE[kind], errorShare = 0, errorStatus = 500 } = this.slowdown;
    const chosen = this.stream.uniform() < share;
    const normal = this.stream.normal();
    const position = this.stream.uniform();
    const fails = this.stream.uniform() < errorShare;
    if (!chosen) return undefined;
    const slowed = this.wait(durationSeconds, normal, position);
    return { durationSeconds: slowed, ...(fails && { errorStatus }) };
  }

  private wait(before: number, normal: number, position: number): number {
    const { kind, seconds } = this.slowdown;
    switch (kind) {
      case 'wide':
      case 'tail':
        return before + (seconds ?? 3) * Math.exp(0.25 * normal);
      case 'near':
        // From 1.1: the objective in use is the next edge of a storage bin, at most 1.1 times what was asked for.
        return this.objectiveSeconds * (1.1 + 0.7 * position);
      case 'hanging':
        return seconds === undefined ? Infinity : before + seconds * Math.exp(0.6 * normal);
      case 'fixed-timeout':
        return before + (seconds ?? 30);
    }
  }
}
