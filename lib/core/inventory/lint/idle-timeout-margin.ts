import { describeHold, shareOutlasting } from '../../holds/profile.ts';
import { trim } from '../../units.ts';
import { advisedIdleTimeout, enoughIdleTimeout, heldBy, type LintRule } from './rule.ts';

/** Warning: idle holds end in time, but hardly; a moment's slowness at their end makes 504s of them. */
export const idleTimeoutMargin: LintRule = {
  id: 'idle-timeout-margin',
  severity: 'warning',
  check(target) {
    const profile = heldBy(target);
    const idle = target.idleTimeoutSeconds;
    if (!profile || idle === undefined) return undefined;
    if (shareOutlasting(profile, idle) > 0 || idle >= enoughIdleTimeout(profile)) return undefined;
    const closeCall = shareOutlasting(profile, idle - 1);
    const ends =
      closeCall > 0 ? `1 hold in ${Math.round(1 / closeCall)} ends with less than 1 s to spare` : 'little room is left';
    return {
      message: `idle holds last ${describeHold(profile)}, the idle timeout is ${trim(idle)} s: ${ends}`,
      advice: `set the idle timeout of the load balancer to ${advisedIdleTimeout(profile)} s`,
    };
  },
};
