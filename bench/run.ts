// `npm run bench`: figures beside their goals, on whatever machine this is. Prints; asserts nothing.
import { createReadStream, createWriteStream, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import Table from 'cli-table3';
import { bandsFor, hangBandsFor, isRefusal } from '../lib/core/holds/bands.ts';
import { catalogueEntry } from '../lib/core/holds/catalogue.ts';
import { StoredDistribution } from '../lib/core/statistics/distribution.ts';
import { printBound } from '../lib/core/statistics/edges.ts';
import { parseStatistic } from '../lib/core/statistics/statistic.ts';
import { accessLogBacktest, type BacktestFigures, recordingBacktest } from './backtest.ts';
import { holdbandDiff, peerDiff, writeTemplatePair } from './diff.ts';
import { drawGroups } from './discover/groups.ts';
import { discoverAll, GOALS, scoreOf } from './discover/score.ts';
import { median, type ProcessFigures, runMeasured, timed } from './measure.ts';
import { minutesPerSecond } from './metric-math.ts';
import { measureRunbook } from './runbook.ts';
import { scaleFigures } from './scale/figures.ts';
import { pointsPerSecond } from './static-alarm.ts';
import { synthOfMany, TARGETS } from './synth.ts';
import { type LogFile, writeLogFile } from './traffic.ts';

const ROOT = join(import.meta.dirname, '..');
const RUNS = 3;
const LINES = 1_000_000;
const CHANGED_ALARMS = 1000;
const DISCOVER_SEED = 101;

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly goal: string;
  /** Figure over goal: below 1 is better than asked. NaN where there is no goal. */
  readonly ratio: number;
}

const folder = mkdtempSync(join(tmpdir(), 'holdband-bench-'));
const [cpu] = cpus();
process.stdout.write(
  `machine: ${cpu?.model ?? 'unknown'}, ${cpus().length} cores, ${(totalmem() / 1e9).toFixed(1)} GB; Node ${process.versions.node}; ` +
    `median of ${RUNS} runs after one warm-up\n`,
);
try {
  const rows = [
    ...(await triageRows()),
    ...diffRows(),
    ...(await backtestRows()),
    synthRow(),
    ...synthOfManyRows(),
    statisticsRow(),
    metricMathRow(),
    staticAlarmRow(),
    ...(await runbookRows()),
    ...(await discoverRows()),
    ...(await discoverAtScaleRows()),
  ];
  const table = new Table({ head: ['what', 'measured', 'goal', 'measured / goal'], style: { head: [], border: [] } });
  for (const { what, figure, goal, ratio } of rows)
    table.push([what, figure, goal, Number.isNaN(ratio) ? '' : ratio.toFixed(2)]);
  process.stdout.write(`${table.toString()}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function triageRows(): Promise<Row[]> {
  const log = writeLogFile(join(folder, 'plain.log'), LINES);
  const packed = join(folder, 'packed.log.gz');
  await pipeline(createReadStream(log.path), createGzip(), createWriteStream(packed));
  return [
    ...triageRow(`triage of ${LINES.toLocaleString('en')} access-log lines, plain`, log, log.path, 2.5),
    ...triageRow(`triage of ${LINES.toLocaleString('en')} access-log lines, gz`, log, packed, 3),
  ];
}

function triageRow(what: string, log: LogFile, path: string, goalSeconds: number): Row[] {
  const args = [join(ROOT, 'bin/holdband.mjs'), 'triage', '--access-logs', path, '--last', `${log.hours}h`, '--json'];
  const figures = repeated(() => runMeasured(args, folder));
  const peak = Math.max(...figures.map(({ peakMegabytes }) => peakMegabytes));
  const megabytes = statSync(path).size / 1e6;
  return [
    secondsRow(`${what} (${megabytes.toFixed(0)} MB), whole process`, figures, goalSeconds),
    { what: `${what}, peak memory`, figure: `${peak.toFixed(0)} MB`, goal: '500 MB', ratio: peak / 500 },
  ];
}

function diffRows(): Row[] {
  const { base, head } = writeTemplatePair(folder, CHANGED_ALARMS);
  const ours = repeated(() => runMeasured(holdbandDiff(base, head), folder));
  const peer = repeated(() => runMeasured(peerDiff(base, head), folder));
  const what = `${CHANGED_ALARMS.toLocaleString('en')} changed alarms`;
  const lengthRow = (name: string, [first]: readonly ProcessFigures[]): Row => {
    const characters = first?.printed ?? Number.NaN;
    const figure = `${characters.toLocaleString('en')} characters`;
    return { what: `${name} of ${what}`, figure, goal: '65,000 characters', ratio: characters / 65_000 };
  };
  return [
    secondsRow(`holdband diff of ${what}, whole process`, ours, 1),
    secondsRow(`@aws-cdk/cloudformation-diff of ${what}, whole process`, peer, 1),
    lengthRow('comment', ours),
    lengthRow('output of @aws-cdk/cloudformation-diff', peer),
  ];
}

/** Once each: long runs, whose memory is the question. */
async function backtestRows(): Promise<Row[]> {
  const fleet = catalogueEntry('elastic-fleet');
  if (!fleet) throw new Error('the catalogue has no elastic-fleet');
  const recording = await recordingBacktest(folder, fleet.profile);
  const logs = accessLogBacktest(folder);
  const perSecond = Math.round(logs.lines / logs.figures.wallSeconds);
  const figure = `${logs.figures.peakMegabytes.toFixed(0)} MB, ${perSecond.toLocaleString('en')} lines a second`;
  return [
    secondsRow(`${recording.what}, whole process`, [recording.figures], 20),
    memoryRow(recording, 1000),
    { ...memoryRow(logs, 1000), figure },
  ];
}

function memoryRow({ what, figures }: BacktestFigures, goal: number): Row {
  const peak = figures.peakMegabytes;
  return { what: `${what}, peak memory`, figure: `${peak.toFixed(0)} MB`, goal: `${goal} MB`, ratio: peak / goal };
}

function synthRow(): Row {
  const args = [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--output', join(folder, 'cdk.out')];
  const figures = repeated(() => runMeasured(args, ROOT));
  const templates = globSync('*.template.json', { cwd: join(folder, 'cdk.out') });
  // The app is a child of the CLI, so its CPU time is not in the figures: only the wall clock is shown.
  const wall = median(figures.map(({ wallSeconds }) => wallSeconds));
  const what = `cdk synth of the example (${templates.length} template), with template validation`;
  return { what, figure: `${wall.toFixed(2)} s`, goal: '5 s', ratio: wall / 5 };
}

/** Once each: a long run, whose memory is asked for, too. `node bench/synth.ts` has the peers on the same targets. */
function synthOfManyRows(): Row[] {
  const { off, on } = synthOfMany(folder);
  const what = `synthesis of ${TARGETS.toLocaleString('en')} target groups (${off.templates} templates, ${off.alarms.toLocaleString('en')} alarms)`;
  const beside = `; with CDK's validation ${on.process.wallSeconds.toFixed(1)} s, ${on.process.peakMegabytes.toFixed(0)} MB`;
  const { wallSeconds, cpuSeconds, peakMegabytes } = off.process;
  const seconds = `${wallSeconds.toFixed(2)} s (CPU ${cpuSeconds.toFixed(2)} s)${beside}`;
  return [
    { what, figure: seconds, goal: '10 s', ratio: wallSeconds / 10 },
    {
      what: `${what}, peak memory`,
      figure: `${peakMegabytes.toFixed(0)} MB`,
      goal: '1000 MB',
      ratio: peakMegabytes / 1000,
    },
  ];
}

function statisticsRow(): Row {
  const fleet = catalogueEntry('elastic-fleet');
  if (!fleet) throw new Error('the catalogue has no elastic-fleet');
  const bands = bandsFor(0.8, fleet.profile, 600);
  if (isRefusal(bands)) throw new Error(bands.reason);
  const hang = hangBandsFor(bands, fleet.profile, 600);
  if (isRefusal(hang)) throw new Error(hang.reason);
  const edges = [bands.objective, bands.slowTo, bands.sideFrom, bands.sideTo, bands.overrunFrom];
  const ranges = [
    `:${printBound(bands.objective)}`,
    `${printBound(bands.objective)}:${printBound(bands.slowTo)}`,
    ...edges.slice(2).map((edge) => `${printBound(edge)}:`),
    `${printBound(hang.slowFrom)}:${printBound(hang.slowTo)}`,
    `${printBound(hang.sideFrom)}:`,
  ];
  const statistics = ranges.flatMap((range) => [parseStatistic(`TC(${range})`), parseStatistic(`PR(${range})`)]);
  // Spread over five decades without a generator of random numbers: the golden ratio's fractions are even.
  const samples = Float64Array.from({ length: LINES }, (_, i) => 0.003 * 10 ** (5 * ((i * 0.6180339887498949) % 1)));
  const seconds = timed(RUNS, () => {
    const stored = StoredDistribution.of(samples);
    for (const statistic of statistics) stored.compute(statistic);
  });
  const what = `as-stored statistics of all bands (${statistics.length}) over ${LINES.toLocaleString('en')} samples, one pass`;
  return { what, figure: `${seconds.toFixed(3)} s`, goal: '0.25 s', ratio: seconds / 0.25 };
}

function metricMathRow(): Row {
  const fleet = catalogueEntry('elastic-fleet');
  if (!fleet) throw new Error('the catalogue has no elastic-fleet');
  const millions = minutesPerSecond(fleet.profile, RUNS) / 1e6;
  const what = "survivor alarm's metric math over four series, one core";
  return { what, figure: `${millions.toFixed(1)} million min/s`, goal: '4 million min/s', ratio: 4 / millions };
}

function staticAlarmRow(): Row {
  const millions = pointsPerSecond(RUNS) / 1e6;
  const what = 'static alarm, p99 of a minute, 3 of 5, one core';
  return { what, figure: `${millions.toFixed(0)} million points/s`, goal: '30 million points/s', ratio: 30 / millions };
}

async function runbookRows(): Promise<Row[]> {
  const { bundleBytes, importMs, firstCpuMs, warmCpuMs } = await measureRunbook(folder);
  const milliseconds = (what: string, value: number, goal: number, beside = ''): Row => ({
    what: `runbook Lambda: ${what}`,
    figure: `${value.toFixed(1)} ms${beside}`,
    goal: `${goal} ms`,
    ratio: value / goal,
  });
  const kilobytes = bundleBytes / 1000;
  return [
    {
      what: 'runbook Lambda: bundle, minified',
      figure: `${kilobytes.toFixed(0)} kB`,
      goal: '700 kB',
      ratio: kilobytes / 700,
    },
    milliseconds(
      'import to ready, median of 15',
      importMs.bundled,
      100,
      ` (from its sources ${importMs.unbundled.toFixed(0)} ms)`,
    ),
    milliseconds('first invocation, CPU, against the local account', firstCpuMs, 120),
    milliseconds('warm invocation, CPU', warmCpuMs, 20),
  ];
}

/** One seed; `node bench/discover.ts` takes three, and shows what was taken for what. */
async function discoverRows(): Promise<Row[]> {
  const began = performance.now();
  const groups = drawGroups(DISCOVER_SEED);
  const score = scoreOf(await discoverAll(groups));
  const seconds = (performance.now() - began) / 1000;
  const what = `discovery of ${groups.length} simulated target groups, seed ${DISCOVER_SEED}`;
  const shareRow = (name: string, share: number, goal: number): Row => {
    const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
    return { what: `${what}: ${name}`, figure: percent(share), goal: percent(goal), ratio: goal / share };
  };
  return [
    shareRow('precision of "holds"', score.precision, GOALS.precision),
    shareRow('recall of "holds"', score.recall, GOALS.recall),
    shareRow('traps not-separable', score.trapsNotSeparable, GOALS.trapsNotSeparable),
    { what: `${what}: with the simulation`, figure: `${seconds.toFixed(1)} s`, goal: '60 s', ratio: seconds / 60 },
  ];
}

/** Once: `node bench/discover-scale.ts` has other sizes. */
async function discoverAtScaleRows(): Promise<Row[]> {
  const figures = await scaleFigures(60, 50);
  return figures.map(({ what, figure, goal }) => ({
    what: `discovery of 3,000 target groups on 60 load balancers: ${what}`,
    figure,
    goal: goal?.text ?? '-',
    ratio: goal?.ratio ?? Number.NaN,
  }));
}

function repeated(run: () => ProcessFigures): ProcessFigures[] {
  run();
  return Array.from({ length: RUNS }, run);
}

function secondsRow(what: string, figures: readonly ProcessFigures[], goalSeconds: number): Row {
  const wall = median(figures.map(({ wallSeconds }) => wallSeconds));
  const cpuSeconds = median(figures.map((one) => one.cpuSeconds));
  const figure = `${wall.toFixed(2)} s (CPU ${cpuSeconds.toFixed(2)} s)`;
  return { what, figure, goal: `${goalSeconds} s`, ratio: wall / goalSeconds };
}
