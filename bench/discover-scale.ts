// `node bench/discover-scale.ts [--groups N] [--balancers N]`: discovery of 3,000 target groups on 60 load balancers, on the quotas
// of an account and a clock that does not wait. Exits 1 where a goal is missed.
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { scaleFigures } from './scale/figures.ts';

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
const figures = await scaleFigures(loadBalancers, groupsEach);
const table = new Table({ head: ['discovery', 'measured', 'goal'], style: { head: [], border: [] } });
for (const { what, figure, goal } of figures) table.push([what, figure, goal?.text ?? '']);
process.stdout.write(
  `${groupsEach * loadBalancers} target groups on ${loadBalancers} load balancers\n${table.toString()}\n`,
);
if (figures.some(({ goal }) => goal && !(goal.ratio <= 1))) process.exitCode = 1;
