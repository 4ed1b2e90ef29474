import { actionsOf, isTold, nameOf } from '../alarm-facts.ts';
import { type AlarmRecord, Unresolved } from '../model.ts';
import type { DiffRule } from '../rule.ts';

/** An alarm lost actions that told somebody. */
export const actionsRemoved: DiffRule = {
  id: 'actions-removed',
  severity: 'error',
  check({ before, after, properties }, { head }) {
    if (!before || !after || !properties.some(({ name }) => name === 'AlarmActions')) return [];
    // What was switched off told nobody before.
    if (before.properties.ActionsEnabled === false) return [];
    const [was, is] = [actionsOf(before), actionsOf(after)];
    const gone = was.filter((action) => !is.includes(action));
    if (gone.length <= mayStandFor(before, after)) return [];
    const message = `${gone.length === 1 ? 'an action is' : `${gone.length} actions are`} gone: ${gone.join(', ')}`;
    const parent = head.parentsOf(after).find((composite) => isTold(composite));
    if (parent) return [{ message: `${message}; ${nameOf(parent)} acts for it`, severity: 'info' }];
    return is.length > 0 ? [{ message, severity: 'warning' }] : [{ message: `${message}; it tells nobody now` }];
  },
};

/** Between an account and a template: how many actions the template leaves open, each of which may be one of the account. */
function mayStandFor(before: AlarmRecord, after: AlarmRecord): number {
  if ((before.deployed ?? false) === (after.deployed ?? false)) return 0;
  const { AlarmActions: actions } = after.properties;
  if (actions instanceof Unresolved) return Number.POSITIVE_INFINITY;
  return Array.isArray(actions) ? actions.filter((action) => action instanceof Unresolved).length : 0;
}
