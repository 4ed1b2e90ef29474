import { describeHold } from '../../holds/profile.ts';
import { least, type VerdictRule } from '../rule.ts';
import { figure, plural } from '../words.ts';

/** Fewer polls are no pattern. */
const LEAST_POLLS = 3;
/** From so many on the pattern is sure, where the hold is. */
const ENOUGH_POLLS = 20;

/**
 * Requests are held on purpose and come back: at least three polls ended, at least one of them because its hold expired or,
 * for a message-driven product that is busy, all of them because a message came.
 *
 * Needs a hold that can be told from slowness.
 *
 * Confidence: that of the hold, medium at most below 20 polls; at most medium (by route) or low where the declared hold is
 * not that of the traffic.
 */
export const idleLongPolls: VerdictRule = {
  id: 'idle-long-polls',
  holds({ separation, counted, contradiction }) {
    const { hold, kind } = separation;
    if (!hold || kind === 'doubtful' || kind === 'plain') return undefined;
    const { expiredHolds, earlyReleases } = counted.counts;
    const polls = expiredHolds.value + earlyReleases.value;
    if (polls < LEAST_POLLS - 0.5) return undefined;
    if (expiredHolds.value < 0.5 && hold.profile.releaseLaw === 'broadcast') return undefined;
    const text = `${plural(expiredHolds.value, 'poll')} ended when a hold of ${describeHold(hold.profile)} expired, ${figure(earlyReleases.value)} got an answer before.`;
    return {
      confidence: least(
        hold.confidence,
        polls >= ENOUGH_POLLS ? 'high' : 'medium',
        contradiction?.confidence ?? 'high',
      ),
      evidence: [{ id: 'expired-holds', text, value: expiredHolds.value, unit: 'requests' }],
    };
  },
};
