import { least, type VerdictRule } from '../rule.ts';
import { idleLongPolls } from './idle-long-polls.ts';
import { slowRequests } from './slow-requests.ts';

/** Both at once: long polls that are fine, and beside them requests that are slow. Confidence: the lesser of the two. */
export const idleLongPollsAndSlowRequests: VerdictRule = {
  id: 'idle-long-polls-and-slow-requests',
  holds(findings) {
    const idle = idleLongPolls.holds(findings);
    const slow = slowRequests.holds(findings);
    if (!idle || !slow) return undefined;
    return { confidence: least(idle.confidence, slow.confidence), evidence: [...slow.evidence, ...idle.evidence] };
  },
};
