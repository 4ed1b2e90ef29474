/**
 * Seconds that AWS is taken to need for an answer of so many bytes: assumed, not measured. A `Describe` call takes 50 ms, a full
 * answer of GetMetricData (some 2.5 MB) half a second.
 */
export function latencyOf(bytes: number): number {
  return 0.05 + bytes * 1.8e-7;
}
