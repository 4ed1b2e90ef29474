import { reachOf } from '../reach.ts';
import type { DiffRule } from '../rule.ts';

/** Every possible value breaches. */
export const alarmAlwaysOn: DiffRule = {
  id: 'alarm-always-on',
  severity: 'error',
  check({ after }) {
    if (!after || reachOf(after) !== 'always') return [];
    if (after.kind === 'composite') return [{ message: 'its rule is always true: it is in ALARM all the time' }];
    return [{ message: 'every value that the metric can have breaches: it is in ALARM whenever there are data' }];
  },
};
