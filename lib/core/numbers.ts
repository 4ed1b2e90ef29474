/**
 * The largest of any number of values; `Math.max(...values)` ends in a full call stack at some hundred thousand, which is
 * a few months of minutes.
 *
 * @param atLeast the answer where nothing is larger, or nothing is there
 */
export function largest(values: Iterable<number>, atLeast: number): number {
  let most = atLeast;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** The smallest of any number of values, `atMost` where nothing is smaller. See {@link largest}. */
export function smallest(values: Iterable<number>, atMost: number): number {
  let least = atMost;
  for (const value of values) if (value < least) least = value;
  return least;
}
