import { evaluateAlarm } from '../../lib/core/alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../../lib/core/alarms/evaluate-alarm.ts';
import { metricsOf } from '../../lib/core/alarms/evaluate-inputs.ts';
import { readAlarm } from '../../lib/core/alarms/evaluate-read-alarm.ts';
import { StoredDistribution } from '../../lib/core/statistics/distribution.ts';
import { computeExact } from '../../lib/core/statistics/exact.ts';
import type { Statistic } from '../../lib/core/statistics/statistic.ts';
import type { Answer, Publication, RecordedAlarm } from './truth.ts';

/** Recorded: CloudWatch holds the newest full period of a 10 s metric alarm back for 10 s, that of an expression not. */
const METRIC_DELAY = 10;
/** More slots than any range of the recorded alarms has. */
const SLOTS = 60;

/** Each recorded state: the evaluation at its tick, from the state before, over what had been published by then. */
export function answerRecorded(cases: readonly RecordedAlarm[]): Answer[] {
  return cases.map((each): Answer => {
    const expected = [each.expectedState, each.startDate, JSON.stringify(each.recentDatapoints)].join(' ');
    return { name: each.id, expected, got: answer(each) };
  });
}

function answer(each: RecordedAlarm): string {
  const alarm = readRecorded(each);
  const query = seconds(each.queryDate);
  const delay = alarm.source.kind === 'metric' ? METRIC_DELAY : 0;
  const end = Math.floor(query / alarm.periodSeconds) * alarm.periodSeconds - delay;
  const published = each.publications.filter(({ publishedAt }) => seconds(publishedAt) <= query);
  const statistics = metricsOf(alarm);
  const series = new Map(
    [...statistics].map(([id, statistic]) => [id, seriesOf(published, statistic, alarm.periodSeconds, end)]),
  );
  if (series.size === 0) series.set('none', seriesOf([], { kind: 'basic', name: 'Sum' }, alarm.periodSeconds, end));
  const evaluation = evaluateAlarm(alarm, series, {
    initialState: each.priorState,
    visibilityDelaySeconds: delay,
    last: true,
  });
  const { startDate, values } = evaluation.used(0);
  const kept = evaluation.reason(0).includes('too few samples');
  const start = startDate === undefined || kept ? null : new Date(startDate * 1000).toISOString();
  return [evaluation.final, start, JSON.stringify(kept ? null : values)].join(' ');
}

/**
 * The alarm of a case. One recorded expression sorts no series at all; sorting is metric math holdband does not know, so
 * its recorded result (nothing, of no data) stands in for it.
 */
function readRecorded(each: RecordedAlarm): MetricAlarm {
  const given = { AlarmName: each.id, ...each.alarm };
  if (!JSON.stringify(given).includes('SORT(')) return readAlarm(JSON.stringify(given), each.id);
  if (each.publications.length > 0) throw new TypeError(`${each.id}: a sort of something cannot be stood in for`);
  const nothing = JSON.stringify(given).replace('FIRST(SORT(METRICS(), MAX, DESC))', 'm1');
  return readAlarm(nothing, each.id);
}

function seriesOf(
  publications: readonly Publication[],
  statistic: Statistic,
  periodSeconds: number,
  end: number,
): InputSeries {
  const start = end - SLOTS * periodSeconds;
  const values = new Float64Array(SLOTS).fill(Number.NaN);
  const sampleCounts = new Float64Array(SLOTS);
  const slots = Map.groupBy(publications, ({ timestamp }) => Math.floor((seconds(timestamp) - start) / periodSeconds));
  for (const [slot, published] of slots) {
    if (slot < 0 || slot >= SLOTS) continue;
    const samples = published.flatMap(({ value, values: many = [value as number], counts = [1] }) =>
      many.map((each, i) => [each, counts[i] ?? 1] as const),
    );
    values[slot] = StoredDistribution.of(samples).compute(statistic) ?? Number.NaN;
    sampleCounts[slot] = computeExact({ kind: 'basic', name: 'SampleCount' }, samples) ?? 0;
  }
  return { periodSeconds, start, values, sampleCounts };
}

function seconds(timestamp: string): number {
  return Date.parse(timestamp) / 1000;
}
