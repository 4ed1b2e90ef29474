import { catalogueEntry } from '../../holds/catalogue.ts';
import { type HoldProfile, holdTo } from '../../holds/profile.ts';
import type { Target } from '../../targets.ts';

/** `error` will break something, `warning` may, `info` is something to look up. */
export const LINT_SEVERITIES = ['error', 'warning', 'info'] as const;
export type LintSeverity = (typeof LINT_SEVERITIES)[number];

/** One thing about a target that its settings show before there is any traffic. */
export interface LintFinding {
  /** Id of the rule; what `rules:` in the config sets. */
  readonly rule: string;
  readonly severity: LintSeverity;
  /** Config name of the target. */
  readonly target: string;
  /** What is wrong, with the figures. One sentence, lower case, no full stop. */
  readonly message: string;
  /** What to change. One sentence, lower case, no full stop. */
  readonly advice: string;
}

/** What a rule found; id, severity and target are added to it. */
export interface Complaint {
  readonly message: string;
  readonly advice: string;
}

/** One rule: what it looks at, and what it says. */
export interface LintRule {
  readonly id: string;
  readonly severity: LintSeverity;
  /** @param today ISO date, for rules about dates; without it those say nothing */
  check(target: Target, today: string | undefined): Complaint | undefined;
}

/** Longest idle timeout that an Application Load Balancer takes, in seconds. */
export const LONGEST_IDLE_TIMEOUT = 4000;
const DEFAULT_IDLE_TIMEOUT = 60;
/** A tenth of the hold: answers leave late when whatever follows the hold is slow. */
function withRoom(profile: HoldProfile): number {
  return (11 * holdTo(profile)) / 10; // 1.1 × 400 is not 440 in doubles
}

/** The hold of a target that holds anything. */
export function heldBy(target: Target): HoldProfile | undefined {
  return target.hold?.standalone ? undefined : target.hold;
}

/** Smallest idle timeout that leaves room above the longest hold, in seconds, never above what the product advises. */
export function enoughIdleTimeout(profile: HoldProfile): number {
  return Math.min(withRoom(profile), advisedIdleTimeout(profile));
}

/** The idle timeout to set for a hold, in seconds: the product's own advice, or a tenth above the longest hold. */
export function advisedIdleTimeout(profile: HoldProfile): number {
  const entry = catalogueEntry(profile.name);
  const asCatalogued =
    entry?.profile.ceilingSeconds === profile.ceilingSeconds && entry.profile.spreadSeconds === profile.spreadSeconds;
  if (entry && asCatalogued) return entry.idleTimeoutAdvice;
  const tens = Math.ceil(withRoom(profile) / 10) * 10;
  return Math.min(LONGEST_IDLE_TIMEOUT, Math.max(DEFAULT_IDLE_TIMEOUT, tens));
}

/** What to do about an idle timeout that is too short. */
export function raiseIdleTimeout(profile: HoldProfile): string {
  const advised = advisedIdleTimeout(profile);
  if (holdTo(profile) >= advised) {
    return `hold for less: a load balancer waits ${LONGEST_IDLE_TIMEOUT} s at most`;
  }
  return `set the idle timeout of the load balancer to ${advised} s`;
}
