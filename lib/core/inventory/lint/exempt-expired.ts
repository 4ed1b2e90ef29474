import type { LintRule } from './rule.ts';

/** Error: the last day of an exemption has passed (dates are UTC). */
export const exemptExpired: LintRule = {
  id: 'exempt-expired',
  severity: 'error',
  check(target, today) {
    const until = target.exempt?.until;
    if (until === undefined || today === undefined || today <= until) return undefined;
    return {
      message: `the exemption ended on ${until}; its reason was: ${target.exempt?.reason}`,
      advice: 'give the target group alarms (traffic: requests, mixed or long-polls), or renew reason and until',
    };
  },
};
