import { evaluationInterval } from '../alarms/evaluate-range.ts';
import {
  BAND_OPERATORS,
  comparedMetric,
  comparisonOf,
  missingDataOf,
  returnedQuery,
  sideOf,
  textOf,
  windowOf,
} from './alarm-facts.ts';
import { canonical } from './canonical.ts';
import type { RawChange } from './compare.ts';
import { compareRules } from './direction-composite.ts';
import { latencyForm } from './direction-latency.ts';
import { compareMissingData, compareStatistics } from './direction-order.ts';
import { DIRECTION_TABLE, type DirectionId } from './direction-table.ts';
import { type AlarmRecord, type Direction, type Pair, Unresolved } from './model.ts';

/** A row of the table, and whether the change is the one named there or the same read backwards. */
interface Reading {
  readonly row: DirectionId;
  readonly back: boolean;
}

const ROWS = new Map(DIRECTION_TABLE.map((row) => [row.id, row]));
const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  looser: 'tighter',
  tighter: 'looser',
  mixed: 'mixed',
  neutral: 'neutral',
  unknown: 'unknown',
};

/** What one property's change does to pages, by the table in docs/directions.md. */
export function directionOf(change: RawChange, { before, after }: Pair): Direction {
  if (!before || !after) return 'unknown';
  const { row, back } = readingOf(change, before, after);
  const direction = ROWS.get(row)?.direction ?? 'unknown';
  return back ? OPPOSITE[direction] : direction;
}

/** What an alarm's change does: what is added pages more, what is removed pages less, parts that disagree are mixed. */
export function combinedDirection(kind: Pair['kind'], properties: readonly { direction: Direction }[]): Direction {
  if (kind === 'added') return 'tighter';
  if (kind === 'removed') return 'looser';
  const found = new Set(properties.map(({ direction }) => direction));
  if (found.has('unknown')) return 'unknown';
  if (found.has('mixed') || (found.has('looser') && found.has('tighter'))) return 'mixed';
  return found.has('looser') ? 'looser' : found.has('tighter') ? 'tighter' : 'neutral';
}

/** The row of the table that a change is of. */
export function rowOf(change: RawChange, before: AlarmRecord, after: AlarmRecord): DirectionId {
  return readingOf(change, before, after).row;
}

type Reader = (change: RawChange, before: AlarmRecord, after: AlarmRecord) => Reading;

const WORDS = /^(AlarmName|AlarmDescription|OKActions|Tags(\..*)?|Metrics\.[^.]+\.Label)$/;

const READERS: Readonly<Record<string, Reader>> = {
  Threshold: readThreshold,
  ComparisonOperator: (_, before, after) => readOperator(before, after),
  DatapointsToAlarm: (_, before, after) => readPeriods(before, after),
  EvaluationPeriods: (_, before, after) => readPeriods(before, after),
  Period: () => plain('period'),
  TreatMissingData: (_, before, after) => readMissingData(before, after),
  Statistic: (_, before, after) => readStatistic(before, after),
  ExtendedStatistic: (_, before, after) => readStatistic(before, after),
  EvaluateLowSampleCountPercentile: () => plain('low-samples'),
  ActionsEnabled: ({ after }) => ({ row: 'actions-enabled', back: after !== false }),
  ActionsSuppressorWaitPeriod: (change) => readLength('suppressor-time', change),
  ActionsSuppressorExtensionPeriod: (change) => readLength('suppressor-time', change),
  'EvaluationCriteria.PromQLCriteria.PendingPeriod': (change) => readLength('pending', change),
  'EvaluationCriteria.PromQLCriteria.RecoveryPeriod': () => plain('recovery'),
  EvaluationInterval: () => plain('recovery'),
};

function readingOf(change: RawChange, before: AlarmRecord, after: AlarmRecord): Reading {
  const { name } = change;
  if (WORDS.test(name)) return plain('words');
  // Lists and rules have open names within them and can be compared all the same.
  if (name === 'AlarmActions' || name === 'InsufficientDataActions') return readActions(change);
  if (name === 'AlarmRule') return readRule(change);
  if (name === 'ActionsSuppressor') return readSuppressor(change);
  if (change.before instanceof Unresolved || change.after instanceof Unresolved) return plain('open');
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader) return reader(change, before, after);
  return name.startsWith('Metrics.') ? readQuery(change, before, after) : plain('metric');
}

function plain(row: DirectionId): Reading {
  return { row, back: false };
}

function readThreshold({ before: low, after: high }: RawChange, before: AlarmRecord, after: AlarmRecord): Reading {
  const side = sideOf(before);
  if (typeof low !== 'number' || typeof high !== 'number') return plain('metric');
  if (side === undefined || side === 'band' || side !== sideOf(after)) return plain('metric');
  return { row: side === 'above' ? 'threshold-above' : 'threshold-below', back: high < low };
}

function readOperator(before: AlarmRecord, after: AlarmRecord): Reading {
  const [one, other] = [
    textOf(before.properties, 'ComparisonOperator'),
    textOf(after.properties, 'ComparisonOperator'),
  ];
  const side = sideOf(before);
  if (one === undefined || other === undefined || side !== sideOf(after)) return plain('operator-other');
  if (side === 'band') {
    const [sides = 1, others = 1] = [BAND_OPERATORS[one], BAND_OPERATORS[other]];
    return sides === others ? plain('operator-other') : { row: 'band-sides', back: others > sides };
  }
  return comparisonOf(before) ? { row: 'or-equal', back: other.includes('OrEqual') } : plain('operator-other');
}

function readPeriods(before: AlarmRecord, after: AlarmRecord): Reading {
  const [one, other] = [windowOf(before), windowOf(after)];
  if (!one || !other) return plain('metric');
  const interval = (window: typeof one) => evaluationInterval(window.periodSeconds, window.evaluationPeriods);
  if (interval(one) !== interval(other)) return plain('cadence');
  const needed = other.datapointsToAlarm - one.datapointsToAlarm;
  const room = other.evaluationPeriods - one.evaluationPeriods;
  const frozen = [before, after].some(({ properties }) => properties.EvaluateLowSampleCountPercentile === 'ignore');
  // A frozen state may be kept for longer by whoever looks at more periods.
  if (frozen && room !== 0) return plain('periods-other');
  const back = room < 0 || (room === 0 && needed < 0);
  const [rise, wider] = back ? [-needed, -room] : [needed, room];
  if (rise >= wider && rise > 0) return { row: 'more-needed', back };
  const filled = [before, after].every((alarm) => /^(notBreaching|breaching)$/.test(missingDataOf(alarm) ?? ''));
  return rise <= 0 && filled ? { row: 'more-room', back } : plain('periods-other');
}

function readMissingData(before: AlarmRecord, after: AlarmRecord): Reading {
  const [one, other] = [missingDataOf(before), missingDataOf(after)];
  if (one === undefined || other === undefined) return plain('metric');
  const order = compareMissingData(one, other);
  if (order === undefined) return plain('missing-or-ignore');
  return order === 0 ? plain('words') : { row: 'missing-data', back: order < 0 };
}

function readStatistic(before: AlarmRecord, after: AlarmRecord): Reading {
  const [one, other] = [comparedMetric(before)?.stat, comparedMetric(after)?.stat];
  const side = sideOf(before);
  const ignored = [before, after].some(({ properties }) => properties.EvaluateLowSampleCountPercentile === 'ignore');
  const order = one === undefined || other === undefined || ignored ? undefined : compareStatistics(one, other);
  if (order === undefined || (side !== 'above' && side !== 'below') || side !== sideOf(after))
    return plain('statistic-other');
  if (order === 0) return plain('words');
  return { row: side === 'above' ? 'statistic-above' : 'statistic-below', back: order < 0 };
}

/** A part of `Metrics.<id>`: the one metric's statistic, or one figure of a form that holdband knows. */
function readQuery({ name }: RawChange, before: AlarmRecord, after: AlarmRecord): Reading {
  if (name.endsWith('.MetricStat.Period') || /^Metrics\.[^.]+\.Period$/.test(name)) return plain('period');
  const statistic = name.endsWith('.MetricStat.Stat');
  if (statistic && [before, after].every((alarm) => returnedQuery(alarm)?.MetricStat !== undefined))
    return readStatistic(before, after);
  if (!statistic && !name.endsWith('.Expression')) return plain('metric');
  const [one, other] = [latencyForm(before), latencyForm(after)];
  if (!one || !other || one.rest !== other.rest || one.objectiveSeconds === other.objectiveSeconds)
    return plain('metric');
  if (sideOf(before) !== 'above' || sideOf(after) !== 'above') return plain('metric');
  const row = one.kind === 'share' ? 'objective-share' : 'objective-estimate';
  return { row, back: other.objectiveSeconds < one.objectiveSeconds };
}

function readActions({ before = [], after = [] }: RawChange): Reading {
  if (!Array.isArray(before) || !Array.isArray(after)) return plain('open');
  const [old, now] = [new Set(before.map(canonical)), new Set(after.map(canonical))];
  const gone = before.filter((action) => !now.has(canonical(action)));
  const come = after.filter((action) => !old.has(canonical(action)));
  if (gone.length > 0 && come.length > 0)
    return plain([...gone, ...come].some((action) => action instanceof Unresolved) ? 'open' : 'actions-exchanged');
  return { row: 'actions', back: come.length > 0 };
}

function readRule({ before, after }: RawChange): Reading {
  switch (compareRules(before, after)) {
    case 'the same':
      return plain('rule-rewritten');
    case 'holds less often':
      return { row: 'rule', back: false };
    case 'holds more often':
      return { row: 'rule', back: true };
    case 'incomparable':
      return plain(before instanceof Unresolved || after instanceof Unresolved ? 'open' : 'rule-other');
  }
}

function readSuppressor({ before, after }: RawChange): Reading {
  if (before !== undefined && after !== undefined) return plain('metric');
  return { row: 'suppressor', back: after === undefined };
}

function readLength(row: DirectionId, { before = 0, after = 0 }: RawChange): Reading {
  return typeof before === 'number' && typeof after === 'number' ? { row, back: after < before } : plain('metric');
}
