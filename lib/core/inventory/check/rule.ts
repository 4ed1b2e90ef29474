import type { FindingSeverity } from '../../config/schema.ts';
import type { CheckFacts } from './facts.ts';

/** Something that a person should put right. */
export interface Complaint {
  /** What it is about: a target group, an alarm, a topic, a target of the config. Untrusted text. */
  readonly subject: string;
  /** What is wrong, with the figures. One sentence, lower case, no full stop. May carry untrusted names. */
  readonly message: string;
  /** What to change. One sentence, lower case, no full stop. */
  readonly advice: string;
  /** Name of the environment. @default - the only one that is checked, or none */
  readonly environment?: string;
  /** The target of the config it is about, and which of its keys. @default - the config does not have it */
  readonly target?: { readonly environment: string; readonly name: string; readonly key?: string };
  /** Name of the alarm it is about, for settings of rules that are for some alarms. @default - no alarm */
  readonly alarm?: string;
  /** Command that puts it right, as a shell takes it. @default - there is none */
  readonly command?: string;
  /** @default - that of the rule */
  readonly severity?: FindingSeverity;
  /** Id of the rule that said it, where the rule asks others. @default - the rule itself */
  readonly rule?: string;
}

/** Something that nobody could judge: it is neither right nor wrong. */
export interface Unjudged {
  /** Untrusted text. */
  readonly subject: string;
  /** What was not known, and why. One sentence, no full stop. May carry untrusted text. */
  readonly reason: string;
}

/** What a rule says. */
export type Judgement = Complaint | { readonly notJudged: Unjudged };

/** One rule: one file, one test, one section of docs/check.md. */
export interface CheckRule {
  /** Config key under `rules:`; does not change. */
  readonly id: string;
  readonly severity: FindingSeverity;
  /** Whether its findings are about an alarm each, so that a setting can be for some alarms. @default false */
  readonly ofAlarms?: boolean;
  /** What it lacks the facts for it says, too: silence means that all is well. */
  check(facts: CheckFacts): Iterable<Judgement>;
}

/** A thing that could not be judged. */
export function notJudged(subject: string, reason: string): Judgement {
  return { notJudged: { subject, reason } };
}
