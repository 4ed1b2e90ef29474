import { actionsOf, isTold } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** A child that tells somebody else holds its composite in ALARM, and swallows a later page. */
export const mixedSeveritiesInComposite: DiffRule = {
  id: 'mixed-severities-in-composite',
  severity: 'warning',
  check({ after }, { head }) {
    if (after?.kind !== 'composite' || !isTold(after)) return [];
    const own = actionsOf(after);
    return head.childrenOf(after).flatMap(({ name, record: child }) => {
      if (!child || !isTold(child)) return [];
      const others = actionsOf(child).filter((action) => !own.includes(action));
      if (others.length === 0) return [];
      return [
        {
          message: `its child ${name} tells ${others.join(', ')} by itself: while that is in ALARM, a later cause pages nobody`,
        },
      ];
    });
  },
};
