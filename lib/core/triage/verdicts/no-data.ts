import type { VerdictRule } from '../rule.ts';
import { figure, UNREAD } from '../words.ts';

/**
 * No request ended in the window, or nobody could read whether one did.
 *
 * Confidence: high where the source could be read whole and the baseline shows what is normal (requests, or none either),
 * medium without a baseline, low where something could not be read.
 */
export const noData: VerdictRule = {
  id: 'no-data',
  holds({ whole, baseline, figures }) {
    if (figures.unread) {
      const text = `No figures could be read: ${figures.unread.reason}`;
      return { confidence: 'low', evidence: [{ id: UNREAD, text, value: 0, unit: 'requests' }] };
    }
    if (whole.requests > 0) return undefined;
    const unread = (figures.missing?.length ?? 0) > 0;
    const usual = baseline?.requestsPerMinute ?? 0;
    const text =
      baseline === undefined
        ? 'No request ended in the window, and there is nothing before it to compare with.'
        : usual > 0
          ? `No request ended in the window; before it there were ${figure(usual)} requests a minute.`
          : 'No request ended in the window, nor in the time before it.';
    return {
      confidence: unread ? 'low' : baseline === undefined ? 'medium' : 'high',
      evidence: [{ id: 'no-requests', text, value: usual, unit: 'requests/min' }],
    };
  },
};
