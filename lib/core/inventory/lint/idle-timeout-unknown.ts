import { describeHold } from '../../holds/profile.ts';
import { advisedIdleTimeout, heldBy, type LintRule } from './rule.ts';

/** Info: nobody said what the load balancer's idle timeout is, so nothing can be said of severed holds. */
export const idleTimeoutUnknown: LintRule = {
  id: 'idle-timeout-unknown',
  severity: 'info',
  check(target) {
    const profile = heldBy(target);
    if (!profile || target.idleTimeoutSeconds !== undefined) return undefined;
    return {
      message: `idle holds last ${describeHold(profile)}, and the idle timeout of the load balancer is not given (60 s unless somebody changed it)`,
      advice: `look up idle_timeout.timeout_seconds of ${target.loadBalancer.name}, set idleTimeout; advised are ${advisedIdleTimeout(profile)} s`,
    };
  },
};
