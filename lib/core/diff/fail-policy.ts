import type { DiffReport, Direction } from './model.ts';

/** What makes a comparison fail, from the usual to the strictest gates, and `never`. */
export const FAIL_POLICIES = ['error', 'warning', 'looser', 'coverage-lost', 'never'] as const;
export type FailPolicy = (typeof FAIL_POLICIES)[number];

/** Directions that may page less or later; where nobody can say, a gate does not open. */
const MAY_BE_LOOSER: readonly Direction[] = ['looser', 'mixed', 'unknown'];

/** Id of the rule that finds an alarm, or a part of what it watched, gone. */
export const COVERAGE_LOST = 'coverage-lost';

/**
 * Whether a report breaches the policy that the user set.
 *
 * - `error`: a finding of severity error.
 * - `warning`: a finding of severity error or warning.
 * - `looser`: an alarm that got looser, or may have: mixed and unknown directions count.
 * - `coverage-lost`: a finding of the rule coverage-lost, whatever its severity.
 * - `never`: nothing breaches.
 */
export function breaches(report: DiffReport, policy: FailPolicy): boolean {
  const { findings, changes } = report;
  switch (policy) {
    case 'error':
      return findings.some(({ severity }) => severity === 'error');
    case 'warning':
      return findings.some(({ severity }) => severity !== 'info');
    case 'looser':
      return changes.some(({ direction }) => MAY_BE_LOOSER.includes(direction));
    case 'coverage-lost':
      return findings.some(({ rule }) => rule === COVERAGE_LOST);
    case 'never':
      return false;
  }
}
