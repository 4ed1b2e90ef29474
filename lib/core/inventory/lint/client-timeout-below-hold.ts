import { describeHold, holdTo, shareOutlasting } from '../../holds/profile.ts';
import { trim } from '../../units.ts';
import { heldBy, type LintRule } from './rule.ts';

/** Error: the clients' own timeout gives idle holds up. It never lengthens one. */
export const clientTimeoutBelowHold: LintRule = {
  id: 'client-timeout-below-hold',
  severity: 'error',
  check(target) {
    const profile = heldBy(target);
    const timeout = profile?.clientTimeoutSeconds;
    // A timeout of exactly the longest hold is a race with its answer (Elastic raised its own for that reason).
    if (!profile || timeout === undefined || timeout > holdTo(profile)) return undefined;
    const again = profile.backoffSeconds === undefined ? '' : ` ${trim(profile.backoffSeconds)} s later on average`;
    return {
      message: `idle holds last ${describeHold(profile)}, clients time out after ${trim(timeout)} s: ${howMany(shareOutlasting(profile, timeout))} end as 460 and are asked for again${again}`,
      advice: `raise the clients' timeout above ${trim(holdTo(profile))} s, or shorten the hold`,
    };
  },
};

function howMany(cancelled: number): string {
  if (cancelled === 0) return 'the longest of them';
  return cancelled === 1 ? 'every idle hold' : `${trim(100 * cancelled)} % of the idle holds`;
}
