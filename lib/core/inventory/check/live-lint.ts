import { DEFAULTS } from '../../config/defaults.ts';
import { type ElbResource, GUARD_IDS, type GuardId, type GuardSetting, type Target } from '../../targets.ts';
import { lintTarget } from '../lint.ts';
import type { CheckFacts } from './facts.ts';
import { type CheckedGroup, checkedGroups, isExempt, placeOf, subjectOf, unknownGroups } from './groups.ts';
import { holdOf } from './held.ts';
import { type LiveSettings, liveSettings } from './live-settings.ts';
import { type Judgement, notJudged } from './rule.ts';

/** Part of the check that asks the lint rules. Their findings keep their own ids, under which `rules:` sets them. */
export const LIVE_LINT = 'live-lint';

/** What the rules say of a target group that only the account has; the rest of them is about a config. */
const OF_ACCOUNT = new Set([
  'idle-timeout-below-hold',
  'idle-timeout-margin',
  'deregistration-delay-below-hold',
  'health-check-slow-to-notice',
  'health-check-expects-not-found',
]);
/** What a read that failed leaves open is listed as not judged, not as a setting to look up in the config. */
const OF_UNKNOWN = new Set(['idle-timeout-unknown']);

/**
 * The rules of `holdband validate` over settings as they are: those of the config's targets with what the account has put
 * in, and target groups that were found to hold and the config does not have.
 */
export function* liveLint(facts: CheckFacts): Generator<Judgement> {
  const today = new Date(facts.now * 1000).toISOString();
  yield* unknownGroups(facts);
  for (const group of checkedGroups(facts)) {
    // An exempt target of the config is linted: its day may have passed.
    if (group.targets.length === 0 && isExempt(group)) continue;
    const live = liveSettings(group, facts);
    if (holdOf(group)) {
      for (const [what, reason] of Object.entries(live.unread))
        yield notJudged(subjectOf(group), `its ${NAMES[what as keyof typeof NAMES]} is not known: ${reason}`);
    }
    for (const { environment, target } of group.targets) {
      const one = { ...group, targets: [{ environment, target }] };
      for (const finding of lintTarget(withLive(target, live), today)) {
        if (OF_UNKNOWN.has(finding.rule)) continue;
        yield { ...plainFinding(finding), subject: subjectOf(one), ...placeOf(one) };
      }
    }
    const discovered = group.targets.length === 0 ? asTarget(group) : undefined;
    if (!discovered) continue;
    for (const finding of lintTarget(withLive(discovered, live), today)) {
      if (OF_ACCOUNT.has(finding.rule)) yield { ...plainFinding(finding), subject: subjectOf(group) };
    }
  }
}

const NAMES = { idleTimeout: 'idle timeout', deregistrationDelay: 'deregistration delay' };

function plainFinding({ rule, severity, message, advice }: ReturnType<typeof lintTarget>[number]) {
  return { rule, severity, message, advice };
}

function withLive(
  target: Target,
  { idleTimeoutSeconds, deregistrationDelaySeconds, healthCheck }: LiveSettings,
): Target {
  return {
    ...target,
    ...(idleTimeoutSeconds !== undefined && { idleTimeoutSeconds }),
    ...(deregistrationDelaySeconds !== undefined && { deregistrationDelaySeconds }),
    healthCheck: { ...target.healthCheck, ...healthCheck },
  };
}

/** A target group that was found to hold, as if the config had it; `undefined` where nothing is held. */
function asTarget(group: CheckedGroup): Target | undefined {
  const hold = holdOf(group);
  if (!hold || !group.found) return undefined;
  const { targetGroup, loadBalancers } = group;
  const guard: GuardSetting = { on: true };
  return {
    name: targetGroup.name,
    environment: '',
    loadBalancer: loadBalancers[0] as ElbResource,
    targetGroup,
    traffic: group.found.traffic === 'mixed' ? 'mixed' : 'long-polls',
    objectiveSeconds: DEFAULTS.objective,
    slowSharePercent: DEFAULTS.slowShare,
    level: DEFAULTS.level,
    estimate: DEFAULTS.estimate,
    countForm: DEFAULTS.countForm,
    paging: true,
    hold,
    guards: Object.fromEntries(GUARD_IDS.map((id) => [id, guard])) as { [id in GuardId]: GuardSetting },
  };
}
