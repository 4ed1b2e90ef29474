import type { AlarmState } from '../alarms/definition.ts';

/** A metric and a statistic over it, as an alarm reads it. */
export interface MetricRead {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** CloudWatch statistic string, such as `Sum`, `p95` or `TC(0.826446281:9.8497326758)`. */
  readonly stat: string;
}

/** What was read of one metric and statistic: minutes without gaps, in which a missing value is NaN. */
export interface HistorySeries extends MetricRead {
  /** Start of the first value, epoch seconds, a multiple of 60. */
  readonly start: number;
  /** One value a minute (or `periodSeconds`). NaN: no data point. */
  readonly values: Float64Array;
  /** @default 60 */
  readonly periodSeconds?: number;
  /** Samples of each value, for percentiles of few samples. @default - not known */
  readonly sampleCounts?: Float64Array;
}

/** Past traffic, as far as it is known. Times are epoch seconds, `[from, to)`. */
export interface History {
  readonly from: number;
  readonly to: number;
  readonly source: 'access-logs' | 'recording' | 'live' | 'simulation';
  /**
   * The value a statistic had over periods of `periodSeconds` that end at every whole minute.
   *
   * @returns `undefined` where this history does not know the metric, which is not the same as a metric without data
   */
  series(read: MetricRead, periodSeconds: number): HistorySeries | undefined;
  /** Stretches nothing is known of: they are neither quiet nor bad. Ascending, disjoint. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
  /** Whether a series is exact, as CloudWatch stored it, or approximate, and why; one sentence. @default - exact */
  approximation?(read: MetricRead, periodSeconds: number): string | undefined;
  /** What could not be read, one sentence each. */
  readonly notes: readonly string[];
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
  readonly minutesInAlarm: number;
  /** Minutes evaluated outside gaps. */
  readonly minutesObserved: number;
  readonly minutesInsufficientData: number;
  /** With incidents: how many an episode overlapped, how many none did, and the median seconds from start to page. */
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

/** States of one alarm over time, minute by minute from `start`. */
export interface StateTimeline {
  readonly start: number;
  /** One a minute; `undefined` inside a gap. */
  readonly states: readonly (AlarmState | undefined)[];
}

/** A whole backtest. */
export interface Backtest {
  readonly from: number;
  readonly to: number;
  readonly alarms: readonly AlarmReplay[];
  readonly notes: readonly string[];
}
