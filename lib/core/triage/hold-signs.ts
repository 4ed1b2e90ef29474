import { CATALOGUE, type CatalogueEntry } from '../holds/catalogue.ts';
import { holdFrom, holdTo } from '../holds/profile.ts';
import { edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import type { LatencyHistogram, MinuteFigures, TargetGroupFigures } from './figures.ts';
import { binBounds, countBetween } from './histogram.ts';
import type { HoldBand } from './hold-band.ts';

/** Measured ceilings lie this close to the catalogue's: timers fire late, and the longest hold may not have been seen. */
const CEILING_TOLERANCE = 0.03;
/** Share of a band that may lie below where an entry's holds begin. */
const MOST_BELOW_HOLD = 0.1;

/** Share of a band that lies below the storage bin of the ceiling where jitter spreads it: Fleet and Consul have a quarter. */
const LEAST_BELOW_TOP = 0.1;

/** Catalogue entries whose holds would lie where the band lies, nearest ceiling first. */
export function catalogueMatches(
  band: HoldBand,
  ceilingSeconds: number,
  histogram: LatencyHistogram,
): readonly CatalogueEntry[] {
  const distance = ({ profile }: CatalogueEntry): number => Math.abs(holdTo(profile) - ceilingSeconds);
  return CATALOGUE.filter(({ profile, refusal }) => {
    if (refusal !== undefined) return false;
    const room = CEILING_TOLERANCE * holdTo(profile);
    if (ceilingSeconds > holdTo(profile) + room) return false;
    // With jitter the longest of a few dozen holds still comes within a third of the jitter's width.
    if (ceilingSeconds < holdTo(profile) - room - Math.abs(profile.spreadSeconds) / 3) return false;
    // To a bin edge: a bin that the hold band begins in must not be shared out over both sides.
    const below = printableEdge(edgeIndexAtOrBelow(holdFrom(profile)));
    const early = countBetween(histogram, band.from, below);
    return early <= MOST_BELOW_HOLD * band.count;
  }).toSorted((a, b) => distance(a) - distance(b));
}

/**
 * Whether a match is more than a number: the product spreads its holds over a width of its own, and the band fills it. A
 * dependency that gives up after a fixed time makes the same band as a product without jitter, whatever the number.
 */
export function isTelling({ profile }: CatalogueEntry, band: HoldBand, histogram: LatencyHistogram): boolean {
  if (profile.spreadSeconds === 0) return false;
  const top = printableEdge(edgeIndexAtOrBelow(holdTo(profile)));
  return countBetween(histogram, band.from, top) >= LEAST_BELOW_TOP * band.count;
}

/** How what ends in a band goes with the other requests. */
export type Steadiness = 'steady' | 'grows-with-traffic' | 'unknown';

const MINUTE = 60;
const LEAST_PIECES = 6;
const ENOUGH_PIECES = 8;
/** Parked requests of chained clients vary far less than those of independent arrivals (1). */
const STEADY_DISPERSION = 0.25;
/** Independent arrivals must be this rarely as steady by chance: one in two hundred, in standard deviations. */
const CHANCE_Z = 2.6;
/** One client that asks again after each answer keeps nearly one request parked: less is a timer that calls now and then. */
const LEAST_PARKED = 0.7;

/**
 * Tells chained clients from independent slow requests. A client that polls again after each answer keeps one request
 * parked whatever the traffic, so the parked requests hardly vary, even where all clients poll in step; those of independent
 * arrivals vary as a compound Poisson sum, and follow the traffic. Clients that come in the morning and go in the evening
 * vary over the day, but hardly from one piece to the next, where independent requests do.
 */
export function steadinessOf(figures: TargetGroupFigures, band: HoldBand, objectiveSeconds: number): Steadiness {
  const cut = (holds: number): Pieces =>
    piecesOf(figures, Math.max(300, 60 * Math.ceil((holds * band.to) / 60)), band, objectiveSeconds);
  const long = cut(3);
  const pieces = long.seconds.length >= ENOUGH_PIECES ? long : cut(1.5);
  if (pieces.seconds.length < LEAST_PIECES) return 'unknown';
  if (isSteady(pieces, band.to) && mean(pieces.seconds) >= LEAST_PARKED * pieces.length) return 'steady';
  return followsTraffic(pieces.counts) ? 'grows-with-traffic' : 'unknown';
}

/** Over all pieces, or from each to the next. */
function isSteady({ seconds, squares, length }: Pieces, longest: number): boolean {
  // A request that reaches over an edge is shared out, so that pieces vary less than the sum of squares, neighbours still less.
  const expected = squares * (1 - longest / (3 * length));
  const expectedOfSteps = squares * (1 - longest / (2 * length));
  if (!(expected > 0)) return false;
  const steps = seconds.slice(1).map((value, i) => (value - (seconds[i] as number)) ** 2 / 2);
  // Steps share their pieces: a third of them tells nothing new.
  const degrees = (2 * (seconds.length - 1) ** 2) / (3 * seconds.length - 4);
  return (
    variance(seconds) / expected < steadyBelow(seconds.length - 1) ||
    mean(steps) / expectedOfSteps < steadyBelow(degrees)
  );
}

/** A band that the baseline, with as many requests, did not have: a step, as when a dependency fails. */
export function isNewInWindow(figures: TargetGroupFigures, band: HoldBand): boolean {
  const { baseline } = figures;
  if (!baseline) return false;
  const inBand = (minutes: readonly MinuteFigures[]): number =>
    minutes.reduce((sum, minute) => sum + countBetween(minute.histogram, band.from, band.to), 0);
  const served = baseline.minutes.filter((minute) => minute.requests > 0).length;
  const windowMinutes = Math.max(1, (figures.window.end - figures.window.start) / 60);
  const expected = (inBand(figures.minutes) / windowMinutes) * served;
  return served >= 30 && expected >= 10 && inBand(baseline.minutes) < 0.1 * expected;
}

/** The time of baseline and window, cut in pieces of the same length. */
interface Pieces {
  /** Of a piece, in seconds. */
  readonly length: number;
  /** Seconds that requests longer than the objective were parked in each piece, as far as all of them have ended. */
  readonly seconds: readonly number[];
  /** Mean over the pieces of the sum of squared response times. */
  readonly squares: number;
  /** What ended in each piece. */
  readonly counts: readonly PieceCounts[];
}

interface PieceCounts {
  readonly inBand: number;
  readonly others: number;
}

function piecesOf(figures: TargetGroupFigures, length: number, band: HoldBand, objective: number): Pieces {
  const start = figures.baseline?.window.start ?? figures.window.start;
  const { end } = figures.window;
  const number = Math.max(0, Math.floor((end - start) / length));
  const seconds = new Array<number>(number).fill(0);
  const counts = Array.from({ length: number }, () => ({ inBand: 0, others: 0 }));
  let squares = 0;
  for (const { at, requests, histogram } of [...(figures.baseline?.minutes ?? []), ...figures.minutes]) {
    const own = counts[Math.floor((at - start) / length)];
    if (own) {
      const inBand = countBetween(histogram, band.from, band.to);
      own.inBand += inBand;
      own.others += Math.max(0, requests - inBand);
    }
    for (let i = 0; i < histogram.counts.length; i += 1) {
      const count = histogram.counts[i] ?? 0;
      const [low, high] = binBounds(histogram, i);
      if (count === 0 || low < objective) continue;
      const middle = (low + high) / 2;
      // It ended in this minute, and was parked before.
      const until = at + MINUTE / 2 - start;
      park(seconds, length, { from: until - middle, until, count });
      squares += count * middle ** 2;
    }
  }
  // What is parked in the last pieces has not ended yet, and so nobody knows of it.
  const complete = Math.max(0, Math.floor((end - start - band.to) / length));
  return { length, seconds: seconds.slice(0, complete), squares: (squares * length) / (end - start), counts };
}

/** Shares the seconds of requests out over the pieces they were parked in. */
function park(
  seconds: number[],
  length: number,
  { from, until, count }: { readonly from: number; readonly until: number; readonly count: number },
): void {
  for (let i = Math.max(0, Math.floor(from / length)); i < seconds.length && i * length < until; i += 1) {
    const inside = Math.min(until, (i + 1) * length) - Math.max(from, i * length);
    seconds[i] = (seconds[i] as number) + count * inside;
  }
}

/** Whether a fixed share of the other requests explains the counts much better than a fixed number does. */
function followsTraffic(pieces: readonly PieceCounts[]): boolean {
  const inBand = pieces.reduce((sum, piece) => sum + piece.inBand, 0);
  const others = pieces.reduce((sum, piece) => sum + piece.others, 0);
  if (inBand < 20 || others === 0) return false;
  const misfit = (expected: (piece: PieceCounts) => number): number =>
    pieces.reduce((sum, piece) => sum + (piece.inBand - expected(piece)) ** 2 / Math.max(0.5, expected(piece)), 0);
  const constant = misfit(() => inBand / pieces.length);
  const proportional = misfit((piece) => (inBand / others) * piece.others);
  return constant > 1.5 * (pieces.length - 1) && proportional < 0.6 * constant;
}

/** The dispersion that so few degrees of freedom do not show by chance: the chi-squared quantile by Wilson and Hilferty. */
function steadyBelow(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return Math.min(STEADY_DISPERSION, Math.max(0, 1 - spread - CHANCE_Z * Math.sqrt(spread)) ** 3);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1);
}
