import type { MonthlyCost } from '../alarms/cost.ts';

/** A value that a template leaves open: a parameter without default, an import, an attribute of another resource. */
export class Unresolved {
  /** The expression as a person reads it, such as `${Threshold}` or `!ImportValue shared-topic`. */
  readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
  }
}

/** What kinds of alarms there are; only the first three can be evaluated. */
export const RECORD_KINDS = ['metric', 'math', 'composite', 'anomaly', 'promql', 'log'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** One alarm of one side, from a template or an account. */
export interface AlarmRecord {
  /** Name of the stack. @default '' - an account was read, or a bare template */
  readonly stack: string;
  /** Logical id of the resource; the alarm's name where an account was read. */
  readonly logicalId: string;
  readonly kind: RecordKind;
  /** Physical name. @default - CloudFormation makes one up, or it is unresolved */
  readonly name?: string;
  /**
   * Settings by the names of CloudFormation, PutMetricAlarm and DescribeAlarms (they agree): plain JSON in which a value that
   * is not known is an {@link Unresolved}. What stands for nothing (`AWS::NoValue`) is left out. Numbers and booleans that
   * a template writes as text are numbers and booleans.
   */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Condition of the resource: `true`, `false`, or an {@link Unresolved} where nobody can say. @default - none */
  readonly condition?: boolean | Unresolved;
  /**
   * The same settings while every parameter that nobody gave a value stands for itself: `Threshold` is `${SlowSeconds}`
   * here and the default of `SlowSeconds` in {@link properties}. @default - as {@link properties}: no default was used
   */
  readonly written?: Readonly<Record<string, unknown>>;
  /** True where CloudFormation leaves the alarm in the account when its stack lets go of it (`DeletionPolicy`). @default false */
  readonly kept?: boolean;
  /** True where an account was read: then `stack` is unknown, not empty, and there are no tags. @default false */
  readonly deployed?: boolean;
}

/** One side of a comparison. */
export interface Side {
  /** What was read, as the user named it. */
  readonly label: string;
  /** Alarms that exist: those whose condition is false are not among them. */
  readonly alarms: readonly AlarmRecord[];
  /** What could not be read or made out, one sentence each. */
  readonly notes: readonly string[];
}

export const CHANGE_KINDS = ['added', 'removed', 'changed', 'renamed', 'moved'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** In the words of on-call: `looser` pages less or later, `tighter` more or earlier. */
export const DIRECTIONS = ['looser', 'tighter', 'mixed', 'neutral', 'unknown'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** One property that differs. `before` or `after` is absent where that side has none. */
export interface PropertyChange {
  /** Path inside the properties: `Threshold`, `Metrics.slow.MetricStat.Stat`. */
  readonly name: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly direction: Direction;
}

/** A pair of alarms that are the same one, or one that has no partner. At least one side is there. */
export interface Pair {
  readonly kind: ChangeKind;
  readonly before?: AlarmRecord;
  readonly after?: AlarmRecord;
}

/** What one alarm's change means. */
export interface AlarmChange extends Pair {
  readonly direction: Direction;
  /** Sorted by name. Empty for a mere rename or move. */
  readonly properties: readonly PropertyChange[];
  /** One line: earliest possible page before and after, with units; what was asked and what is deployed. */
  readonly consequence: string;
  /** Target groups and load balancers that were made anew and that it follows. @default - none */
  readonly follows?: readonly { readonly before: string; readonly after: string }[];
}

export const RULE_SEVERITIES = ['error', 'warning', 'info'] as const;
export type RuleSeverity = (typeof RULE_SEVERITIES)[number];

/** What a rule says about one changed alarm. */
export interface DiffFinding {
  /** Id of the rule, and name of its page `docs/rules/<rule>.md`. */
  readonly rule: string;
  readonly severity: RuleSeverity;
  /** Name of the alarm, or its logical id where it has none. Untrusted text. */
  readonly alarm: string;
  /** One sentence with the figures. */
  readonly message: string;
}

/** How past traffic would have gone, for one change; filled by a replay of history. */
export interface ChangeHistory {
  readonly before?: HistoryFigures;
  readonly after?: HistoryFigures;
  /** Why history cannot answer. @default - it can */
  readonly unknown?: string;
}

export interface HistoryFigures {
  readonly pages: number;
  /** True where it calls nobody by itself: a child of a composite, say. @default false */
  readonly callsNobody?: boolean;
  readonly minutesInAlarm: number;
  readonly caught?: number;
  readonly missed?: number;
}

/** What past traffic a report was replayed over, and whom the alarms concerned would have called. */
export interface ReportHistory {
  /** Span, source, age, and pages of all alarms concerned, old and new: one sentence. */
  readonly headline: string;
  /** ISO times. */
  readonly from: string;
  readonly to: string;
  /** ISO time. @default - read just now */
  readonly recordedAt?: string;
  /** Composites that read an alarm that changed, did at most change their words, and would have done otherwise; the worst first. */
  readonly affected: readonly { readonly alarm: string; readonly history: ChangeHistory }[];
}

/** Everything a report shows. Plain data, the same input gives the same report. */
export interface DiffReport {
  readonly base: string;
  readonly head: string;
  /** Worst first: see `docs/directions.md`. */
  readonly changes: readonly ReportedChange[];
  /** By severity, then rule, then alarm. */
  readonly findings: readonly DiffFinding[];
  readonly cost: { readonly before: MonthlyCost; readonly after: MonthlyCost };
  /** Alarms on each side, changed or not. */
  readonly alarms: { readonly before: number; readonly after: number };
  readonly notes: readonly string[];
  /** @default - nothing was replayed */
  readonly history?: ReportHistory;
}

export interface ReportedChange extends AlarmChange {
  readonly history?: ChangeHistory;
}
