import { actionsOf, isTold, nameOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** An alarm lost actions that told somebody. */
export const actionsRemoved: DiffRule = {
  id: 'actions-removed',
  severity: 'error',
  check({ before, after }, { parents }) {
    if (!before || !after) return [];
    const is = actionsOf(after);
    const gone = actionsOf(before).filter((action) => !is.includes(action));
    if (gone.length === 0) return [];
    const message = `${gone.length === 1 ? 'an action is' : `${gone.length} actions are`} gone: ${gone.join(', ')}`;
    const parent = (parents.get(nameOf(after)) ?? []).find((composite) => isTold(composite));
    if (parent) return [{ message: `${message}; ${nameOf(parent)} acts for it`, severity: 'info' }];
    return is.length > 0 ? [{ message, severity: 'warning' }] : [{ message: `${message}; it tells nobody now` }];
  },
};
