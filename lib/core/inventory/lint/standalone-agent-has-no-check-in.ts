import type { LintRule } from './rule.ts';

/** Error: a hold is declared for agents that never check in. */
export const standaloneAgentHasNoCheckIn: LintRule = {
  id: 'standalone-agent-has-no-check-in',
  severity: 'error',
  check(target) {
    if (!target.hold?.standalone) return undefined;
    return {
      message: 'stand-alone Elastic Agents have no check-in, so nothing is held and every slow request counts',
      advice: 'set traffic: requests and leave hold out',
    };
  },
};
