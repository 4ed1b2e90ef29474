import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * One stream of random numbers, fixed by a seed and a name. Every part of a simulation draws from streams of its own, so
 * that changing one setting moves nothing else.
 */
export class RandomStream {
  private readonly generator: RandomGenerator;
  private spareNormal: number | undefined;

  /** @param name what the stream decides, e.g. `arrivals`; streams of other names are independent of it */
  constructor(seed: number, name: string) {
    // Four hashed words: the generator's own seeding leaves streams of neighbouring seeds alike for the first draws.
    const state = [0, 1, 2, 3].map((word) => hashText(name, hashNumber(seed, word)) | 0);
    this.generator = xoroshiro128plusFromState(state);
  }

  /** At least 0, below 1. */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number from 0 to `count − 1`. */
  index(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Above 0, with the given mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.uniform()) * mean;
  }

  /** Standard normal, by Box and Muller: two draws of the generator for two values. */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** @param sigma standard deviation of the logarithm */
  lognormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }
}

/** Mixes 32 bits well (the finaliser of MurmurHash3). @returns an unsigned 32-bit number */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Hash of a number, all its 53 bits, as an unsigned 32-bit number. */
export function hashNumber(value: number, salt = 0): number {
  const high = Math.floor(value / 0x1_0000_0000);
  return mix(Math.imul(mix(salt + 0x9e3779b9) ^ (value | 0), 0x01000193) ^ mix(high));
}

/** Hash of a text as an unsigned 32-bit number. */
export function hashText(text: string, salt = 0): number {
  let h = mix(salt ^ 0x811c9dc5);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** Hexadecimal digits that follow from a text: the same text, the same digits. */
export function hexOf(text: string, digits: number): string {
  let hex = '';
  for (let part = 0; hex.length < digits; part++) hex += hashText(text, part).toString(16).padStart(8, '0');
  return hex.slice(0, digits);
}
