import { pagesOnHolds } from '../../inventory/alarms-on-holds.ts';
import { asClause } from '../../sentence.ts';
import type { DiffRule } from '../rule.ts';

/** A latency alarm takes idle long polls for slowness. */
export const longPollNotExcluded: DiffRule = {
  id: 'long-poll-not-excluded',
  severity: 'error',
  check({ after }, { held }) {
    if (!after || after.kind === 'composite') return [];
    const properties = { ...after.properties, ...(after.name !== undefined && { AlarmName: after.name }) };
    for (const group of held) {
      const found = pagesOnHolds(properties, group);
      if (!found) continue;
      const message = `${asClause(found.reason)} (${group.targetGroup})`;
      return [{ message, severity: found.pages === 'yes' ? 'error' : 'warning' }];
    }
    return [];
  },
};
