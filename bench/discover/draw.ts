import { RandomStream } from '../../lib/core/traffic/random.ts';

/** Draws that plausible ranges ask for, from one stream. */
export class Draw {
  readonly #stream: RandomStream;

  constructor(seed: number, name: string) {
    this.#stream = new RandomStream(seed, name);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#stream.uniform() < probability;
  }

  between(low: number, high: number): number {
    return this.#stream.between(low, high);
  }

  /** Every factor alike: as many between 1 and 10 as between 10 and 100. */
  magnitude(low: number, high: number): number {
    return low * (high / low) ** this.#stream.uniform();
  }

  oneOf<T>(values: readonly T[]): T {
    return values[this.#stream.index(values.length)] as T;
  }
}
