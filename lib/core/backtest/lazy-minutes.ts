import type { StoredDistribution } from '../statistics/distribution.ts';

/**
 * Minutes of a metric that are kept small and become distributions only while somebody looks at one: a month of response
 * times is a gigabyte of distributions.
 */
export class LazyMinutes<Kept> implements ReadonlyMap<number, StoredDistribution> {
  readonly #kept: ReadonlyMap<number, Kept>;
  readonly #unpack: (kept: Kept) => StoredDistribution;

  /** @param kept by the start of the minute, epoch seconds */
  constructor(kept: ReadonlyMap<number, Kept>, unpack: (kept: Kept) => StoredDistribution) {
    this.#kept = kept;
    this.#unpack = unpack;
  }

  get size(): number {
    return this.#kept.size;
  }

  get(at: number): StoredDistribution | undefined {
    const kept = this.#kept.get(at);
    return kept === undefined ? undefined : this.#unpack(kept);
  }

  has(at: number): boolean {
    return this.#kept.has(at);
  }

  forEach(
    callback: (value: StoredDistribution, at: number, map: ReadonlyMap<number, StoredDistribution>) => void,
  ): void {
    for (const [at, stored] of this) callback(stored, at, this);
  }

  *entries(): MapIterator<[number, StoredDistribution]> {
    for (const [at, kept] of this.#kept) yield [at, this.#unpack(kept)];
  }

  keys(): MapIterator<number> {
    return this.#kept.keys();
  }

  *values(): MapIterator<StoredDistribution> {
    for (const kept of this.#kept.values()) yield this.#unpack(kept);
  }

  [Symbol.iterator](): MapIterator<[number, StoredDistribution]> {
    return this.entries();
  }
}
