import { holdTo } from '../../holds/profile.ts';
import { heldBy, type LintRule } from './rule.ts';

/** Info: settings outside the config that decide whether holds survive, listed while nobody gave them. */
export const settingsToLookUp: LintRule = {
  id: 'settings-to-look-up',
  severity: 'info',
  check(target) {
    const profile = heldBy(target);
    if (!profile) return undefined;
    const { healthCheck } = target;
    const open = [
      target.deregistrationDelaySeconds === undefined &&
        `deregistrationDelay (at least ${Math.ceil(holdTo(profile))} s, so that deploys cut no poll)`,
      target.targetKeepAliveSeconds === undefined &&
        'targetKeepAlive (above the idle timeout, or some answers are 502)',
      (healthCheck?.intervalSeconds === undefined || healthCheck.unhealthyThreshold === undefined) &&
        'healthCheck.interval and .unhealthyThreshold (their product is the time to notice)',
      healthCheck?.codes === undefined && 'healthCheck.codes (404 proves nothing)',
    ].filter((item) => item !== false);
    if (open.length === 0) return undefined;
    return {
      message: `not given, so not checked: ${open.join('; ')}`,
      advice: `look them up on target group ${target.targetGroup.name} and in the service's own settings`,
    };
  },
};
