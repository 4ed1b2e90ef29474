import { formatSeconds, trim } from '../units.ts';
import { comparedMetric, numberOf, returnedQuery, sideOf, textOf, windowOf } from './alarm-facts.ts';
import { isRecord } from './canonical.ts';
import { childrenOf } from './children.ts';
import { describeCover } from './cover.ts';
import { latencyForm } from './direction-latency.ts';
import { unitSymbol } from './metric-facts.ts';
import type { AlarmRecord, Pair } from './model.ts';

/**
 * Seconds from the start of the first bad period until the alarm can be in ALARM at the earliest: M whole periods, or the
 * pending period of PromQL. Not known for composites, which follow their children at once, and where a template leaves a
 * setting open.
 */
export function earliestPageSeconds(record: AlarmRecord): number | undefined {
  if (record.kind === 'promql') return pendingSeconds(record);
  const window = windowOf(record);
  return window && window.datapointsToAlarm * window.periodSeconds;
}

/** How long a PromQL query has to hold. */
function pendingSeconds({ properties: { EvaluationCriteria: criteria } }: AlarmRecord): number | undefined {
  const { PromQLCriteria: promQl } = isRecord(criteria) ? criteria : {};
  if (!isRecord(promQl)) return undefined;
  return promQl.PendingPeriod === undefined ? 0 : numberOf(promQl, 'PendingPeriod');
}

/** `3 min`, `30 s`. */
export function formatMinutes(seconds: number): string {
  return seconds % 60 === 0 ? `${trim(seconds / 60)} min` : formatSeconds(seconds);
}

/**
 * One line for on-call: when it fires and how soon, before and after; what is the same is said once.
 *
 * @param follows what was made anew, and that the alarm follows
 */
export function consequenceOf(
  { kind, before, after }: Pair,
  follows: readonly { readonly before: string; readonly after: string }[] = [],
): string {
  if (before && after) {
    return [
      ...follows.map((one) => `watches ${one.after} now, was ${one.before}`),
      changed('fires', firesWhen(before), firesWhen(after)),
      changed('earliest page after', soonest(before), soonest(after)),
      objectiveText(before, after),
    ]
      .filter((part) => part !== '')
      .join('; ');
  }
  const record = (after ?? before) as AlarmRecord;
  const soon = soonest(record);
  const removed = record.kept ? 'stays in the account, in no stack, and fires' : 'no longer fires';
  const verb = kind === 'removed' ? removed : 'fires';
  return `${verb} ${firesWhen(record)}${soon === '' ? '' : `; earliest page after ${soon}`}`;
}

function changed(what: string, before: string, after: string): string {
  if (before === '' && after === '') return '';
  if (before === after) return `${what} ${after}, as before`;
  return `${what} ${after || 'not known'}, was ${before || 'not known'}`;
}

/** `when p95 of TargetResponseTime > 0.8 s, 3 of 5 × 1 min`. */
function firesWhen(record: AlarmRecord): string {
  if (record.kind === 'composite') return `with ${childrenText(record)}`;
  if (record.kind === 'promql') return 'by its PromQL query';
  if (record.kind === 'log') return 'by its query of logs';
  const window = windowOf(record);
  if (!window) return `when ${conditionOf(record)}`;
  const { datapointsToAlarm, evaluationPeriods, periodSeconds } = window;
  return `when ${conditionOf(record)}, ${datapointsToAlarm} of ${evaluationPeriods} × ${formatMinutes(periodSeconds)}`;
}

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

function conditionOf(record: AlarmRecord): string {
  const { properties } = record;
  if (sideOf(record) === 'band') return `${describeCover(record)} leaves its usual band`;
  const threshold = numberOf(properties, 'Threshold');
  const form = latencyForm(record);
  const sign = SIGNS[textOf(properties, 'ComparisonOperator') ?? ''] ?? 'is beside';
  if (form && threshold !== undefined) {
    return `${sign} ${threshold} % of requests take longer than ${trim(form.objectiveSeconds)} s`;
  }
  const metric = comparedMetric(record);
  const label = textOf(returnedQuery(record) ?? {}, 'Label');
  const what = metric?.stat ? `${metric.stat} of ${metric.metricName ?? 'a metric'}` : (label ?? describeCover(record));
  if (threshold === undefined) return `${what} ${sign} a threshold left open`;
  // As it is written: rounded, 99.95 and 99.99 would be the same.
  return `${what} ${sign} ${threshold}${metric ? unitSymbol(metric) : ''}`;
}

const NAMED_CHILDREN = 3;

function childrenText(record: AlarmRecord): string {
  const children = childrenOf(record).map(({ name }) => name);
  if (children.length === 0) return 'its rule';
  const shown = children.slice(0, NAMED_CHILDREN).join(', ');
  return children.length > NAMED_CHILDREN ? `${shown} and ${children.length - NAMED_CHILDREN} more` : shown;
}

function soonest(record: AlarmRecord): string {
  const seconds = earliestPageSeconds(record);
  return seconds === undefined ? '' : formatMinutes(seconds);
}

/** What was asked for and what is deployed, where holdband moved a bound to an edge that CloudWatch counts exactly at. */
function objectiveText(before: AlarmRecord, after: AlarmRecord): string {
  const [then, now] = [askedObjective(before), askedObjective(after)];
  if (!now || then?.asked === now.asked) return '';
  const from = then ? `, was ${trim(then.asked)} s (${trim(then.deployed)} s)` : '';
  return `objective asked ${trim(now.asked)} s, deployed ${trim(now.deployed)} s${from}`;
}

/** As holdband's descriptions have it. */
const OBJECTIVE = /Objective: (?:asked ([\d.]+) s, deployed )?(\d+(?:\.\d+)?) s/;

function askedObjective({
  properties,
}: AlarmRecord): { readonly asked: number; readonly deployed: number } | undefined {
  const match = OBJECTIVE.exec(textOf(properties, 'AlarmDescription') ?? '');
  if (!match) return undefined;
  const deployed = Number(match[2]);
  return { asked: match[1] === undefined ? deployed : Number(match[1]), deployed };
}
