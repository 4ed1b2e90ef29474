import { nameOf } from '../alarm-facts.ts';
import type { DiffRule } from '../rule.ts';

/** As many of the others are named. */
const NAMED = 3;

/** Two alarms have the same settings. */
export const duplicateAlarm: DiffRule = {
  id: 'duplicate-alarm',
  severity: 'warning',
  check({ after }, { twinsOf }) {
    if (!after) return [];
    const others = twinsOf(after).filter((other) => other !== after);
    if (others.length === 0) return [];
    const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
    const named = `${others.slice(0, NAMED).map(nameOf).join(', ')}${more}`;
    return [{ message: `it has the settings of ${named}: they page at the same moments` }];
  },
};
