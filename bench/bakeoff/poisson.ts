import type { RandomStream } from '../../lib/core/traffic/random.ts';

/** A Poisson number: by products of uniforms below a mean of 30, by a rounded normal above. */
export function poisson(mean: number, draw: RandomStream): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * draw.normal()));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = draw.uniform(); product > limit; product *= draw.uniform()) count++;
  return count;
}
