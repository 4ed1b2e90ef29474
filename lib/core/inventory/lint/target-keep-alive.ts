import { trim } from '../../units.ts';
import type { LintRule } from './rule.ts';

/** Warning: targets close idle connections that the load balancer is about to use again, which gives a 502 now and then. */
export const targetKeepAlive: LintRule = {
  id: 'target-keep-alive',
  severity: 'warning',
  check({ targetKeepAliveSeconds: keepAlive, idleTimeoutSeconds: idle }) {
    // 0 is no keep-alive: nothing is used again.
    if (!keepAlive || idle === undefined || keepAlive > idle) return undefined;
    return {
      message: `targets keep idle connections ${trim(keepAlive)} s, the load balancer ${trim(idle)} s: it meets closed ones and answers 502`,
      advice: `set the targets' keep-alive above ${trim(idle)} s`,
    };
  },
};
