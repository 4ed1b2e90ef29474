import type { AlarmState } from '../alarms/definition.ts';
import type { AlarmMetric } from '../inventory/alarm-metrics.ts';

/** A metric and a statistic over it, as an alarm reads it. */
export type MetricRead = Omit<AlarmMetric, 'id'>;

/** Values of one metric and statistic, one a minute; NaN where there is no data point. */
export interface HistorySeries {
  /** Start of the first minute, epoch seconds, a multiple of 60. */
  readonly start: number;
  readonly values: Float64Array;
  /** Samples of each value, for percentiles of few samples and for weighing averages. @default - not known */
  readonly sampleCounts?: Float64Array;
  /**
   * True where each value is that of the whole period asked for, ending with its minute; false where it is of the minute
   * alone, to be added up by who reads it.
   *
   * @default false
   */
  readonly whole?: boolean;
  /** Why the values may not be what CloudWatch had, one sentence. @default - they are */
  readonly approximate?: string;
}

/** Past traffic, as far as it is known. Times are epoch seconds, `[from, to)`. */
export interface History {
  readonly from: number;
  readonly to: number;
  readonly source: 'access-logs' | 'recording' | 'live' | 'simulation';
  /**
   * What a statistic was, minute by minute, for an alarm of `periodSeconds`.
   *
   * @returns `undefined` where this history does not know the metric, which is not the same as a metric without data
   */
  series(read: MetricRead, periodSeconds: number): HistorySeries | undefined;
  /**
   * Start of the first minute with data of what the metric is of, whichever metric they are of: before that a target group
   * may not have been there. Epoch seconds, `undefined` where there are none.
   *
   * @default - not told
   */
  begins?(read: MetricRead): number | undefined;
  /** Stretches nothing is known of: they are neither quiet nor bad. Ascending, disjoint. */
  readonly gaps: readonly Stretch[];
  /** What could not be read, one sentence each. */
  readonly notes: readonly string[];
  /** Values of the dimensions of what is known, such as full names of target groups; ascending. @default - not told */
  readonly resources?: readonly string[];
}

/** `[from, to)`, epoch seconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Something that really happened, as a person wrote it down. Epoch seconds. */
export interface Incident {
  readonly start: number;
  readonly end: number;
  readonly note: string;
}

/** One stay in ALARM. */
export interface Episode {
  /** Epoch seconds: the evaluation that entered ALARM, and the one that left it (or the end of what is known). */
  readonly start: number;
  readonly end: number;
  /** The furthest value beyond the threshold. @default - a composite, or not known */
  readonly peak?: number;
  /** False where a suppressor kept its actions back. */
  readonly paged: boolean;
}

/** What one alarm would have done. */
export interface AlarmReplay {
  readonly name: string;
  /** Full name. @default - the alarm reads no metric of a target group, or of several */
  readonly targetGroup?: string;
  readonly episodes: readonly Episode[];
  /** Episodes that called somebody: its actions are enabled, no suppressor held them, and it is no mere child. */
  readonly pages: number;
  /** True where it has no action, or its actions are disabled. @default false */
  readonly callsNobody?: boolean;
  readonly minutesInAlarm: number;
  /** Minutes evaluated outside gaps. */
  readonly minutesObserved: number;
  readonly minutesInsufficientData: number;
  /**
   * With incidents, for an alarm that calls somebody: how many it called somebody for, how many it did not, and the median
   * seconds from start to page.
   */
  readonly caught?: number;
  readonly missed?: number;
  readonly medianDelaySeconds?: number;
  /** Pages that overlap no incident. */
  readonly falsePages?: number;
  /** Why it could not be replayed. Then every count is 0. */
  readonly unknown?: string;
  /** What limits the answer: approximate percentiles, other reading of the evaluation range, gaps. */
  readonly notes: readonly string[];
}

/** States of one alarm over time. */
export interface StateTimeline {
  /** Time of the first evaluation, epoch seconds; the others follow minute by minute. */
  readonly start: number;
  /** `undefined` where an evaluation would look into a gap. */
  readonly states: readonly (AlarmState | undefined)[];
}

/** A whole backtest. */
export interface Backtest {
  readonly from: number;
  readonly to: number;
  readonly alarms: readonly AlarmReplay[];
  readonly notes: readonly string[];
}
