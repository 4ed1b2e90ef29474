import type { AlarmState } from '../../lib/core/alarms/definition.ts';
import type { LiveTriage } from '../../lib/core/triage/live/live.ts';
import type { Verdict } from '../../lib/core/triage/verdict.ts';

/** Ways the runbook is called. */
export const TRIGGERS = ['alarm', 'composite', 'eventbridge', 'sns', 'manual', 'widget'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** The alarm that called, as far as the event and CloudWatch say. Every text is untrusted. */
export interface CallingAlarm {
  readonly name: string;
  readonly arn: string;
  readonly state: string;
  /** Start of the state as the event has it. */
  readonly since: string;
  readonly reason: string;
  /** Whether holdband made it: its description carries the marker line. */
  readonly ours: boolean;
  /** Whether the event carried its description: of a composite nobody documents it (`holdband verify-assumptions`). */
  readonly described: boolean;
  /** Children of a composite, and what else of the target is in ALARM now. @default - not a composite, or not known */
  readonly openChildren?: readonly OpenAlarm[];
}

export interface OpenAlarm {
  readonly name: string;
  readonly state: AlarmState;
  /** ISO time. @default - not known */
  readonly since?: string;
}

/** What came out for one target group. */
export interface TargetGroupResult {
  /** One sentence: what it is, and whether to get up. */
  readonly headline: string;
  readonly verdict: Verdict;
  /** Alarms of holdband's on this target group that are in ALARM now, oldest first. @default - not known */
  readonly openAlarms?: readonly OpenAlarm[];
}

/**
 * The answer of one invocation: what is logged, returned, and told the verdict topic. Plain JSON, the shape is stable.
 */
export interface RunbookAnswer {
  readonly schema: 1;
  readonly message: 'verdict';
  /** The same for the same event: a retry can be told from a new page. */
  readonly id: string;
  readonly environment: string;
  readonly trigger: Trigger;
  /** @default - nobody's alarm called: manual, or a widget */
  readonly alarm?: CallingAlarm;
  /** One for each target group; a composite may have children of several. */
  readonly results: readonly TargetGroupResult[];
  /** What could not be found out, one sentence each; missing reads of one target group stand in its verdict's limits. */
  readonly problems: readonly string[];
  /**
   * Why nothing was judged and nobody was told, one sentence: the alarm is not in ALARM, its actions are suppressed, or it has
   * to do with no target group.
   *
   * @default - it was judged, or that failed
   */
  readonly ignored?: string;
}

/** An answer with what only a renderer needs. */
export interface RenderedAnswer {
  readonly answer: RunbookAnswer;
  /** In the order of `answer.results`. */
  readonly live: readonly LiveTriage[];
}
