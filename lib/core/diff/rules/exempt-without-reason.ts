import { exemptTarget } from '../exempt.ts';
import type { DiffRule } from '../rule.ts';

/** A target group is exempt from latency alarms and nobody wrote down why. */
export const exemptWithoutReason: DiffRule = {
  id: 'exempt-without-reason',
  severity: 'error',
  check(change, context) {
    const target = exemptTarget(change, context);
    if (!target || target.exempt?.reason.trim()) return [];
    return [{ message: `${target.name} is exempt in the config, and no reason is given` }];
  },
};
