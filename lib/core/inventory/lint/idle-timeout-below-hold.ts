import { describeHold, shareOutlasting } from '../../holds/profile.ts';
import { trim } from '../../units.ts';
import { heldBy, type LintRule, raiseIdleTimeout } from './rule.ts';

/** Error: the load balancer gives up on idle holds and answers 504. */
export const idleTimeoutBelowHold: LintRule = {
  id: 'idle-timeout-below-hold',
  severity: 'error',
  check(target) {
    const profile = heldBy(target);
    if (!profile || target.idleTimeoutSeconds === undefined) return undefined;
    const severed = shareOutlasting(profile, target.idleTimeoutSeconds);
    if (severed === 0) return undefined;
    const holds = `idle holds last ${describeHold(profile)}, the idle timeout is ${trim(target.idleTimeoutSeconds)} s`;
    const howMany =
      severed === 1 ? 'every idle hold is severed' : `${trim(100 * severed)} % of the idle holds are severed`;
    return { message: `${holds}: ${howMany} with a 504`, advice: raiseIdleTimeout(profile) };
  },
};
