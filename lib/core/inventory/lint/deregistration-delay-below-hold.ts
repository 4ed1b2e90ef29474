import { describeHold, holdTo } from '../../holds/profile.ts';
import { trim } from '../../units.ts';
import { heldBy, type LintRule } from './rule.ts';

/** Warning: a deploy cuts polls that are still held, and their clients see errors. */
export const deregistrationDelayBelowHold: LintRule = {
  id: 'deregistration-delay-below-hold',
  severity: 'warning',
  check(target) {
    const profile = heldBy(target);
    const delay = target.deregistrationDelaySeconds;
    if (!profile || delay === undefined || delay >= holdTo(profile)) return undefined;
    return {
      message: `idle holds last ${describeHold(profile)}, the deregistration delay is ${trim(delay)} s: deploys cut polls that are still held`,
      advice: `set deregistration_delay.timeout_seconds to at least ${Math.ceil(holdTo(profile))} s`,
    };
  },
};
