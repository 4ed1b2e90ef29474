import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const ENTRY = join(ROOT, 'bin/holdband.mjs');

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts `holdband local`, and waits for its variables. */
async function local(...args: string[]) {
  const child = spawn(process.execPath, [ENTRY, 'local', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  running.push(child);
  const variables: Record<string, string> = {};
  for await (const line of createInterface(child.stdout)) {
    const [, name = '', value = ''] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    variables[name] = value;
    if (name === 'AWS_SECRET_ACCESS_KEY') break;
  }
  return { child, variables };
}

/** A program that knows nothing of the account: it runs with its variables only. */
function program(source: string, variables: Record<string, string>) {
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...variables },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** Names the target groups, and counts the slow requests of each in the last hour. */
const SLOW_BY_GROUP = `
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
const { TargetGroups } = await new ElasticLoadBalancingV2Client().send(new DescribeTargetGroupsCommand({}));
const queries = TargetGroups.map(({ TargetGroupArn, LoadBalancerArns }, i) => ({
  Id: 'q' + i,
  Label: TargetGroupArn.split('/')[1],
  MetricStat: {
    Period: 3600,
    Stat: 'TC(0.826446281:9.8497326758)',
    Metric: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      Dimensions: [
        { Name: 'TargetGroup', Value: TargetGroupArn.split(':').at(-1) },
        { Name: 'LoadBalancer', Value: LoadBalancerArns[0].split(':loadbalancer/')[1] },
      ],
    },
  },
}));
const EndTime = new Date();
const StartTime = new Date(EndTime.getTime() - 3600_000);
const answer = await new CloudWatchClient().send(new GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: queries }));
console.log(JSON.stringify(Object.fromEntries(answer.MetricDataResults.map(({ Label, Values }) => [Label, Values[0] ?? 0]))));
`;

describe('holdband local', () => {
  it('serves the incident to a program that has nothing but its variables, and ends with 0 when interrupted', async () => {
    const { child, variables } = await local();
    const slow = program(SLOW_BY_GROUP, variables);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');

    expect(slow['k8s-elastics-elastics-84f3e7cd35']).toBeGreaterThan(100);
    expect(slow['k8s-elastics-fleetser-73e2d6bc24']).toBeLessThan(5);
    expect(code).toBe(0);
  });

  it('has the target groups and the Region of a config', async () => {
    const { variables } = await local('--config', 'holdband.yaml');
    const slow = program(SLOW_BY_GROUP, variables);

    expect(variables.AWS_REGION).toBe('us-east-2');
    expect(Object.keys(slow)).toHaveLength(2);
  });

  it('says in one line that the port is taken, and exits with 2', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const run = spawnSync(process.execPath, [ENTRY, 'local', '--port', String(port)], { encoding: 'utf8' });
    server.close();

    expect(run.stderr).toBe(`holdband: port ${port}: in use; choose another, or 0 for any\n`);
    expect(run.stdout).toBe('');
    expect(run.status).toBe(2);
  });
});
