/**
 * Does the same for each item, so many at a time, and keeps their order. The first error ends it: who can do without an
 * answer catches within `each`.
 *
 * @param atOnce at least 1
 */
export async function atMost<T, R>(
  atOnce: number,
  items: readonly T[],
  each: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await each(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}
