import { exemptTarget } from '../exempt.ts';
import type { DiffRule } from '../rule.ts';

/** The exemption of a target group has ended. */
export const exemptExpired: DiffRule = {
  id: 'exempt-expired',
  severity: 'warning',
  check(change, context) {
    const target = exemptTarget(change, context);
    const until = target?.exempt?.until;
    if (!target || until === undefined || until >= context.today) return [];
    return [{ message: `${target.name} was exempt until ${until}: its latency alarms are still left out` }];
  },
};
