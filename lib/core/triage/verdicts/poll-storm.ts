import type { Findings } from '../findings.ts';
import type { VerdictRule } from '../rule.ts';
import { figure, hundredth } from '../words.ts';

/** A storm makes at least so many requests in five minutes. */
const LEAST_REQUESTS = 30;
/** And so many times the polls that the clients make when every hold expires. */
const TIMES_EXPECTED = 15;
/** Where the baseline knows better: so many times its rate. Groups that carry other requests, too, are busy all day. */
const TIMES_BASELINE = 3;

/**
 * Polls return at once and are asked again at once: in two successive five minutes more than max(30, 15 × clients × 300 /
 * hold) requests, more than three times the baseline's rate, while fewer than half the clients keep a poll parked. With
 * routes half of the window's requests must be of held routes.
 *
 * Needs a hold and the number of clients.
 *
 * Confidence: high with a declared number of clients and either routes or a baseline, else medium.
 */
export const pollStorm: VerdictRule = {
  id: 'poll-storm',
  holds(findings) {
    const { clients, separation, baseline, timeline, offset, whole } = findings;
    const { hold } = separation;
    if (!hold || !clients || clients.count < 1) return undefined;
    if (separation.kind === 'exact' && heldRequests(findings) < whole.requests / 2) return undefined;

    const limit = Math.max(LEAST_REQUESTS, (TIMES_EXPECTED * clients.count * 300) / hold.profile.ceilingSeconds);
    const usual = (baseline?.requestsPerMinute ?? 0) * 5 * TIMES_BASELINE;
    const stormy = (from: number): boolean => {
      const { requests, seconds } = timeline.between(from, from + 5);
      return from + 5 <= timeline.minutes && requests > Math.max(limit, usual) && seconds / 300 < clients.count / 2;
    };
    let worst = 0;
    for (let i = offset; i + 10 <= timeline.minutes; i += 1) {
      if (stormy(i) && stormy(i + 5)) worst = Math.max(worst, timeline.between(i, i + 10).requests / 10);
    }
    if (worst === 0) return undefined;
    const text = `${figure(worst)} requests a minute while fewer than half of ${clients.count} clients had a poll parked: polls return at once.`;
    const sure = clients.source === 'config' && (separation.kind === 'exact' || baseline !== undefined);
    return {
      confidence: sure ? 'high' : 'medium',
      evidence: [{ id: 'poll-rate', text, value: hundredth(worst), unit: 'requests/min' }],
    };
  },
};

function heldRequests({ separation }: Findings): number {
  return separation.heldRoutes.reduce((sum, { route }) => sum + route.requests, 0);
}
