import type { VerdictRule } from '../rule.ts';
import { figure, hundredth } from '../words.ts';

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
  holds({ storm, clients, separation, baseline }) {
    if (!storm || !clients) return undefined;
    const text = `${figure(storm.requestsPerMinute)} requests a minute while fewer than half of ${clients.count} clients had a poll parked: polls return at once.`;
    const sure = clients.source === 'config' && (separation.kind === 'exact' || baseline !== undefined);
    return {
      confidence: sure ? 'high' : 'medium',
      evidence: [{ id: 'poll-rate', text, value: hundredth(storm.requestsPerMinute), unit: 'requests/min' }],
    };
  },
};
