import { applyRules } from '../config/rules.ts';
import type { Settings } from '../config/schema.ts';
import { compareText } from '../order.ts';
import type { Target } from '../targets.ts';
import { costOf } from './alarm-cost.ts';
import { isTold, nameOf } from './alarm-facts.ts';
import { childrenOf } from './children.ts';
import { compareAlarms, compareProperties } from './compare.ts';
import { consequenceOf } from './consequence.ts';
import { coverOf } from './cover.ts';
import { combinedDirection, directionOf } from './direction.ts';
import { groundSides } from './ground.ts';
import { heldGroups } from './held-groups.ts';
import { matchAlarms } from './match.ts';
import { settingsText } from './match-keys.ts';
import {
  type AlarmChange,
  type AlarmRecord,
  type DiffFinding,
  type DiffReport,
  type Direction,
  type Pair,
  type PropertyChange,
  RULE_SEVERITIES,
  type Side,
} from './model.ts';
import type { RuleContext } from './rule.ts';
import { activeRules } from './rules.ts';

export interface AnalyseOptions {
  /** The present: decides which settings of rules and which exemptions are in force. */
  readonly now: Date;
  /** `rules` of holdband.yaml. @default - every rule as it is */
  readonly rules?: Settings['rules'];
  /** Targets of holdband.yaml. @default - none: what holds is known from the alarms' own marker lines */
  readonly targets?: readonly Target[];
}

/** What a change of alarms means: each change with its direction, what the rules find, and the cost. Same input, same report. */
export function analyse(before: Side, after: Side, options: AnalyseOptions): DiffReport {
  const [base, head] = groundSides(before, after);
  const changes = matchAlarms(base, head).map(changeOf);
  const { findings, notes } = findingsOf(changes, base, head, options);
  const [old, now] = [costOf(base.alarms), costOf(head.alarms)];
  const unpriced = Math.max(old.unpriced, now.unpriced);
  return {
    base: base.label,
    head: head.label,
    changes: changes.toSorted(worstFirst(findings)),
    findings,
    cost: { before: old.cost, after: now.cost },
    alarms: { before: base.alarms.length, after: head.alarms.length },
    notes: [
      ...new Set([...base.notes, ...head.notes]),
      ...notes,
      ...(unpriced > 0 ? [`${unpriced} alarms (PromQL, logs, periods below a minute) are not in the cost`] : []),
    ],
  };
}

function changeOf(pair: Pair): AlarmChange {
  const { kind, before, after } = pair;
  const raw =
    before && after
      ? compareAlarms(before, after)
      : compareProperties(before?.properties ?? {}, after?.properties ?? {});
  const whole = combinedDirection(kind, []);
  const properties = raw.map((change): PropertyChange => {
    return { ...change, direction: before && after ? directionOf(change, pair) : whole };
  });
  return { ...pair, direction: combinedDirection(kind, properties), properties, consequence: consequenceOf(pair) };
}

function findingsOf(
  changes: readonly AlarmChange[],
  base: Side,
  head: Side,
  { now, rules, targets = [] }: AnalyseOptions,
): { readonly findings: DiffFinding[]; readonly notes: string[] } {
  const today = now.toISOString().slice(0, 10);
  const context = contextOf(base, head, targets, today);
  const all = changes.flatMap((change) =>
    activeRules().flatMap(({ id, severity, check }) =>
      check(change, context).map(
        (remark): DiffFinding => ({
          rule: id,
          severity: remark.severity ?? severity,
          alarm: remark.alarm ?? nameOf((change.after ?? change.before) as AlarmRecord),
          message: remark.message,
        }),
      ),
    ),
  );
  const { findings, expired } = applyRules(all, rules, today);
  const byWeight = (a: DiffFinding, b: DiffFinding): number =>
    RULE_SEVERITIES.indexOf(a.severity) - RULE_SEVERITIES.indexOf(b.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.alarm, b.alarm) ||
    compareText(a.message, b.message);
  return {
    findings: findings.toSorted(byWeight),
    notes: expired.map(({ rule, until }) => `the setting of rule ${rule} ended on ${until}: the rule is as ever`),
  };
}

function contextOf(base: Side, head: Side, targets: readonly Target[], today: string): RuleContext {
  const parents = parentsOf(head);
  const parentsBefore = parentsOf(base);
  const isHeardIn = (all: ReadonlyMap<string, readonly AlarmRecord[]>) => (record: AlarmRecord) =>
    isTold(record) !== false || (all.get(nameOf(record)) ?? []).some((composite) => isTold(composite) !== false);
  const heard = head.alarms.filter(isHeardIn(parents));
  return {
    headByName: byName(head),
    baseByName: byName(base),
    parents,
    twins: Map.groupBy(head.alarms, settingsText),
    covers: new Set(heard.flatMap((record) => coverOf(record) ?? [])),
    isHeard: isHeardIn(parentsBefore),
    held: heldGroups(targets, [...base.alarms, ...head.alarms]),
    targets,
    today,
  };
}

function byName({ alarms }: Side): Map<string, AlarmRecord> {
  return new Map(alarms.map((alarm) => [nameOf(alarm), alarm]));
}

function parentsOf({ alarms }: Side): Map<string, AlarmRecord[]> {
  const parents = new Map<string, AlarmRecord[]>();
  for (const composite of alarms) {
    for (const child of composite.kind === 'composite' ? childrenOf(composite) : []) {
      parents.set(child, [...(parents.get(child) ?? []), composite]);
    }
  }
  return parents;
}

const WORST: readonly Direction[] = ['looser', 'unknown', 'mixed', 'tighter', 'neutral'];

/** What has an error first, then by direction, then by place. */
function worstFirst(findings: readonly DiffFinding[]): (a: AlarmChange, b: AlarmChange) => number {
  const wrong = new Set(findings.filter(({ severity }) => severity === 'error').map(({ alarm }) => alarm));
  const record = ({ before, after }: AlarmChange): AlarmRecord => (after ?? before) as AlarmRecord;
  const rank = (change: AlarmChange): number =>
    (wrong.has(nameOf(record(change))) ? 0 : WORST.length) + WORST.indexOf(change.direction);
  return (a, b) =>
    rank(a) - rank(b) ||
    compareText(record(a).stack, record(b).stack) ||
    compareText(record(a).logicalId, record(b).logicalId);
}
