import type { LintRule } from './rule.ts';

/** Info: an exemption without end is forgotten. */
export const exemptWithoutDate: LintRule = {
  id: 'exempt-without-date',
  severity: 'info',
  check(target) {
    if (!target.exempt || target.exempt.until !== undefined) return undefined;
    return {
      message: 'the exemption has no end: nobody will be reminded of it',
      advice: 'set until to the day on which somebody should look again',
    };
  },
};
