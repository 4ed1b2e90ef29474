import { CATALOGUE, type CatalogueEntry } from '../holds/catalogue.ts';
import { holdFrom, holdTo } from '../holds/profile.ts';
import { edgeIndexAtOrBelow, printableEdge } from '../statistics/edges.ts';
import type { LatencyHistogram, MinuteFigures, TargetGroupFigures, Window } from './figures.ts';
import { binBounds, countBetween, mergeHistograms } from './histogram.ts';
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
 * parked whatever the traffic, so the seconds answered a piece hardly vary; independent requests vary as a compound Poisson
 * sum, and follow the traffic. Clients that come in the morning and go in the evening vary over the day, but hardly from one
 * piece to the next, where independent requests do.
 */
export function steadinessOf(figures: TargetGroupFigures, band: HoldBand, objectiveSeconds: number): Steadiness {
  // Long pieces where there is data for them: clients whose polls happen to be in step tip over the edges of short ones.
  const lengthOf = (holds: number): number => Math.max(300, 60 * Math.ceil((holds * band.to) / 60));
  const cut = (length: number): Piece[] => piecesOf(figures, length, band, objectiveSeconds);
  const long = cut(lengthOf(3));
  const length = lengthOf(long.length >= ENOUGH_PIECES ? 3 : 1.5);
  const pieces = long.length >= ENOUGH_PIECES ? long : cut(length);
  if (pieces.length < LEAST_PIECES) return 'unknown';
  if (isSteady(pieces) && mean(pieces.map(({ seconds }) => seconds)) >= LEAST_PARKED * length) return 'steady';
  return followsTraffic(pieces) ? 'grows-with-traffic' : 'unknown';
}

/** Over all pieces, or from each to the next. */
function isSteady(pieces: readonly Piece[]): boolean {
  const expected = mean(pieces.map(({ squares }) => squares));
  if (!(expected > 0)) return false;
  const seconds = pieces.map((piece) => piece.seconds);
  const steps = seconds.slice(1).map((value, i) => (value - (seconds[i] as number)) ** 2);
  // Steps share their pieces: a third of them tells nothing new.
  const degrees = (2 * (pieces.length - 1) ** 2) / (3 * pieces.length - 4);
  return (
    variance(seconds) / expected < steadyBelow(pieces.length - 1) || mean(steps) / 2 / expected < steadyBelow(degrees)
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

interface Piece {
  readonly inBand: number;
  readonly others: number;
  /** Sum of response times above the objective, and of their squares. */
  readonly seconds: number;
  readonly squares: number;
}

function piecesOf(figures: TargetGroupFigures, length: number, band: HoldBand, objective: number): Piece[] {
  const spans: readonly { readonly window: Window; readonly minutes: readonly MinuteFigures[] }[] = [
    ...(figures.baseline ? [figures.baseline] : []),
    figures,
  ];
  return spans.flatMap(({ window, minutes }) => {
    const pieces: Piece[] = [];
    for (let start = window.start; start + length <= window.end; start += length) {
      const inside = minutes.filter((minute) => minute.at >= start && minute.at < start + length);
      const histogram = mergeHistograms(inside.map((minute) => minute.histogram));
      const inBand = countBetween(histogram, band.from, band.to);
      const requests = inside.reduce((sum, minute) => sum + minute.requests, 0);
      pieces.push({ inBand, others: Math.max(0, requests - inBand), ...momentsAbove(histogram, objective) });
    }
    return pieces;
  });
}

function momentsAbove(histogram: LatencyHistogram, objective: number): { seconds: number; squares: number } {
  let [seconds, squares] = [0, 0];
  for (let i = 0; i < histogram.counts.length; i += 1) {
    const [low, high] = binBounds(histogram, i);
    const count = histogram.counts[i] ?? 0;
    if (count === 0 || low < objective) continue;
    seconds += (count * (low + high)) / 2;
    squares += count * ((low + high) / 2) ** 2;
  }
  return { seconds, squares };
}

/** Whether a fixed share of the other requests explains the counts much better than a fixed number does. */
function followsTraffic(pieces: readonly Piece[]): boolean {
  const inBand = pieces.reduce((sum, piece) => sum + piece.inBand, 0);
  const others = pieces.reduce((sum, piece) => sum + piece.others, 0);
  if (inBand < 20 || others === 0) return false;
  const misfit = (expected: (piece: Piece) => number): number =>
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
