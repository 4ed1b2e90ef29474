import { COVERAGE_LOST } from '../../../core/diff/fail-policy.ts';
import {
  CHANGE_KINDS,
  type ChangeKind,
  DIRECTIONS,
  type DiffReport,
  type Direction,
  RULE_SEVERITIES,
  type RuleSeverity,
} from '../../../core/diff/model.ts';

/** How much of what a report holds. */
export interface DiffCounts {
  readonly directions: Readonly<Record<Direction, number>>;
  readonly kinds: Readonly<Record<ChangeKind, number>>;
  readonly severities: Readonly<Record<RuleSeverity, number>>;
  /** Findings of the rule coverage-lost. */
  readonly lostCover: number;
}

export function countDiff({ changes, findings }: DiffReport): DiffCounts {
  return {
    directions: tally(
      DIRECTIONS,
      changes.map(({ direction }) => direction),
    ),
    kinds: tally(
      CHANGE_KINDS,
      changes.map(({ kind }) => kind),
    ),
    severities: tally(
      RULE_SEVERITIES,
      findings.map(({ severity }) => severity),
    ),
    lostCover: findings.filter(({ rule }) => rule === COVERAGE_LOST).length,
  };
}

function tally<T extends string>(names: readonly T[], found: readonly T[]): Record<T, number> {
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<T, number>;
  for (const name of found) counts[name] += 1;
  return counts;
}

/** `2 looser, 1 lost cover, 3 tighter, 12 neutral`; `no alarm changed` where none did. Only what there is is counted. */
export function headline(report: DiffReport): string {
  const { directions, lostCover } = countDiff(report);
  const parts: readonly (readonly [number, string])[] = [
    [directions.looser, 'looser'],
    [lostCover, 'lost cover'],
    [directions.mixed, 'mixed'],
    [directions.unknown, 'unknown'],
    [directions.tighter, 'tighter'],
    [directions.neutral, 'neutral'],
  ];
  const counted = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return report.changes.length === 0 ? ['no alarm changed', ...counted].join(', ') : counted.join(', ');
}

/** `$3.60 -> $4.10 a month`, or one figure where nothing changed. @param arrow what stands between the two */
export function costLine({ cost: { before, after } }: DiffReport, arrow = '->'): string {
  return before.dollars === after.dollars
    ? `${dollars(after.dollars)} a month`
    : `${dollars(before.dollars)} ${arrow} ${dollars(after.dollars)} a month`;
}

/** `1 error, 2 warnings`, nothing where there is no finding. */
export function findingsLine(report: DiffReport): string {
  const { severities } = countDiff(report);
  const parts: readonly (readonly [number, string])[] = [
    [severities.error, severities.error === 1 ? 'error' : 'errors'],
    [severities.warning, severities.warning === 1 ? 'warning' : 'warnings'],
    [severities.info, 'to know'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(', ');
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
