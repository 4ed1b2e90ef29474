import type { InputSeries, MetricAlarm } from './evaluate-alarm.ts';
import { type Judged, judge, type PeriodColumn, periodColumn } from './evaluate-classes.ts';
import { type AlignedInputs, metricsOf } from './evaluate-inputs.ts';

/**
 * One evaluation's range, judged on its own: the periods that end with `slot` and before it, oldest first, of what can be
 * seen at the moment.
 *
 * @param periods how many
 * @param at time of the evaluation, epoch seconds: values visible later are missing
 */
export function judgeRange(
  alarm: MetricAlarm,
  inputs: AlignedInputs,
  slot: number,
  periods: number,
  at: number,
): Judged {
  const { source, periodSeconds } = alarm;
  const stride = periodSeconds / inputs.periodSeconds;
  // As in a run over columns, a period that began before the series did is missing, not a part of itself.
  const unknown = Math.min(periods, Math.max(0, periods - Math.floor((slot + 1) / stride)));
  const columns = new Map(
    [...metricsOf(alarm)].map(([id, statistic]) => {
      const seen = visible(inputs.series.get(id) as InputSeries, slot, periods * stride, at);
      const column = everyPeriod(periodColumn(seen, statistic, alarm, id || 'series'), periods);
      column.values.fill(Number.NaN, 0, unknown);
      return [id, column] as const;
    }),
  );
  const [only] = columns.values();
  if (source.kind === 'metric' && only) return judge(alarm, only);
  if (source.kind === 'metric') throw new TypeError('a metric alarm reads one series');
  const start = inputs.start + (slot + 1) * inputs.periodSeconds - periods * periodSeconds;
  const series = new Map([...columns].map(([id, { values }]) => [id, { periodSeconds, start, values }]));
  if (series.size === 0) series.set('', { periodSeconds, start, values: new Float64Array(periods).fill(Number.NaN) });
  return judge(alarm, { values: source.expression.evaluate(series).values });
}

/** The newest `length` slots up to `slot` as seen at a time; slots before the series are missing. */
function visible(series: InputSeries, slot: number, length: number, at: number): InputSeries {
  const values = new Float64Array(length).fill(Number.NaN);
  const counts = new Float64Array(length).fill(Number.NaN);
  for (let i = 0, from = slot - length + 1; i < length; i++, from++) {
    if (from < 0 || (series.visibleFrom && (series.visibleFrom[from] as number) > at)) continue;
    values[i] = series.values[from] as number;
    counts[i] = series.sampleCounts?.[from] ?? Number.NaN;
  }
  const { periodSeconds } = series;
  const start = series.start + (slot - length + 1) * periodSeconds;
  const { whole = false } = series;
  return { periodSeconds, start, values, whole, ...(series.sampleCounts && { sampleCounts: counts }) };
}

/** Of a column with a period ending at every slot, those that are disjoint and end with its last slot. */
function everyPeriod({ values, sampleCounts }: PeriodColumn, periods: number): PeriodColumn {
  const stride = values.length / periods;
  if (stride === 1) return { values, sampleCounts };
  return { values: Float64Array.from({ length: periods }, (_, i) => values[(i + 1) * stride - 1] as number) };
}
