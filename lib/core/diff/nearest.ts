import { compareProperties } from './compare.ts';
import type { AlarmRecord } from './model.ts';

/** Comparisons for which every alarm is held against every other; above that, order of settings decides. */
const MOST_COMPARISONS = 2_500;

/**
 * Pairs of alarms that watch the same thing: equal settings first, then those with the fewest differences. Which side is
 * which does not matter. Takes time in proportion to the alarms, and {@link MOST_COMPARISONS}.
 *
 * @param textOf settings as text, equal where the settings are
 */
export function nearestPairs(
  before: readonly AlarmRecord[],
  after: readonly AlarmRecord[],
  textOf: (alarm: AlarmRecord) => string,
): (readonly [AlarmRecord, AlarmRecord])[] {
  const equal = equalPairs(before, after, textOf);
  const taken = new Set(equal.flat());
  const ones = before.filter((alarm) => !taken.has(alarm));
  const others = after.filter((alarm) => !taken.has(alarm));
  if (ones.length * others.length > MOST_COMPARISONS) return [...equal, ...inOrder(ones, others)];

  const distances = ones.flatMap((one, i) =>
    others.map((other, j) => ({ i, j, distance: distance(one, other), step: step(one, other) })),
  );
  distances.sort((a, b) => a.distance - b.distance || a.step - b.step || a.i - b.i || a.j - b.j);
  const pairs: (readonly [AlarmRecord, AlarmRecord])[] = [];
  const used = [new Set<number>(), new Set<number>()] as const;
  for (const { i, j } of distances) {
    if (used[0].has(i) || used[1].has(j)) continue;
    used[0].add(i);
    used[1].add(j);
    pairs.push([ones[i] as AlarmRecord, others[j] as AlarmRecord]);
  }
  return [...equal, ...pairs];
}

function equalPairs(
  before: readonly AlarmRecord[],
  after: readonly AlarmRecord[],
  textOf: (alarm: AlarmRecord) => string,
): (readonly [AlarmRecord, AlarmRecord])[] {
  const waiting = Map.groupBy(after, textOf);
  // From the end of each list it is cheap; so the other side goes from its end, too.
  return before.toReversed().flatMap((alarm) => {
    const other = waiting.get(textOf(alarm))?.pop();
    return other ? [[alarm, other] as const] : [];
  });
}

/** Far too many of one kind: the n-th strictest is taken for the n-th strictest. */
function inOrder(
  before: readonly AlarmRecord[],
  after: readonly AlarmRecord[],
): (readonly [AlarmRecord, AlarmRecord])[] {
  const sorted = (alarms: readonly AlarmRecord[]) => alarms.toSorted((a, b) => threshold(a) - threshold(b));
  const others = sorted(after);
  return sorted(before).flatMap((alarm, index) => {
    const other = others[index];
    return other ? [[alarm, other] as const] : [];
  });
}

/** Settings that differ, names and descriptions not counted; the same id weighs like one of them. */
function distance(one: AlarmRecord, other: AlarmRecord): number {
  const changes = compareProperties(one.properties, other.properties);
  const counted = changes.filter(({ name }) => name !== 'AlarmName' && name !== 'AlarmDescription').length;
  return counted + (one.logicalId === other.logicalId ? 0 : 1);
}

/** How far the thresholds are apart. */
function step(one: AlarmRecord, other: AlarmRecord): number {
  const [low, high] = [threshold(one), threshold(other)].toSorted((a, b) => a - b) as [number, number];
  return high === low ? 0 : high - low;
}

function threshold({ properties: { Threshold: value } }: AlarmRecord): number {
  return typeof value === 'number' ? value : Number.MAX_VALUE;
}
