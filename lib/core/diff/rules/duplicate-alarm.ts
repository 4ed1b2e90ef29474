import { nameOf } from '../alarm-facts.ts';
import { settingsText } from '../match-keys.ts';
import type { DiffRule } from '../rule.ts';

/** Two alarms have the same settings. */
export const duplicateAlarm: DiffRule = {
  id: 'duplicate-alarm',
  severity: 'warning',
  check({ after }, { twins }) {
    if (!after) return [];
    const others = (twins.get(settingsText(after)) ?? []).filter((other) => other !== after);
    if (others.length === 0) return [];
    return [{ message: `it has the settings of ${others.map(nameOf).join(', ')}: both page at the same moments` }];
  },
};
