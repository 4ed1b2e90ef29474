import type { HeldTargetGroup } from '../inventory/alarms-on-holds.ts';
import type { Target } from '../targets.ts';
import type { AlarmIndex } from './alarm-index.ts';
import type { Cover } from './cover.ts';
import type { AlarmChange, AlarmRecord, RuleSeverity } from './model.ts';
import type { Succession } from './successors.ts';

/** What a rule may look at beside the change. */
export interface RuleContext {
  readonly base: AlarmIndex;
  readonly head: AlarmIndex;
  /** Alarms of the newer side that have the settings of one of them, in its stack; itself among them. */
  twinsOf(record: AlarmRecord): readonly AlarmRecord[];
  /** Whether an alarm of the newer side may watch this and tell somebody. */
  isCovered(cover: Cover): boolean;
  /** Target groups and load balancers that were made anew, by the one that is gone. */
  readonly successions: ReadonlyMap<string, Succession>;
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
