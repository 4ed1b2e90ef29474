/**
 * Edges of the bins in which CloudWatch keeps a distribution: 1.1^n. AWS documents no storage; the ratio is the one of the
 * CloudWatch agent's own sketch (amazon-cloudwatch-agent, `seh1_distribution.go`) and fits every recorded answer of the
 * service (recordings of radkawar/stackd).
 */
export const BIN_RATIO = 1.1;
const LN_RATIO = Math.log(BIN_RATIO);
/** CloudWatch reads at most ten decimals in a statistic string. */
const DECIMALS = 10;

/** Index of the bin of a positive value: `floor(ln v / ln 1.1)` in plain doubles, rounding and all, as recorded. */
export function binIndex(value: number): number {
  return Math.floor(Math.log(value) / LN_RATIO);
}

/** Lower edge of bin `index`, as exact as a double is. */
export function binEdge(index: number): number {
  return BIN_RATIO ** index;
}

/** A bin edge as a statistic string may carry it: at most ten decimals. */
export function printableEdge(index: number): number {
  return Number(binEdge(index).toFixed(DECIMALS));
}

/** Index of the first edge at or above `value` (a value that is an edge, to ten decimals, stays). */
export function edgeIndexAtOrAbove(value: number): number {
  const nearest = nearestIndex(value);
  return printableEdge(nearest) >= value ? nearest : nearest + 1;
}

/** Index of the last edge at or below `value` (a value that is an edge, to ten decimals, stays). */
export function edgeIndexAtOrBelow(value: number): number {
  const nearest = nearestIndex(value);
  return printableEdge(nearest) <= value ? nearest : nearest - 1;
}

function nearestIndex(value: number): number {
  // Math.round(-0.4) is -0, which is not the same key as 0.
  return Math.round(Math.log(value) / LN_RATIO) + 0;
}

/** A bound as CloudWatch's grammar takes it: no exponent, at most ten decimals, no trailing zeros. */
export function printBound(value: number): string {
  return Number(value.toFixed(DECIMALS))
    .toFixed(DECIMALS)
    .replace(/\.?0+$/, '');
}
