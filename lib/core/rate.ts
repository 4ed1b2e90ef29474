/** Tokens that fill up as time goes by: how AWS limits calls, and how a client keeps within that. Time is told, in seconds. */
export class TokenBucket {
  readonly capacity: number;
  readonly perSecond: number;
  #tokens: number;
  #at: number | undefined;

  /** Full at first. @param capacity tokens at most @param perSecond how fast it fills */
  constructor(capacity: number, perSecond: number) {
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.#tokens = capacity;
  }

  /** Takes the tokens where there are as many. @returns whether there were */
  tryTake(tokens: number, now: number): boolean {
    this.#fill(now);
    // Sums of time have the last digits wrong.
    if (this.#tokens < Math.min(tokens, this.capacity) - 1e-6) return false;
    this.#tokens -= tokens;
    return true;
  }

  /** Takes the tokens on credit. @returns seconds until they are there: who waits so long, first come first served, keeps the rate */
  reserve(tokens: number, now: number): number {
    this.#fill(now);
    this.#tokens -= tokens;
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.perSecond;
  }

  #fill(now: number): void {
    const passed = Math.max(0, now - (this.#at ?? now));
    this.#at = Math.max(now, this.#at ?? now);
    this.#tokens = Math.min(this.capacity, this.#tokens + passed * this.perSecond);
  }
}
