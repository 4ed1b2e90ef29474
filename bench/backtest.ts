import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRecording } from '../lib/adapters/recordings/recordings.ts';
import { flatExpression } from '../lib/core/alarms/expressions.ts';
import type { RecordedSeries } from '../lib/core/backtest/recorded-history.ts';
import { bandsFor, isRefusal, slowEdges } from '../lib/core/holds/bands.ts';
import type { HoldProfile } from '../lib/core/holds/profile.ts';
import { type ProcessFigures, runMeasured } from './measure.ts';
import { writeLogFile } from './traffic.ts';

const ENTRY = join(import.meta.dirname, '../bin/holdband.mjs');
const TARGET_GROUPS = 1000;
const MINUTES = 15 * 1440;
const FROM = Date.UTC(2026, 10, 1) / 1000;
const LOAD_BALANCER = 'app/bench/50dc6c495c0c9188';
/** A load balancer writes a file for each five minutes and node; these are large ones. */
const LINES_PER_FILE = 200_000;
/** Lines of the folder; 50 million take 23 GB of disk. */
const LINES = Number(process.env.HOLDBAND_BENCH_LINES ?? 4_000_000);

/** A backtest measured, and how large its input was. */
export interface BacktestFigures {
  readonly what: string;
  readonly figures: ProcessFigures;
}

/** The alarms of a thousand target groups, three series each, over 15 days from a recording. */
export async function recordingBacktest(folder: string, profile: HoldProfile): Promise<BacktestFigures> {
  const { stats, expression } = expressionOf(profile);
  const alarms = Array.from({ length: TARGET_GROUPS }, (_, i) => alarmOf(i, stats, expression));
  writeFileSync(join(folder, 'alarms.json'), JSON.stringify({ MetricAlarms: alarms }));
  const header = {
    from: FROM,
    to: FROM + 60 * MINUTES,
    source: 'live' as const,
    recordedAt: new Date((FROM + 60 * MINUTES) * 1000).toISOString(),
    gaps: [],
    notes: [],
    silent: [],
  };
  await writeRecording('past.ndjson.gz', folder, header, { metrics: [], series: seriesOf(Object.values(stats)) });
  const figures = run(['--alarms', 'alarms.json', '--recording', 'past.ndjson.gz'], folder);
  const megabytes = statSync(join(folder, 'past.ndjson.gz')).size / 1e6;
  const what = `backtest of ${TARGET_GROUPS.toLocaleString('en')} target groups x 15 days x ${Object.keys(stats).length} series from a recording (${megabytes.toFixed(0)} MB)`;
  return { what, figures };
}

/** One alarm over a folder of access logs. */
export function accessLogBacktest(folder: string): BacktestFigures & { readonly lines: number } {
  const logs = join(folder, 'folder');
  mkdirSync(logs);
  const files = Math.max(1, Math.round(LINES / LINES_PER_FILE));
  let from = FROM;
  for (let i = 0; i < files; i++) {
    const { hours } = writeLogFile(join(logs, `${i}.log`), LINES_PER_FILE, from);
    from += 3600 * hours;
  }
  const dimensions = [
    { Name: 'TargetGroup', Value: 'targetgroup/bench/943f017f100becff' },
    { Name: 'LoadBalancer', Value: LOAD_BALANCER },
  ];
  const p95 = {
    AlarmName: 'p95',
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: dimensions,
    ExtendedStatistic: 'p95',
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  };
  writeFileSync(join(folder, 'p95.json'), JSON.stringify({ MetricAlarms: [p95] }));
  const figures = run(['--alarms', 'p95.json', '--access-logs', 'folder'], folder);
  const lines = files * LINES_PER_FILE;
  return { what: `backtest over a folder of ${lines.toLocaleString('en')} access-log lines`, figures, lines };
}

function run(args: readonly string[], folder: string): ProcessFigures {
  return runMeasured([ENTRY, 'backtest', ...args, '--json'], folder);
}

function expressionOf(profile: HoldProfile) {
  const bands = bandsFor(0.8, profile, 600);
  if (isRefusal(bands)) throw new Error(bands.reason);
  return flatExpression(slowEdges(bands), { z: 3, margin: 1 }, 'TC');
}

function alarmOf(i: number, stats: Readonly<Record<string, string>>, expression: string): object {
  return {
    AlarmName: `slow-${i}`,
    Metrics: [
      { Id: 'value', Expression: expression, ReturnData: true },
      ...Object.entries(stats).map(([id, stat]) => ({
        Id: id,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ApplicationELB',
            MetricName: 'TargetResponseTime',
            Dimensions: Object.entries(dimensionsOf(i)).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 60,
          Stat: stat,
        },
        ReturnData: false,
      })),
    ],
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 5,
    TreatMissingData: 'notBreaching',
    AlarmActions: ['arn:aws:sns:us-east-2:111122223333:page'],
  };
}

function dimensionsOf(i: number): Record<string, string> {
  return { TargetGroup: `targetgroup/bench-${i}/943f017f100becff`, LoadBalancer: LOAD_BALANCER };
}

/** Whole numbers without a pattern that gzip would find, and without a generator of random numbers. */
function scrambled(a: number, b: number): number {
  let mixed = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x27d4eb2f);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** Counts with half an hour of every fifth day that is slow. */
function* seriesOf(statistics: readonly string[]): Generator<RecordedSeries> {
  for (let i = 0; i < TARGET_GROUPS; i++) {
    for (const [place, stat] of statistics.entries()) {
      const most = [400, 2, 3][place] ?? 3;
      const values = Float64Array.from({ length: MINUTES }, (_, minute) => {
        const slow = place === 1 && (minute + 97 * i) % 7200 < 30 ? 60 : 0;
        return slow + (scrambled(minute, 3 * i + place) % most);
      });
      yield {
        namespace: 'AWS/ApplicationELB',
        metricName: 'TargetResponseTime',
        dimensions: dimensionsOf(i),
        stat,
        start: FROM,
        values,
      };
    }
  }
}
