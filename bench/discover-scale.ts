// `node bench/discover-scale.ts [--groups N] [--balancers N]`: discovery of 3,000 target groups on 60 load balancers, on the quotas
// of an account and a clock that does not wait. Exits 1 where a goal is missed.
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { latencyOf } from './scale/latency.ts';
import { discoverAtScale } from './scale/run.ts';

const { values } = parseArgs({
  options: { groups: { type: 'string', default: '3000' }, balancers: { type: 'string', default: '60' } },
});
const [groups, loadBalancers] = [Number(values.groups), Number(values.balancers)];
if (
  !Number.isSafeInteger(groups) ||
  !Number.isSafeInteger(loadBalancers) ||
  groups < loadBalancers ||
  loadBalancers < 1
)
  throw new RangeError(
    `--groups ${values.groups} --balancers ${values.balancers}: whole numbers, a group for each at least`,
  );

const groupsEach = Math.floor(groups / loadBalancers);
const { tally, discovery, ...figures } = await discoverAtScale({ loadBalancers, groupsEach, faults: [] });
const planned = discovery.plan?.calls ?? Number.NaN;
/** By the minute, every metric that finds a hold of any length, for the same 15 h: a call each, as many in flight. */
const METRICS_BY_THE_MINUTE = 110;
const IN_FLIGHT = 3;
const alone = (groupsEach * loadBalancers * METRICS_BY_THE_MINUTE * latencyOf(900 * 25)) / IN_FLIGHT;

const rows: readonly (readonly [string, string, string, boolean])[] = [
  [
    'calls over the least that could do',
    (tally.calls / tally.least).toFixed(3),
    '<= 1.05',
    tally.calls <= 1.05 * tally.least,
  ],
  ['calls over those planned', (tally.calls / planned).toFixed(3), '<= 1.05', tally.calls <= 1.05 * planned],
  ['calls, throttled among them', `${tally.calls}, ${tally.throttled}`, '', true],
  ['metrics paid for', `${tally.metrics.toLocaleString('en-US')}, $${(tally.metrics / 100_000).toFixed(2)}`, '', true],
  ['peak memory of the process', `${figures.peakMegabytes.toFixed(0)} MB`, '<= 400 MB', figures.peakMegabytes <= 400],
  [
    'real time',
    `${figures.wallSeconds.toFixed(1)} s (CPU ${figures.cpuSeconds.toFixed(1)} s)`,
    '<= 60 s',
    figures.wallSeconds <= 60,
  ],
  ['time that AWS makes it wait', `${figures.virtualSeconds.toFixed(0)} s`, '', true],
  ['the same with a call for each metric, computed', `${(alone / 60).toFixed(0)} min`, '', true],
];
const table = new Table({ head: ['discovery', 'measured', 'goal'], style: { head: [], border: [] } });
for (const [what, measured, goal] of rows) table.push([what, measured, goal]);
process.stdout.write(
  `${groupsEach * loadBalancers} target groups on ${loadBalancers} load balancers\n${table.toString()}\n`,
);
if (rows.some(([, , , isMet]) => !isMet)) process.exitCode = 1;
