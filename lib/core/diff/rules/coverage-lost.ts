import { coverOf, describeCover } from '../cover.ts';
import type { DiffRule } from '../rule.ts';

/** Nothing watches any more what an alarm watched. */
export const coverageLost: DiffRule = {
  id: 'coverage-lost',
  severity: 'error',
  check({ kind, before, after }, { covers, isHeard }) {
    if (!before || !isHeard(before)) return [];
    const cover = coverOf(before);
    const lost = kind === 'removed' || (after && coverOf(after) !== cover);
    if (!lost || cover === undefined || covers.has(cover)) return [];
    return [{ message: `nothing watches ${describeCover(before)} any more` }];
  },
};
