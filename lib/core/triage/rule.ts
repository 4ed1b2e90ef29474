import { declareParts, isOn } from '../registry.ts';
import type { Findings } from './findings.ts';
import { type Confidence, type EvidenceItem, VERDICTS, type VerdictId } from './verdict.ts';

/** Why a verdict holds. */
export interface Reason {
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceItem[];
}

/** One verdict: when it holds. Rules see findings only, never one another's result, unless they import the other rule. */
export interface VerdictRule {
  readonly id: VerdictId;
  /** @returns the reason, or `undefined` where the verdict does not hold */
  holds(findings: Findings): Reason | undefined;
}

declareParts('verdict', VERDICTS);

/** Whether a rule holds, and is switched on. */
export function reasonFor(rule: VerdictRule, findings: Findings): Reason | undefined {
  return isOn('verdict', rule.id) ? rule.holds(findings) : undefined;
}

/** The least sure of several confidences. */
export function least(...confidences: readonly Confidence[]): Confidence {
  if (confidences.includes('low')) return 'low';
  return confidences.includes('medium') ? 'medium' : 'high';
}
