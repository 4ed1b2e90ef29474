import { type LatencyExpression, shareExpression, survivorExpression } from '../alarms/expressions.ts';
import { type Direction, Unresolved } from './model.ts';

/** What a row rests on. */
export const PROOFS = {
  always: 'whatever the data: in ALARM only where the other is, or was within its own look-back',
  purpose:
    'fewer requests count, but the estimate of the background moves with them, so that a moment may go the other way',
  none: 'nothing: data decide',
} as const;
export type Proof = keyof typeof PROOFS;

type Settings = Readonly<Record<string, unknown>>;

/** One way in which a property can change, and what it does to pages. Read backwards, looser is tighter. */
export interface DirectionRow {
  readonly id: string;
  /** Properties, as Markdown. */
  readonly property: string;
  /** Operators it holds for. @default - all */
  readonly operators?: string;
  readonly change: string;
  /** The change read backwards. @default - it reads the same both ways */
  readonly back?: string;
  readonly direction: Direction;
  readonly proof: Proof;
  /** Settings of two alarms that differ in this way, beside those of {@link EXAMPLE}. */
  readonly example: readonly [before: Settings, after: Settings];
}

/** The alarm that the examples are changes of. */
export const EXAMPLE: Settings = {
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'TargetResponseTime',
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 3,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
};
const BELOW = { ComparisonOperator: 'LessThanThreshold' };
const BAND = { Threshold: undefined, ThresholdMetricId: 'band' };
const ROOM = { DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' };
const P99 = { Statistic: undefined, ExtendedStatistic: 'p99' };
const CHILD = { AlarmRule: 'ALARM(a)' };

/** What every change does to pages: the one source of the judgement, of docs/directions.md and of the tests. */
export const DIRECTION_TABLE = [
  {
    id: 'threshold-above',
    property: '`Threshold`',
    operators: 'above',
    change: 'raised',
    back: 'lowered',
    direction: 'looser',
    proof: 'always',
    example: [{}, { Threshold: 2 }],
  },
  {
    id: 'threshold-below',
    property: '`Threshold`',
    operators: 'below',
    change: 'raised',
    back: 'lowered',
    direction: 'tighter',
    proof: 'always',
    example: [BELOW, { ...BELOW, Threshold: 2 }],
  },
  {
    id: 'or-equal',
    property: '`ComparisonOperator`',
    operators: 'one side',
    change: '"or equal" dropped',
    back: '"or equal" added',
    direction: 'looser',
    proof: 'always',
    example: [{ ComparisonOperator: 'GreaterThanOrEqualToThreshold' }, {}],
  },
  {
    id: 'band-sides',
    property: '`ComparisonOperator`',
    operators: 'anomaly band',
    change: 'one side instead of both',
    back: 'both sides instead of one',
    direction: 'looser',
    proof: 'always',
    example: [
      { ...BAND, ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold' },
      { ...BAND, ComparisonOperator: 'GreaterThanUpperThreshold' },
    ],
  },
  {
    id: 'operator-other',
    property: '`ComparisonOperator`',
    change: 'any other',
    direction: 'unknown',
    proof: 'none',
    example: [{}, BELOW],
  },
  {
    id: 'more-needed',
    property: 'M (`DatapointsToAlarm`) of N (`EvaluationPeriods`)',
    change: 'M rises, N stays or rises by no more',
    back: 'M falls, N stays or falls by no more',
    direction: 'looser',
    proof: 'always',
    example: [{ DatapointsToAlarm: 2 }, { DatapointsToAlarm: 3, EvaluationPeriods: 4 }],
  },
  {
    id: 'more-room',
    property: 'M of N',
    change: 'N rises, M does not; missing data are `breaching` or `notBreaching`',
    back: 'N falls, M does not',
    direction: 'tighter',
    proof: 'always',
    example: [ROOM, { ...ROOM, EvaluationPeriods: 5 }],
  },
  {
    id: 'periods-other',
    property: 'M of N',
    change: 'any other',
    direction: 'mixed',
    proof: 'none',
    example: [{ DatapointsToAlarm: 2 }, { DatapointsToAlarm: 2, EvaluationPeriods: 5 }],
  },
  {
    id: 'cadence',
    property: 'M of N',
    change: 'N periods pass a day, which is then looked at hourly',
    direction: 'unknown',
    proof: 'none',
    example: [
      { Period: 3600, EvaluationPeriods: 24 },
      { Period: 3600, EvaluationPeriods: 25 },
    ],
  },
  {
    id: 'period',
    property: '`Period`',
    change: 'any',
    direction: 'mixed',
    proof: 'none',
    example: [{}, { Period: 300 }],
  },
  {
    id: 'missing-data',
    property: '`TreatMissingData`',
    change: 'from `breaching` to another, from any to `notBreaching`',
    back: 'from another to `breaching`, from `notBreaching` to any',
    direction: 'looser',
    proof: 'always',
    example: [{ TreatMissingData: 'breaching' }, { TreatMissingData: 'missing' }],
  },
  {
    id: 'missing-or-ignore',
    property: '`TreatMissingData`',
    change: '`missing` for `ignore`, or back',
    direction: 'mixed',
    proof: 'none',
    example: [{}, { TreatMissingData: 'ignore' }],
  },
  {
    id: 'statistic-above',
    property: '`Statistic`, `ExtendedStatistic`, `Stat`',
    operators: 'above',
    change: 'to a lower one',
    back: 'to a higher one',
    direction: 'looser',
    proof: 'always',
    example: [{ Statistic: 'Maximum' }, {}],
  },
  {
    id: 'statistic-below',
    property: '`Statistic`, `ExtendedStatistic`, `Stat`',
    operators: 'below',
    change: 'to a lower one',
    back: 'to a higher one',
    direction: 'tighter',
    proof: 'always',
    example: [{ ...BELOW, Statistic: 'Maximum' }, BELOW],
  },
  {
    id: 'statistic-other',
    property: '`Statistic`, `ExtendedStatistic`, `Stat`',
    change: 'any other',
    direction: 'unknown',
    proof: 'none',
    example: [{}, { Statistic: 'Sum' }],
  },
  {
    id: 'objective-share',
    property: "objective of holdband's plain share",
    operators: 'above',
    change: 'raised',
    back: 'lowered',
    direction: 'looser',
    proof: 'always',
    example: [shareOf(1), shareOf(2)],
  },
  {
    id: 'objective-estimate',
    property: "objective of holdband's estimate",
    operators: 'above',
    change: 'raised',
    back: 'lowered',
    direction: 'looser',
    proof: 'purpose',
    example: [estimateOf(1), estimateOf(2)],
  },
  {
    id: 'low-samples',
    property: '`EvaluateLowSampleCountPercentile`',
    change: 'any',
    direction: 'mixed',
    proof: 'none',
    example: [P99, { ...P99, EvaluateLowSampleCountPercentile: 'ignore' }],
  },
  {
    id: 'actions',
    property: '`AlarmActions`, `InsufficientDataActions`',
    change: 'removed',
    back: 'added',
    direction: 'looser',
    proof: 'always',
    example: [{ AlarmActions: ['page', 'chat'] }, { AlarmActions: ['chat'] }],
  },
  {
    id: 'actions-exchanged',
    property: '`AlarmActions`, `InsufficientDataActions`',
    change: 'exchanged',
    direction: 'mixed',
    proof: 'none',
    example: [{ AlarmActions: ['page'] }, { AlarmActions: ['chat'] }],
  },
  {
    id: 'actions-enabled',
    property: '`ActionsEnabled`',
    change: 'switched off',
    back: 'switched on',
    direction: 'looser',
    proof: 'always',
    example: [{}, { ActionsEnabled: false }],
  },
  {
    id: 'suppressor',
    property: '`ActionsSuppressor`',
    change: 'added',
    back: 'removed',
    direction: 'looser',
    proof: 'always',
    example: [CHILD, { ...CHILD, ActionsSuppressor: 'deployment' }],
  },
  {
    id: 'suppressor-time',
    property: '`ActionsSuppressorWaitPeriod`, `ActionsSuppressorExtensionPeriod`',
    change: 'longer',
    back: 'shorter',
    direction: 'looser',
    proof: 'always',
    example: [
      { ...CHILD, ActionsSuppressorWaitPeriod: 60 },
      { ...CHILD, ActionsSuppressorWaitPeriod: 120 },
    ],
  },
  {
    id: 'rule',
    property: '`AlarmRule`',
    change: 'holds less often: child out of OR, into AND',
    back: 'holds more often: child into OR, out of AND',
    direction: 'looser',
    proof: 'always',
    example: [{ AlarmRule: 'ALARM(a) OR ALARM(b)' }, CHILD],
  },
  {
    id: 'rule-rewritten',
    property: '`AlarmRule`',
    change: 'the same in other words',
    direction: 'neutral',
    proof: 'always',
    example: [{ AlarmRule: 'ALARM(a) OR ALARM(b)' }, { AlarmRule: 'ALARM(b) OR ALARM(a)' }],
  },
  {
    id: 'rule-other',
    property: '`AlarmRule`',
    change: 'any other',
    direction: 'unknown',
    proof: 'none',
    example: [CHILD, { AlarmRule: 'ALARM(b)' }],
  },
  {
    id: 'pending',
    property: '`PendingPeriod` of PromQL',
    change: 'longer',
    back: 'shorter',
    direction: 'looser',
    proof: 'always',
    example: [promQl(60), promQl(300)],
  },
  {
    id: 'recovery',
    property: '`RecoveryPeriod`, `EvaluationInterval` of PromQL',
    change: 'any',
    direction: 'mixed',
    proof: 'none',
    example: [{ EvaluationInterval: 60 }, { EvaluationInterval: 300 }],
  },
  {
    id: 'words',
    property: '`AlarmName`, `AlarmDescription`, `Tags`, `Label`, `OKActions`',
    change: 'any',
    direction: 'neutral',
    proof: 'always',
    example: [{}, { AlarmDescription: 'slow' }],
  },
  {
    id: 'metric',
    property: '`Namespace`, `MetricName`, `Dimensions`, `Unit`, `Expression` and all others',
    change: 'any',
    direction: 'unknown',
    proof: 'none',
    example: [{}, { MetricName: 'RequestCount' }],
  },
  {
    id: 'open',
    property: 'any, with a value that a template leaves open',
    change: 'any',
    direction: 'unknown',
    proof: 'none',
    example: [{}, { Threshold: new Unresolved('!Ref Threshold') }],
  },
] as const satisfies readonly DirectionRow[];

export type DirectionId = (typeof DIRECTION_TABLE)[number]['id'];

function shareOf(objective: number): Settings {
  return latencyOf(shareExpression(objective, 'TC'));
}

function estimateOf(objective: number): Settings {
  const edges = { slowFrom: objective, slowTo: 10, sideFrom: 45, sideTo: 230 };
  return latencyOf(survivorExpression(edges, { z: 3, margin: 1 }, 'TC'));
}

/** One of holdband's latency alarms in the place of the example's metric. */
function latencyOf({ stats, expression }: LatencyExpression): Settings {
  const metric = { Namespace: EXAMPLE.Namespace, MetricName: EXAMPLE.MetricName };
  const metrics = Object.entries(stats).map(([Id, Stat]) => ({
    Id,
    MetricStat: { Metric: metric, Period: EXAMPLE.Period, Stat },
    ReturnData: false,
  }));
  const gone = Object.fromEntries(['Namespace', 'MetricName', 'Statistic', 'Period'].map((key) => [key, undefined]));
  return { ...gone, Metrics: [...metrics, { Id: 'alarm0', Expression: expression, ReturnData: true }] };
}

function promQl(pendingSeconds: number): Settings {
  return { EvaluationCriteria: { PromQLCriteria: { Query: 'up == 0', PendingPeriod: pendingSeconds } } };
}
