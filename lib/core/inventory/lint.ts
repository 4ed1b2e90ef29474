import { declareParts, isOn } from '../registry.ts';
import type { Target } from '../targets.ts';
import { clientTimeoutBelowHold } from './lint/client-timeout-below-hold.ts';
import { clientsMissing } from './lint/clients-missing.ts';
import { deregistrationDelayBelowHold } from './lint/deregistration-delay-below-hold.ts';
import { exemptExpired } from './lint/exempt-expired.ts';
import { exemptWithoutDate } from './lint/exempt-without-date.ts';
import { healthCheckExpectsNotFound } from './lint/health-check-expects-not-found.ts';
import { healthCheckSlowToNotice } from './lint/health-check-slow-to-notice.ts';
import { holdNotWorkable } from './lint/hold-not-workable.ts';
import { idleTimeoutBelowHold } from './lint/idle-timeout-below-hold.ts';
import { idleTimeoutMargin } from './lint/idle-timeout-margin.ts';
import { idleTimeoutUnknown } from './lint/idle-timeout-unknown.ts';
import { LINT_SEVERITIES, type LintFinding, type LintRule } from './lint/rule.ts';
import { settingsToLookUp } from './lint/settings-to-look-up.ts';
import { standaloneAgentHasNoCheckIn } from './lint/standalone-agent-has-no-check-in.ts';
import { targetKeepAlive } from './lint/target-keep-alive.ts';

export { LINT_SEVERITIES, type LintFinding, type LintRule, type LintSeverity } from './lint/rule.ts';

/** Every lint rule. Ids are config keys under `rules:` and do not change. */
export const LINT_RULES: readonly LintRule[] = [
  standaloneAgentHasNoCheckIn,
  holdNotWorkable,
  idleTimeoutBelowHold,
  clientTimeoutBelowHold,
  exemptExpired,
  idleTimeoutMargin,
  deregistrationDelayBelowHold,
  targetKeepAlive,
  healthCheckSlowToNotice,
  healthCheckExpectsNotFound,
  clientsMissing,
  idleTimeoutUnknown,
  settingsToLookUp,
  exemptWithoutDate,
];

declareParts(
  'lint',
  LINT_RULES.map((rule) => rule.id),
);

/**
 * What the settings of a target show before there is any traffic, errors first.
 *
 * @param now the present, ISO date or time in UTC; without it, dates are not judged (as at synth: same input, same output)
 */
export function lintTarget(target: Target, now?: string): LintFinding[] {
  const today = now?.slice(0, 'YYYY-MM-DD'.length);
  return LINT_RULES.filter((rule) => isOn('lint', rule.id))
    .flatMap((rule) => {
      const complaint = rule.check(target, today);
      return complaint ? [{ rule: rule.id, severity: rule.severity, target: target.name, ...complaint }] : [];
    })
    .toSorted((a, b) => LINT_SEVERITIES.indexOf(a.severity) - LINT_SEVERITIES.indexOf(b.severity));
}
