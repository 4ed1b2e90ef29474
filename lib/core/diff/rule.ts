import type { HeldTargetGroup } from '../inventory/alarms-on-holds.ts';
import type { Target } from '../targets.ts';
import type { AlarmChange, AlarmRecord, RuleSeverity } from './model.ts';

/** What a rule may look at beside the change. */
export interface RuleContext {
  /** Alarms of the newer and of the older side by name, or by logical id where CloudFormation makes the name up. */
  readonly headByName: ReadonlyMap<string, AlarmRecord>;
  readonly baseByName: ReadonlyMap<string, AlarmRecord>;
  /** Composites of the newer side by the name of each alarm that they read. */
  readonly parents: ReadonlyMap<string, readonly AlarmRecord[]>;
  /** Alarms of the newer side by their settings, as `settingsText` has them. */
  readonly twins: ReadonlyMap<string, readonly AlarmRecord[]>;
  /** What alarms of the newer side watch, as `coverOf` has it; alarms that tell nobody do not count. */
  readonly covers: ReadonlySet<string>;
  /** Whether an alarm of the older side told somebody, by itself or through a composite. */
  isHeard(record: AlarmRecord): boolean;
  /** Target groups that are known to hold requests. */
  readonly held: readonly HeldTargetGroup[];
  /** Of holdband.yaml. */
  readonly targets: readonly Target[];
  /** ISO date in UTC. */
  readonly today: string;
}

/** What a rule says of a change. */
export interface RuleRemark {
  /** With the figures; lower case, no full stop. May carry untrusted names. */
  readonly message: string;
  /** @default - that of the rule */
  readonly severity?: RuleSeverity;
  /** Whom it is about. @default - the changed alarm */
  readonly alarm?: string;
}

/** One rule: one file, one test, one page `docs/rules/<id>.md`. */
export interface DiffRule {
  readonly id: string;
  readonly severity: RuleSeverity;
  /** Looks at one alarm that was added, removed or changed; an alarm that stays as it is is nobody's news. */
  check(change: AlarmChange, context: RuleContext): readonly RuleRemark[];
}
