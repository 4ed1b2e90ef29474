// `node bench/discover.ts [--seed N[,N…]] [--groups N] [--mistakes] [--json]`: how well discovery tells what holds, on simulated
// target groups. Everything was tuned on other seeds than these. What counts as what: bench/discover/score.ts.
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import ora from 'ora';
import { FOUND_TRAFFIC } from '../lib/core/inventory/discover-classify.ts';
import { drawGroups, GROUP_KINDS } from './discover/groups.ts';
import { discoverAll, GOALS, isRight, type Judged, type Score, scoreOf } from './discover/score.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '101,102,103' },
    groups: { type: 'string', default: '200' },
    mistakes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const seeds = values.seed.split(',').map(Number);
const count = Number(values.groups);
if (!seeds.every(Number.isSafeInteger)) throw new RangeError(`--seed ${values.seed}: whole numbers, comma between`);
if (!Number.isSafeInteger(count) || count < 1)
  throw new RangeError(`--groups ${values.groups}: a whole number above 0`);

const results: { readonly seed: number; readonly score: Score; readonly seconds: number }[] = [];
const spinner = ora({ stream: process.stderr }).start();
for (const seed of seeds) {
  const began = performance.now();
  const groups = drawGroups(seed, count);
  const judged = await discoverAll(groups, (read) => {
    spinner.text = `seed ${seed}: ${read} of ${groups.length} target groups`;
  });
  results.push({ seed, score: scoreOf(judged), seconds: (performance.now() - began) / 1000 });
  if (values.mistakes) spinner.clear();
  if (values.mistakes) for (const one of judged) if (!isRight(one)) process.stdout.write(`${mistake(seed, one)}\n`);
}
spinner.stop();

if (values.json) process.stdout.write(`${JSON.stringify({ schema: 1, goals: GOALS, results }, undefined, 2)}\n`);
else for (const { seed, score, seconds } of results) process.stdout.write(report(seed, score, seconds));

function report(seed: number, score: Score, seconds: number): string {
  const confusion = new Table({ head: ['is', ...FOUND_TRAFFIC], style: { head: [], border: [] } });
  for (const kind of GROUP_KINDS) {
    confusion.push([kind, ...FOUND_TRAFFIC.map((traffic) => score.confusion[kind][traffic])]);
  }
  const figures = new Table({ head: ['of seed', 'measured', 'goal'], style: { head: [], border: [] } });
  figures.push(
    ['precision of "holds"', percent(score.precision), `>= ${percent(GOALS.precision)}`],
    ['recall of "holds"', percent(score.recall), `>= ${percent(GOALS.recall)}`],
    ['traps that are not-separable', percent(score.trapsNotSeparable), percent(GOALS.trapsNotSeparable)],
    ['of the found: long-polls or mixed, rightly', percent(score.rightWord), ''],
    ['of the found: right product, or length within 10 %', percent(score.rightHold), ''],
  );
  return `seed ${seed}, ${seconds.toFixed(1)} s\n${confusion.toString()}\n${figures.toString()}\n`;
}

function mistake(seed: number, { group, found }: Judged): string {
  const hold = found.hold ? `, ${found.hold.name} of ${found.hold.ceilingSeconds} s` : '';
  const evidence = found.evidence.map(({ text }) => text).join(' ');
  return `${seed} ${group.name} (${group.about}; idle timeout ${group.idleTimeoutSeconds} s): ${found.traffic}${hold}. ${evidence}`;
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)} %`;
}
