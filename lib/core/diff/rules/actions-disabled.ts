import type { DiffRule } from '../rule.ts';

/** The actions of an alarm were switched off. */
export const actionsDisabled: DiffRule = {
  id: 'actions-disabled',
  severity: 'error',
  check({ before, after }) {
    if (!before || !after || before.properties.ActionsEnabled === false) return [];
    if (after.properties.ActionsEnabled !== false) return [];
    return [{ message: 'its actions are disabled now: it changes its state and tells nobody' }];
  },
};
