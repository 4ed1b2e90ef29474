import type { RenderedAnswer } from './answer.ts';

/** How long a dashboard that is looked at again sees the same answer, in seconds. */
const FRESH = 60;
/** Answers kept at once. */
const MOST = 50;

/** What dashboards were shown lately: one left open, or open at ten desks, asks CloudWatch once a minute and no more. */
export class WidgetCache {
  readonly #now: () => number;
  readonly #shown = new Map<string, { readonly at: number; readonly answer: RenderedAnswer }>();

  /** @param now epoch seconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): RenderedAnswer | undefined {
    const entry = this.#shown.get(key);
    return entry && this.#now() - entry.at < FRESH ? entry.answer : undefined;
  }

  set(key: string, answer: RenderedAnswer): void {
    this.#shown.delete(key);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size >= MOST && oldest !== undefined) this.#shown.delete(oldest);
    this.#shown.set(key, { at: this.#now(), answer });
  }
}
