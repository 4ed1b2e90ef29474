import { nameOf } from '../alarm-facts.ts';
import { childrenOf } from '../children.ts';
import type { DiffRule } from '../rule.ts';

/** The rule of a composite names an alarm that is not there. */
export const compositeRefersToMissingAlarm: DiffRule = {
  id: 'composite-refers-to-missing-alarm',
  severity: 'error',
  check({ kind, before, after }, { headByName, baseByName, parents }) {
    if (kind === 'removed' && before) {
      return (parents.get(nameOf(before)) ?? []).map((composite) => ({
        alarm: nameOf(composite),
        message: `its rule names ${nameOf(before)}, which is removed: CloudWatch does not delete it`,
      }));
    }
    if (after?.kind !== 'composite') return [];
    return childrenOf(after)
      .filter((child) => !headByName.has(child))
      .map((child) =>
        baseByName.has(child)
          ? { message: `its rule names ${child}, which is gone` }
          : { message: `its rule names ${child}, which is not among the alarms compared`, severity: 'info' },
      );
  },
};
