import type { Statistic } from '../statistics/statistic.ts';
import type { AlarmState, Comparison, MissingData } from './definition.ts';
import type { Series } from './math/series.ts';

/** Figures an alarm is evaluated over. Their period divides the alarm's. */
export interface InputSeries extends Series {
  /** Samples behind each value, for low-sample percentiles and for weighing averages. Default: not known. */
  readonly sampleCounts?: Float64Array;
  /** Epoch seconds from which each value can be read, for late data. Default: as soon as its period has closed. */
  readonly visibleFrom?: Float64Array;
  /**
   * True where each value is already that of a whole period of the alarm, ending with its slot: then nothing is added up.
   * For percentiles over long periods, which cannot be put together from parts. Default: false.
   */
  readonly whole?: boolean;
}

/** Metric math, compiled: see `math/compile.ts`. */
export interface AlarmExpression {
  evaluate(inputs: ReadonlyMap<string, Series>): Series;
  /**
   * Whether a value depends on the inputs' values at the same moment only. Such an expression is computed once over a
   * whole series; any other (`FILL(m1, LINEAR)`, `AVG(m1)`) anew over each evaluation range, which changes its result.
   */
  readonly pointwise: boolean;
}

/** What an alarm compares with its threshold. */
export type AlarmSource =
  | { readonly kind: 'metric'; readonly statistic: Statistic }
  | { readonly kind: 'math'; readonly metrics: ReadonlyMap<string, Statistic>; readonly expression: AlarmExpression };

/** A metric alarm with a static threshold, as data: everything its evaluation depends on. */
export interface MetricAlarm {
  readonly name: string;
  readonly source: AlarmSource;
  /** 10, 20, 30 or a multiple of 60. */
  readonly periodSeconds: number;
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M of "M out of N", 1 to N. */
  readonly datapointsToAlarm: number;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly treatMissingData: MissingData;
  /** What becomes of a percentile of too few samples: `ignore` leaves the state as it is. */
  readonly lowSamples: 'evaluate' | 'ignore';
}

export interface EvaluationOptions {
  /** State before the first evaluation. Default: INSUFFICIENT_DATA, that of a new alarm. */
  readonly initialState?: AlarmState;
  /** Periods beyond N that are looked at for data. Default: {@link extraPeriodsOf} the period. */
  readonly extraPeriods?: number;
  /** A second reading of `extraPeriods` to compare with. Default: as {@link extraPeriodsOf}, unless `extraPeriods` is given. */
  readonly otherExtraPeriods?: number;
  /** How long after its end a period is first looked at. Default: 0. Recorded 10 s metric alarms wait 10. */
  readonly visibilityDelaySeconds?: number;
  /** Evaluates once, when the last value's period has closed. Default: at every evaluation since the first whole period. */
  readonly last?: boolean;
}

/** Whether a value breaches, as a function of one argument so that the loop over values stays small. */
export function breaches(comparison: Comparison, threshold: number): (value: number) => boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return (value) => value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= threshold;
    case 'LessThanThreshold':
      return (value) => value < threshold;
    case 'LessThanOrEqualToThreshold':
      return (value) => value <= threshold;
  }
}
