import { InputError } from '../errors.ts';
import { breaches, type InputSeries, type MetricAlarm } from './evaluate-alarm.ts';
import { rollUp, rollUpOf } from './evaluate-roll-up.ts';
import { hasLowSamples, percentOf } from './low-sample.ts';
import { BREACHING, GOOD, LOW_SAMPLES, MISSING } from './missing-data.ts';

/** A metric's values as the alarm sees them: one period ending with every slot. */
export interface PeriodColumn {
  readonly values: Float64Array;
  /** Samples behind each value; only where each slot is a period of its own. */
  readonly sampleCounts?: Float64Array | undefined;
}

/** Values judged: what the state is decided from, and what is shown. */
export interface Judged {
  readonly values: Float64Array;
  readonly classes: Uint8Array;
}

/**
 * Brings one metric's series to the alarm's period.
 *
 * @param where what an error calls the series
 * @throws InputError `RollUpRefused`; `SampleCountMissing` where a value that has to be weighed has no count
 */
export function periodColumn(
  series: InputSeries,
  statistic: Parameters<typeof rollUpOf>[0],
  alarm: MetricAlarm,
  where: string,
): PeriodColumn {
  const parts = alarm.periodSeconds / series.periodSeconds;
  if (parts === 1 || series.whole) return { values: series.values, sampleCounts: series.sampleCounts };
  const seconds = { from: series.periodSeconds, to: alarm.periodSeconds };
  const how = rollUpOf(statistic, where, series.sampleCounts !== undefined, seconds);
  if (how === 'weighted') {
    const unknown = series.values.findIndex(
      (value, i) => !Number.isNaN(value) && !((series.sampleCounts?.[i] ?? 0) > 0),
    );
    if (unknown >= 0) {
      const message = `value ${unknown + 1} has no sample count above 0 to weigh it with`;
      throw new InputError('SampleCountMissing', { where, message });
    }
  }
  return { values: rollUp(how, series.values, parts, series.sampleCounts) };
}

/** Judges every value by the alarm's threshold. */
export function judge(alarm: MetricAlarm, { values, sampleCounts }: PeriodColumn): Judged {
  const classes = new Uint8Array(values.length);
  const isBreaching = breaches(alarm.comparison, alarm.threshold);
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot] as number;
    // NaN is missing, also where it comes from metric math.
    classes[slot] = Number.isNaN(value) ? MISSING : isBreaching(value) ? BREACHING : GOOD;
  }
  const percent = alarm.source.kind === 'metric' ? percentOf(alarm.source.statistic) : undefined;
  if (alarm.lowSamples === 'ignore' && percent !== undefined && sampleCounts) {
    for (let slot = 0; slot < values.length; slot++) {
      if (classes[slot] !== MISSING && hasLowSamples(percent, sampleCounts[slot] ?? 0)) classes[slot] = LOW_SAMPLES;
    }
  }
  return { values, classes };
}
