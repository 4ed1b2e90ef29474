import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const ENTRY = join(ROOT, 'bin/holdband.mjs');

const running: ChildProcess[] = [];
const made: string[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
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

const SEARCH = [
  { Name: 'TargetGroup', Value: 'targetgroup/k8s-elastics-elastics-84f3e7cd35/a540128a211cfd00' },
  { Name: 'LoadBalancer', Value: 'app/k8s-elastics-ecksearc-b2c3d4e5f6/60ed7d5a6d1da299' },
];
const alarm = (name: string, metric: string, stat: object, threshold: number, action: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: name,
    Namespace: 'AWS/ApplicationELB',
    MetricName: metric,
    Dimensions: SEARCH,
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [action],
    ...stat,
  },
});
/** One alarm that the slowdown sets off, one that nothing does. */
const TEMPLATE = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic' },
    Runbook: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'explain', Environment: { Variables: { HOLDBAND_ENVIRONMENT: 'prod' } } },
    },
    Slow: alarm('search-is-slow', 'TargetResponseTime', { ExtendedStatistic: 'p90' }, 0.8, {
      'Fn::GetAtt': ['Runbook', 'Arn'],
    }),
    Busy: alarm('search-is-busy', 'RequestCount', { Statistic: 'Sum' }, 1e9, { Ref: 'Topic' }),
  },
};

const SET_TO_ALARM = `
import { CloudWatchClient, DescribeAlarmHistoryCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
const client = new CloudWatchClient();
const AlarmName = 'search-is-busy';
await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }));
const history = await client.send(new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'Action' }));
console.log(JSON.stringify(history.AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)));
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

  it("lets a template's alarms live through the day, and its runbook explain the page", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdband-local-'));
    made.push(folder);
    writeFileSync(join(folder, 'alarms.json'), JSON.stringify(TEMPLATE));
    const child = spawn(process.execPath, [ENTRY, 'local', '--template', join(folder, 'alarms.json'), '--json'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    const said = text(child.stderr);
    let printed = '';
    for await (const part of child.stdout) {
      printed += part;
      if (printed.endsWith('\n}\n')) break;
    }
    const { variables, alarms, events } = JSON.parse(printed);
    const tested = program(SET_TO_ALARM, variables);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');

    expect(alarms).toBe(2);
    const lambda = 'arn:aws:lambda:us-east-2:111122223333:function:explain';
    expect(events.slice(0, 2)).toMatchObject([
      { kind: 'action', alarm: 'search-is-slow', state: 'ALARM', action: lambda },
      { kind: 'answer', alarm: 'search-is-slow', body: { results: [{ verdict: { verdict: 'slow-requests' } }] } },
    ]);
    expect(events.filter(({ kind }: { kind: string }) => kind === 'action')).toHaveLength(1);
    // Set by hand, as holdband test-page does: the topic is called, and that is history.
    expect(tested).toEqual(['Successfully executed action arn:aws:sns:us-east-2:111122223333:alarms-Topic']);
    expect(await said).toMatch(/ALARM {2}search-is-slow -> .*\n {2}runbook: .*[Ss]low/);
    expect(code).toBe(0);
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
