import { earliestPageSeconds, formatMinutes } from '../consequence.ts';
import type { DiffRule } from '../rule.ts';

/** The earliest possible page comes later than before. */
export const detectionSlower: DiffRule = {
  id: 'detection-slower',
  severity: 'warning',
  check({ before, after }) {
    const [was, is] = [before && earliestPageSeconds(before), after && earliestPageSeconds(after)];
    if (was === undefined || is === undefined || is <= was) return [];
    return [{ message: `it pages after ${formatMinutes(is)} at the earliest, before after ${formatMinutes(was)}` }];
  },
};
