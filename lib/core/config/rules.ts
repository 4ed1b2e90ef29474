import { matchesName } from '../name-pattern.ts';
import { FINDING_SEVERITIES, type FindingSeverity, type RuleSetting, type Settings } from './schema.ts';

/** Findings as the config wants them weighed. */
export interface RuledFindings<T> {
  readonly findings: readonly T[];
  /** Settings whose last day has passed, so that their rule is as ever: rule id, the day, and why they were made. */
  readonly expired: readonly { readonly rule: string; readonly until: string; readonly reason?: string }[];
}

/** What a setting can be for. */
interface Ruled {
  readonly rule: string;
  readonly severity: FindingSeverity;
  /** Name of the alarm it is about. @default - it is about a target */
  readonly alarm?: string;
}

/**
 * Applies `rules` of the config: a rule may be off, or weigh otherwise, until a day, for all alarms or for some.
 *
 * @param today ISO date in UTC; a setting holds to the end of its last day
 */
export function applyRules<T extends Ruled>(
  findings: readonly T[],
  rules: Settings['rules'],
  today: string,
): RuledFindings<T> {
  const expired = Object.entries(rules ?? {}).flatMap(([rule, { until, reason }]) =>
    until !== undefined && until < today ? [{ rule, until, ...(reason === undefined ? {} : { reason }) }] : [],
  );
  const inForce = ({ rule, alarm }: Ruled): RuleSetting | undefined => {
    const setting = expired.some((each) => each.rule === rule) ? undefined : rules?.[rule];
    return setting && isFor(setting, alarm) ? setting : undefined;
  };
  return {
    findings: findings.flatMap((finding) => {
      const severity = inForce(finding)?.severity ?? finding.severity;
      return severity === 'off' ? [] : [{ ...finding, severity }];
    }),
    expired,
  };
}

/** A setting for some alarms is for nothing else: not for findings about targets, and not for other alarms. */
function isFor({ alarms }: RuleSetting, alarm: string | undefined): boolean {
  if (!alarms) return true;
  return alarm !== undefined && alarms.some((pattern) => matchesName(pattern, alarm));
}

/** Whether a finding is as heavy as the policy, or heavier: `warning` is breached by `error`, too. */
export function breaches(severity: FindingSeverity, failOn: FindingSeverity): boolean {
  return FINDING_SEVERITIES.indexOf(severity) <= FINDING_SEVERITIES.indexOf(failOn);
}
