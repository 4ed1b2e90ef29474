import { nameOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** The rule of a composite names an alarm that is not there. */
export const compositeRefersToMissingAlarm: DiffRule = {
  id: 'composite-refers-to-missing-alarm',
  severity: 'error',
  check({ kind, before, after }, { base, head }) {
    const remarks = [];
    // Whether removed or renamed: composites that did not change themselves name it still.
    if (before && !head.find(nameOf(before))) {
      const gone = kind === 'removed' || !after ? 'is removed' : `is ${nameOf(after)} now`;
      const message = `its rule names ${nameOf(before)}, which ${gone}: a name without an alarm never changes its state`;
      remarks.push(...head.missing(nameOf(before)).map((composite) => ({ alarm: nameOf(composite), message })));
    }
    if (after?.kind === 'composite') {
      const unknown = head.childrenOf(after).filter(({ name, record }) => !record && !base.find(name));
      for (const { name } of unknown) {
        remarks.push({
          message: `its rule names ${name}, which is not among the alarms compared`,
          severity: 'info' as const,
        });
      }
    }
    return remarks;
  },
};
