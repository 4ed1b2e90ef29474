import type { GuardId } from '../../targets.ts';
import { heldBy, type LintRule } from './rule.ts';

/** Warning: guards that compare with the number of clients are left out. */
export const clientsMissing: LintRule = {
  id: 'clients-missing',
  severity: 'warning',
  check(target) {
    const profile = heldBy(target);
    if (!profile || target.clients !== undefined) return undefined;
    const dedicated: readonly GuardId[] = target.traffic === 'long-polls' ? ['clients-gone', 'poll-storm'] : [];
    const wanted: readonly GuardId[] = ['holds-stopped', ...dedicated];
    // Which of the two watches for lost clients depends on whether clients cancel.
    const unfit: GuardId = profile.cancels ? 'holds-stopped' : 'clients-gone';
    const leftOut = wanted.filter((id) => id !== unfit && target.guards[id].on);
    if (leftOut.length === 0) return undefined;
    return {
      message: `clients is not given, so ${leftOut.join(' and ')} ${leftOut.length === 1 ? 'is' : 'are'} left out`,
      advice: 'set clients to how many keep a poll parked; holdband triage shows them as parked requests',
    };
  },
};
