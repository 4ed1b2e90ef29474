// `npm run bakeoff`: our alarms, as synthesised, against everybody else's on simulated traffic. Without `--full` a grid that
// takes about a minute; with it every point with every seed, resumable, and docs/bakeoff.md is written.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import ora from 'ora';
import writeFileAtomic from 'write-file-atomic';
import { notSeparablePage } from './bakeoff/not-separable-page.ts';
import { gridPoints, type Point, pointId } from './bakeoff/point.ts';
import { runAll } from './bakeoff/pool.ts';
import { printReport, writeReport } from './bakeoff/report.ts';
import type { Outcome } from './bakeoff/run-point.ts';
import { OutcomeStore } from './bakeoff/store.ts';
import { synthesiseAlarms } from './bakeoff/synthesised.ts';
import type { Task } from './bakeoff/worker.ts';

const ROOT = join(import.meta.dirname, '..');
/** Settings were chosen on seeds 1 to 3. */
const SEEDS = [101, 102, 103];
/** The smoke grid: every so many points below 3,000 requests a minute, which take seconds each. */
const SMOKE_EVERY = 17;

const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, seeds: { type: 'string' }, every: { type: 'string' } },
});
const seeds = values.seeds?.split(',').map(Number) ?? (values.full ? SEEDS : SEEDS.slice(0, 1));
const points = values.full ? gridPoints() : smokeGrid(values.every === undefined ? SMOKE_EVERY : Number(values.every));
if (values.full) writeFileAtomic.sync(join(ROOT, 'docs/not-separable.md'), notSeparablePage(points));
const synthesised = synthesiseAlarms();
const store = new OutcomeStore(join(ROOT, '.holdband/bakeoff'));

const tasks = seeds.flatMap((seed) => points.map((point): Task => ({ point, seed })));
const outcomes = new Map<string, Outcome>();
const open = tasks.filter(({ point, seed }) => {
  const known = store.read(point, seed, synthesised);
  if (known) outcomes.set(keyOf({ point, seed }), known);
  return !known;
});

const spinner = ora({ text: `${tasks.length - open.length} of ${tasks.length} known`, stream: process.stderr }).start();
const began = Date.now();
let ended = 0;
// Costly points first: at the end no core waits for another's last one.
const ordered = open.toSorted((a, b) => a.seed - b.seed || b.point.rate * b.point.hold - a.point.rate * a.point.hold);
await runAll(ordered, synthesised, (task, outcome) => {
  store.write(task.point, task.seed, synthesised, outcome);
  outcomes.set(keyOf(task), outcome);
  ended++;
  const left = ((Date.now() - began) / ended) * (open.length - ended);
  spinner.text = `${tasks.length - open.length + ended} of ${tasks.length}, about ${Math.ceil(left / 60_000)} min left`;
});
spinner.stop();

const results = tasks.map((task) => ({ ...task, outcome: outcomes.get(keyOf(task)) as Outcome }));
printReport(results);
if (values.full) writeReport(results, synthesised, seeds, ROOT);

function keyOf({ point, seed }: Task): string {
  return `${seed} ${pointId(point)}`;
}

function smokeGrid(every: number): Point[] {
  return gridPoints().filter(({ rate }, i) => rate < 3000 && i % every === 0);
}
