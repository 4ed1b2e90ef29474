import type { Separation } from './separation.ts';
import type { Tally, Timeline } from './tally.ts';

/** Polls that return at once and are asked again at once. */
export interface Storm {
  /** Requests a minute in the worst ten minutes. */
  readonly requestsPerMinute: number;
  /** Fast answers beyond the usual ones while it lasted: polls, in all likelihood. */
  readonly polls: number;
}

/** A storm makes at least so many requests in five minutes. */
const LEAST_REQUESTS = 30;
/** And so many times the polls that the clients make when every hold expires. */
const TIMES_EXPECTED = 15;
/** Where the baseline knows better: so many times its rate. Groups that carry other requests, too, are busy all day. */
const TIMES_BASELINE = 3;

export interface StormInput {
  readonly timeline: Timeline;
  /** Where the window begins on the timeline. */
  readonly offset: number;
  readonly separation: Separation;
  /** @default - not known: then no storm is looked for */
  readonly clients?: number;
}

/** Looks for a storm in the window: in two successive five minutes far too many requests, while few polls stay parked. */
export function stormIn({ timeline, offset, separation, clients = 0 }: StormInput): Storm | undefined {
  const { hold, kind, heldRoutes } = separation;
  if (!hold || clients < 1) return undefined;
  const whole = timeline.between(offset, timeline.minutes);
  const held = heldRoutes.reduce((sum, { route }) => sum + route.requests, 0);
  if (kind === 'exact' && held < whole.requests / 2) return undefined;

  const before = timeline.between(0, offset);
  const perMinute = (count: keyof Tally): number => (offset > 0 ? before[count] / offset : 0);
  const limit = Math.max(LEAST_REQUESTS, (TIMES_EXPECTED * clients * 300) / hold.profile.ceilingSeconds);
  const usual = perMinute('requests') * 5 * TIMES_BASELINE;
  const stormy = (from: number): boolean => {
    const { requests, seconds } = timeline.between(from, from + 5);
    return from + 5 <= timeline.minutes && requests > Math.max(limit, usual) && seconds / 300 < clients / 2;
  };
  let worst = 0;
  let fast = 0;
  let minutes = 0;
  let counted = offset;
  for (let i = offset; i + 10 <= timeline.minutes; i += 1) {
    if (!stormy(i) || !stormy(i + 5)) continue;
    worst = Math.max(worst, timeline.between(i, i + 10).requests / 10);
    // A storm begins and ends within a minute.
    const [from, to] = [Math.max(i - 1, counted), Math.min(i + 11, timeline.minutes)];
    fast += timeline.between(from, to).fast;
    minutes += to - from;
    counted = to;
  }
  if (worst === 0) return undefined;
  return { requestsPerMinute: worst, polls: Math.max(0, fast - perMinute('fast') * minutes) };
}
