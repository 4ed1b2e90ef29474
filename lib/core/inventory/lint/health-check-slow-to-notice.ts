import { trim } from '../../units.ts';
import type { LintRule } from './rule.ts';

/** Twice what the defaults of Elastic Load Balancing take (30 s × 2). */
const SLOWEST_SECONDS = 120;

/** Warning: a dead target gets requests for minutes before anybody notices. */
export const healthCheckSlowToNotice: LintRule = {
  id: 'health-check-slow-to-notice',
  severity: 'warning',
  check({ healthCheck: { intervalSeconds: interval, unhealthyThreshold: threshold } = {} }) {
    if (interval === undefined || threshold === undefined) return undefined;
    const seconds = interval * threshold;
    if (seconds <= SLOWEST_SECONDS) return undefined;
    return {
      message: `a dead target is noticed after ${trim(seconds)} s (${threshold} failed checks, ${trim(interval)} s apart)`,
      advice: `shorten the interval or the threshold to at most ${SLOWEST_SECONDS} s in all`,
    };
  },
};
