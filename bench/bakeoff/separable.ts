import { binOf, upperEdge } from './bins.ts';
import type { Point } from './point.ts';
import { clientsOf } from './polls.ts';

const MINUTES = 5;
/** Share of requests that the widest slowdown but hanging makes slow, and how long they take. */
const SLOW_SHARE = 0.6;
const SLOW_BETWEEN = [1.6, 6] as const;
const LEAST_SLOW = 5;
const SIGMAS = 4;

/**
 * Why nobody who looks at response times can be expected to find slowdowns at a point, or undefined where one can. From the
 * inputs alone, before anything is simulated: the bar of "detectable in principle", with what is to be expected of a
 * slowdown that makes 60 % of the requests take 3 s longer.
 */
export function notSeparable(point: Point): string | undefined {
  const slow = MINUTES * SLOW_SHARE * point.rate * (1 - point.polls);
  if (slow < LEAST_SLOW) {
    return `too few requests: ${slow.toFixed(1)} slow ones to be expected in ${MINUTES} minutes, ${LEAST_SLOW} are needed`;
  }
  const background = MINUTES * earlyPerMinute(point) * shareOfHalf(point.hold);
  const needed = SIGMAS * Math.sqrt(background);
  if (slow > needed) return undefined;
  return `drowned: ${slow.toFixed(0)} slow requests to be expected in ${MINUTES} minutes beside ${background.toFixed(0)} early releases of the same length; above ${needed.toFixed(0)} are needed`;
}

/** Polls answered before half their hold. */
function earlyPerMinute(point: Point): number {
  const { hold, early, law, rate, polls } = point;
  if (clientsOf(point) === 0 || early === 0) return 0;
  const half = hold / 2;
  const share = law === 'broadcast' ? early / 2 : 1 - (1 - early) ** (half / hold);
  return rate * polls * share;
}

/** Share of the first half of the hold over which slow requests are spread. */
function shareOfHalf(hold: number): number {
  const [from, to] = SLOW_BETWEEN;
  return Math.min(1, (upperEdge(binOf(to)) - upperEdge(binOf(from) - 1)) / (hold / 2));
}
