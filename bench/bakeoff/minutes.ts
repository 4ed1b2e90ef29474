import { BINS } from './bins.ts';

/** What CloudWatch would have of one target group, minute by minute, and the truth beside it. */
export class Minutes {
  readonly length: number;
  /** Answered requests by minute and storage bin. */
  readonly counts: Uint32Array;
  /** Sum of response times. */
  readonly seconds: Float64Array;
  /** Answered requests that are no polls: within the objective, and slower. The oracle's view. */
  readonly otherFast: Float64Array;
  readonly otherSlow: Float64Array;
  /** Slow requests that are no polls, by minute and bin, up to half the hold. Truth. */
  readonly slow: Uint32Array;
  /** Polls answered before half their hold. Truth. */
  readonly early: Float64Array;
  /** Polls answered by an event that answers everybody, by minute, then by bin. Truth; part of `counts`. */
  readonly released = new Map<number, Float64Array>();

  constructor(length: number) {
    this.length = length;
    this.counts = new Uint32Array(length * BINS);
    this.slow = new Uint32Array(length * BINS);
    this.seconds = new Float64Array(length);
    this.otherFast = new Float64Array(length);
    this.otherSlow = new Float64Array(length);
    this.early = new Float64Array(length);
  }

  /** Notes that answers already added came of an event that answered everybody. */
  addReleased(minute: number, bin: number, count: number): void {
    const bins = this.released.get(minute) ?? new Float64Array(BINS);
    bins[bin] = (bins[bin] as number) + count;
    this.released.set(minute, bins);
  }

  /** Adds answers of one bin to a minute; those outside the time simulated are nobody's. */
  add(minute: number, bin: number, count: number, seconds: number): void {
    if (minute < 0 || minute >= this.length) return;
    const at = minute * BINS + bin;
    this.counts[at] = (this.counts[at] as number) + count;
    this.seconds[minute] = (this.seconds[minute] as number) + seconds;
  }
}
