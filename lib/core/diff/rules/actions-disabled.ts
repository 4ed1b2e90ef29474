import { isTold, nameOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** The actions of an alarm were switched off. */
export const actionsDisabled: DiffRule = {
  id: 'actions-disabled',
  severity: 'error',
  check({ before, after }, { head }) {
    // An alarm without actions, such as the child of a composite, told nobody before.
    if (!before || !after || isTold(before) === false) return [];
    if (after.properties.ActionsEnabled !== false || before.properties.ActionsEnabled === false) return [];
    const message = 'its actions are disabled now: it changes its state and tells nobody';
    const parent = head.parentsOf(after).find((composite) => isTold(composite));
    return parent
      ? [{ message: `its actions are disabled now; ${nameOf(parent)} acts for it`, severity: 'info' }]
      : [{ message }];
  },
};
