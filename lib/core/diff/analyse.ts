import { applyRules } from '../config/rules.ts';
import type { Settings } from '../config/schema.ts';
import { compareText } from '../order.ts';
import type { Target } from '../targets.ts';
import { costOf } from './alarm-cost.ts';
import { nameOf } from './alarm-facts.ts';
import { indexAlarms } from './alarm-index.ts';
import { canonical } from './canonical.ts';
import { compareAlarms, compareProperties } from './compare.ts';
import { consequenceOf } from './consequence.ts';
import { type Cover, coverOf, mayCover } from './cover.ts';
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
import { activeRules, DIFF_RULES } from './rules.ts';
import { followedBy, isSuccession, type Succession, successionsOf } from './successors.ts';

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
  const [base, head] = groundSides(inOrder(before), inOrder(after));
  const pairs = matchAlarms(base, head);
  const successions = successionsOf(pairs, base, head);
  const changes = pairs.map((pair) => changeOf(pair, successions));
  const { findings, notes } = findingsOf(changes, base, head, successions, options);
  const [old, now] = [costOf(base.alarms), costOf(head.alarms)];
  const unpriced = Math.max(old.unpriced, now.unpriced);
  return {
    base: base.label,
    head: head.label,
    changes: changes.toSorted(worstFirst(findings)),
    findings,
    cost: { before: old.cost, after: now.cost },
    alarms: { before: base.alarms.length, after: head.alarms.length },
    notes: [...new Set([...base.notes, ...head.notes]), ...notes, ...(unpriced > 0 ? [unpricedNote(unpriced)] : [])],
  };
}

/** A template may be written in another order; what is said first, or named as one of several, must not depend on it. */
function inOrder(side: Side): Side {
  const placed = side.alarms.map(
    (alarm) => [canonical([alarm.stack, alarm.logicalId, alarm.properties]), alarm] as const,
  );
  return { ...side, alarms: placed.toSorted(([a], [b]) => compareText(a, b)).map(([, alarm]) => alarm) };
}

function unpricedNote(count: number): string {
  const which = 'PromQL, logs, Metrics Insights, periods below a minute';
  return `${count === 1 ? '1 alarm is' : `${count} alarms are`} not in the cost (${which})`;
}

function changeOf(pair: Pair, successions: ReadonlyMap<string, Succession>): AlarmChange {
  const { kind, before, after } = pair;
  const raw =
    before && after
      ? compareAlarms(before, after)
      : compareProperties(before?.properties ?? {}, after?.properties ?? {});
  const whole = combinedDirection(kind, []);
  const properties = raw.map((change): PropertyChange => {
    if (!before || !after) return { ...change, direction: whole };
    return { ...change, direction: isSuccession(change, successions) ? 'neutral' : directionOf(change, pair) };
  });
  const follows = before && after ? followedBy(before, after, successions) : [];
  return {
    ...pair,
    direction: combinedDirection(kind, properties),
    properties,
    consequence: consequenceOf(pair, follows),
    ...(follows.length > 0 && { follows }),
  };
}

function findingsOf(
  changes: readonly AlarmChange[],
  base: Side,
  head: Side,
  successions: ReadonlyMap<string, Succession>,
  { now, rules, targets = [] }: AnalyseOptions,
): { readonly findings: DiffFinding[]; readonly notes: string[] } {
  const today = now.toISOString().slice(0, 10);
  const context = contextOf(base, head, successions, targets, today);
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
  // Settings of lint rules are for `holdband validate` to tell.
  const ended = expired.filter(({ rule }) => DIFF_RULES.some(({ id }) => id === rule));
  return {
    findings: findings.toSorted(byWeight),
    notes: ended.map(({ rule, until, reason }) => {
      const why = reason === undefined ? '' : ` (${reason})`;
      return `the setting of rule ${rule} ended on ${until}${why}: the rule is as ever`;
    }),
  };
}

function contextOf(
  base: Side,
  head: Side,
  successions: ReadonlyMap<string, Succession>,
  targets: readonly Target[],
  today: string,
): RuleContext {
  const [before, after] = [indexAlarms(base), indexAlarms(head)];
  const twins = Map.groupBy(head.alarms, twinKey);
  const heard = after.alarms.filter((record) => after.isHeard(record)).flatMap((record) => coverOf(record) ?? []);
  const covers: ReadonlyMap<string, readonly Cover[]> = Map.groupBy(heard, ({ what }) => what);
  return {
    base: before,
    head: after,
    twinsOf: (record) => twins.get(twinKey(record)) ?? [],
    isCovered: (cover) => (covers.get(cover.what) ?? []).some((other) => mayCover(other, cover)),
    successions,
    held: heldGroups(targets, [...base.alarms, ...head.alarms]),
    targets,
    today,
  };
}

/** Two stacks may be of two accounts, and what they leave open may be two things. */
function twinKey(record: AlarmRecord): string {
  return JSON.stringify([record.stack, settingsText(record)]);
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
