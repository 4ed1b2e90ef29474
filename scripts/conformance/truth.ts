import type { AlarmState, Comparison, MissingData } from '../../lib/core/alarms/definition.ts';

/** A row of the user guide's tables on missing data; `RETAIN` keeps the state before. */
export interface TableRow extends Readonly<Record<MissingData, AlarmState | 'RETAIN'>> {
  /** `0` not breaching, `X` breaching, `-` missing. */
  readonly datapointsOldestFirst: readonly ('0' | 'X' | '-')[];
}

/** aws-missing-data-tables.json */
export interface MissingDataTables {
  readonly tables: readonly {
    readonly evaluationPeriods: number;
    readonly datapointsToAlarm: number;
    readonly evaluationRange: number;
    readonly rows: readonly TableRow[];
  }[];
}

export interface Publication {
  readonly timestamp: string;
  readonly publishedAt: string;
  /** One sample, or `values` with `counts`. */
  readonly value?: number;
  readonly values?: readonly number[];
  readonly counts?: readonly number[];
}

/** recorded-alarms.json: a state that CloudWatch had, with all data published until then. */
export interface RecordedAlarm {
  readonly id: string;
  /** As PutMetricAlarm takes it, without a name; `Metrics` name the published metric in words. */
  readonly alarm: Readonly<Record<string, unknown>> & { readonly Metrics?: readonly unknown[] };
  readonly priorState: AlarmState;
  readonly publications: readonly Publication[];
  readonly queryDate: string;
  readonly expectedState: AlarmState;
  readonly startDate: string | null;
  readonly recentDatapoints: readonly (number | null)[] | null;
}

/** localstack-missing-data-cases.json: what an emulator expects; opinion, not truth. */
export interface EmulatorCase {
  readonly test: string;
  readonly pattern: string;
  readonly initialState: AlarmState;
  readonly expectedState: AlarmState;
  readonly treatMissingData: MissingData;
  readonly valuesOldestFirst: readonly (number | null)[];
  readonly DatapointsToAlarm: number | null;
  readonly EvaluationPeriods: number;
  readonly ComparisonOperator: Comparison;
  readonly Threshold: number;
}

/** One case answered by the evaluator. */
export interface Answer {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
}

export function differing(answers: readonly Answer[]): Answer[] {
  return answers.filter(({ expected, got }) => expected !== got);
}
