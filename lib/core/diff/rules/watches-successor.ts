import { nameOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** A target group or load balancer was made anew, and the alarms on it have followed. */
export const watchesSuccessor: DiffRule = {
  id: 'watches-successor',
  severity: 'info',
  check({ after }, { successions }) {
    if (!after) return [];
    // One remark for all alarms that followed, at the first of them.
    return [...successions.values()]
      .filter(({ alarms }) => alarms[0] === nameOf(after))
      .map(({ before, after: now, alarms }) => {
        const who = alarms.length === 1 ? 'it watches' : `it and ${alarms.length - 1} more watch`;
        return { message: `${who} ${now} now instead of ${before} (no alarm reads that one any more)` };
      });
  },
};
