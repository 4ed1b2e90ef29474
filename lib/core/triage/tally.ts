import type { EstimateEdges } from '../holds/bands.ts';
import type { MinuteFigures, Window } from './figures.ts';
import { countBetween, subtractHistogram, totalOf } from './histogram.ts';

/** Where a tally draws its lines, in seconds. */
export interface TallyEdges {
  /** Fast up to here. */
  readonly objective: number;
  /** Edges of the slow estimate; absent where nothing is held or held routes are known exactly. */
  readonly slow?: EstimateEdges;
  /** Edges of the hang estimate. */
  readonly hang?: EstimateEdges;
  /** Ends of the lowest parts of the slow band, which are estimated apart, as `near` and `low` of the alarms. */
  readonly nearTo?: number;
  readonly lowTo?: number;
  /** Below this an answered poll was released early. */
  readonly releaseTo?: number;
  /** Above this a response outlived its hold. */
  readonly overrunFrom?: number;
  /** Middle of the sideband, on a bin edge. */
  readonly sideMiddle?: number;
  /** Response times that may be holds or may be slow: counted as neither. */
  readonly doubtful?: { readonly from: number; readonly to: number };
  /** Counts only requests of routes that are not held, where the minutes know them. */
  readonly unheldOnly: boolean;
}

/** Counts of some minutes. */
export interface Tally {
  readonly requests: number;
  readonly answered: number;
  /** Sum of response times. */
  readonly seconds: number;
  readonly fast: number;
  /** Above the objective, up to the end of the slow band where there is one. */
  readonly slow: number;
  readonly doubtful: number;
  /** Above `slow.sideFrom` and above `slow.sideTo`. */
  readonly late: number;
  readonly held: number;
  /** In the lower and in the upper half of the sideband. */
  readonly sideLower: number;
  readonly sideUpper: number;
  /** Above the objective, up to `nearTo` and up to `lowTo`. */
  readonly nearSlow: number;
  readonly lowSlow: number;
  readonly hangSlow: number;
  readonly hangLate: number;
  readonly hangHeld: number;
  /** Answered above the objective and below the hold, by whatever. */
  readonly middle: number;
  readonly overruns: number;
  readonly target5xx: number;
  readonly elb504: number;
  /** 504s that can be this target group's: metrics count those of the whole load balancer. */
  readonly timedOut: number;
  readonly elb502: number;
  readonly client460: number;
}

const ZERO: Tally = {
  requests: 0,
  answered: 0,
  seconds: 0,
  fast: 0,
  slow: 0,
  doubtful: 0,
  late: 0,
  held: 0,
  sideLower: 0,
  sideUpper: 0,
  nearSlow: 0,
  lowSlow: 0,
  hangSlow: 0,
  hangLate: 0,
  hangHeld: 0,
  middle: 0,
  overruns: 0,
  target5xx: 0,
  elb504: 0,
  timedOut: 0,
  elb502: 0,
  client460: 0,
};
const FIELDS = Object.keys(ZERO) as (keyof Tally)[];
type Sums = { -readonly [field in keyof Tally]: number };

/** Counts one minute. */
export function tallyMinute(minute: MinuteFigures, edges: TallyEdges): Tally {
  const judged = edges.unheldOnly && minute.unheld ? minute.unheld : minute.histogram;
  const polls =
    edges.unheldOnly && minute.unheld ? subtractHistogram(minute.histogram, minute.unheld) : minute.histogram;
  const answered = totalOf(minute.histogram);
  const { objective, slow, hang, sideMiddle: middle } = edges;
  const above = (edge: number): number => countBetween(judged, edge, Infinity);
  const doubtful = edges.doubtful ? countBetween(judged, edges.doubtful.from, edges.doubtful.to) : 0;
  const over = edges.overrunFrom === undefined ? 0 : countBetween(polls, edges.overrunFrom, Infinity);
  return {
    requests: minute.requests,
    answered,
    seconds: minute.seconds,
    fast: countBetween(judged, 0, objective),
    slow: Math.max(0, countBetween(judged, objective, slow?.slowTo ?? Infinity) - doubtful),
    doubtful,
    late: slow ? above(slow.sideFrom) : 0,
    held: slow ? above(slow.sideTo) : 0,
    sideLower: slow && middle ? countBetween(judged, slow.sideFrom, middle) : 0,
    sideUpper: slow && middle ? countBetween(judged, middle, slow.sideTo) : 0,
    nearSlow: edges.nearTo === undefined ? 0 : countBetween(judged, objective, edges.nearTo),
    lowSlow: edges.lowTo === undefined ? 0 : countBetween(judged, objective, edges.lowTo),
    hangSlow: hang ? countBetween(judged, hang.slowFrom, hang.slowTo) : 0,
    hangLate: hang ? above(hang.sideFrom) : 0,
    hangHeld: hang ? above(hang.sideTo) : 0,
    middle: edges.releaseTo === undefined ? 0 : countBetween(polls, objective, edges.releaseTo),
    overruns: over,
    target5xx: minute.target5xx,
    elb504: minute.elb504,
    timedOut: Math.min(minute.elb504, Math.max(0, minute.requests - answered)),
    elb502: minute.elb502,
    client460: minute.client460 ?? 0,
  };
}

/** The minutes of a window as a timeline without gaps, so that any stretch of it can be added up at once. */
export class Timeline {
  readonly start: number;
  readonly minutes: number;
  private readonly sums: readonly Tally[];

  /** @param figures minutes with data; a minute without is one without requests */
  constructor(window: Window, figures: readonly MinuteFigures[], edges: TallyEdges) {
    this.start = Math.floor(window.start / 60) * 60;
    this.minutes = Math.max(0, Math.ceil((window.end - this.start) / 60));
    const perMinute = new Map<number, Tally>();
    for (const minute of figures) {
      const index = Math.floor((minute.at - this.start) / 60);
      perMinute.set(index, add(perMinute.get(index) ?? ZERO, tallyMinute(minute, edges)));
    }
    const sums: Tally[] = [ZERO];
    let running = ZERO;
    for (let i = 0; i < this.minutes; i += 1) {
      const minute = perMinute.get(i);
      if (minute) running = add(running, minute);
      sums.push(running);
    }
    this.sums = sums;
  }

  /** Counts of the minutes `[from, to)`, by index; what lies outside the window counts nothing. */
  between(from: number, to: number): Tally {
    const low = this.sums[clamp(from, this.minutes)] ?? ZERO;
    const high = this.sums[clamp(to, this.minutes)] ?? ZERO;
    const difference: Sums = { ...ZERO };
    // Sums of fractions, subtracted: what rounding leaves below zero is nothing.
    for (const field of FIELDS) difference[field] = Math.max(0, high[field] - low[field]);
    return difference;
  }

  /** Counts of the whole window. */
  whole(): Tally {
    return this.between(0, this.minutes);
  }

  /** Epoch seconds at which minute `index` starts. */
  timeOf(index: number): number {
    return this.start + index * 60;
  }
}

function add(a: Tally, b: Tally): Tally {
  const sum: Sums = { ...a };
  for (const field of FIELDS) sum[field] += b[field];
  return sum;
}

function clamp(index: number, minutes: number): number {
  return Math.min(Math.max(0, index), minutes);
}
