import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalEndpoint, startLocalAccount } from '../../../lib/adapters/local-account/endpoint.ts';
import type { FaultRule } from '../../../lib/adapters/local-account/faults.ts';
import { incidentAccount } from '../../../lib/adapters/local-account/incident.ts';
import { putMetricAlarm } from '../../../lib/adapters/local-account/put-alarm.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';

const ROOT = join(import.meta.dirname, '../../..');
const NOW = Math.floor(Date.now() / 60_000) * 60;
const FLEET = 'targetgroup/k8s-elastics-fleetser-73e2d6bc24/943f017f100becff';
const BALANCER = 'app/k8s-elastics-eckfleet-a1b2c3d4e5/50dc6c495c0c9188';
const ARN = `arn:aws:elasticloadbalancing:us-east-2:111122223333:${FLEET}`;

let endpoint: LocalEndpoint;
beforeAll(async () => {
  const day = dop833Day({ seed: 1, day: NOW - 86_400 });
  endpoint = await startLocalAccount(incidentAccount(day), { now: () => Date.now() / 1000 });
  const generic = {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Period: 60,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: ['arn:aws:sns:us-east-2:111122223333:page'],
  };
  const balancer = { Name: 'LoadBalancer', Value: BALANCER };
  const group = [{ Name: 'TargetGroup', Value: FLEET }, balancer];
  const put = (name: string, rest: object) =>
    putMetricAlarm({ ...generic, AlarmName: name, ...rest }, endpoint.account);
  put("p95 of somebody's", { Dimensions: group, ExtendedStatistic: 'p95' });
  put('average of the load balancer', { Dimensions: [balancer], Statistic: 'Average' });
  put('slow band only', { Dimensions: group, ExtendedStatistic: 'TC(0.826446281:9.8497326758)', Threshold: 10 });
});
afterAll(() => endpoint.close());

async function triage(args: readonly string[], faults: readonly FaultRule[] = [], env: NodeJS.ProcessEnv = {}) {
  endpoint.account.faults.set(faults);
  const child = spawn(process.execPath, [join(ROOT, 'bin/holdband.mjs'), 'triage', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true', ...endpoint.variables, ...env },
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { stdout, stderr, code };
}

describe('triage of a live target group', () => {
  it('says that idle long polls are no slowness, names alarms of others that page on them, and how to silence each', async () => {
    const { stdout, code } = await triage(['--target-group', ARN, '--last', '1h']);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^idle-long-polls {2}confidence high$/m);
    expect(stdout).toMatch(/p95 of somebody's {2}INSUFFICIENT_DATA {2}replayed: \d+ min of the window in ALARM/);
    expect(stdout).toContain(`--alarm-names 'p95 of somebody'\\''s' --region us-east-2`);
    expect(stdout).toMatch(/average of the load balancer .*\n.*\n.*It watches every target group of the load balancer/);
    expect(stdout).not.toContain('slow band only');
  });

  it('names a target of the config instead of an ARN', async () => {
    const { stdout } = await triage(['--target', 'elasticsearch', '--last', '1h']);

    expect(stdout).toMatch(/^elasticsearch {2}/);
    expect(stdout).toMatch(/^slow-requests {2}confidence high$/m);
    expect(stdout).toContain('modify-load-balancer-attributes');
  });

  it('prints the same as JSON, with the newest minutes marked', async () => {
    const { stdout } = await triage(['--target-group', ARN, '--json']);
    const printed = JSON.parse(stdout);

    expect(printed).toMatchObject({
      schema: 1,
      results: [{ verdict: 'idle-long-polls', targetGroup: FLEET }],
      missing: [],
    });
    expect(printed.results[0].window.provisionalFrom).toBeDefined();
    expect(printed.alarms.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["p95 of somebody's", 'average of the load balancer']),
    );
    expect(printed.accessLogs).toContain('aws elbv2 modify-load-balancer-attributes');
  });

  it('does without what it may not read, and says so', async () => {
    const denied = ['DescribeAlarms', 'DescribeLoadBalancerAttributes', 'DescribeTargetHealth'].map(
      (call): FaultRule => ({ call, fault: 'access-denied' }),
    );
    const { stdout, code } = await triage(['--target-group', ARN, '--json'], denied);
    const { results, missing } = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(results[0].verdict).toBe('idle-long-polls');
    expect(missing.join('\n')).toMatch(/DescribeAlarms/);
    expect(missing.join('\n')).toMatch(/DescribeLoadBalancerAttributes/);
    expect(missing.join('\n')).toMatch(/DescribeTargetHealth/);
  });

  it('claims nothing where metrics cannot be read', async () => {
    const { stdout } = await triage(['--target-group', ARN], [{ call: 'GetMetricData', fault: 'access-denied' }]);

    expect(stdout).toMatch(/^no-data {2}confidence low$/m);
    expect(stdout).toContain('cloudwatch:GetMetricData');
  });

  it.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['neither logs nor a target group', [], {}, /needs --access-logs PATH, --target-group ARN, or --target NAME/],
    ['both', ['--target-group', ARN, '--access-logs', 'logs'], {}, /cannot stand beside --access-logs/],
    ['an ARN of something else', ['--target-group', 'arn:aws:s3:::x'], {}, /--target-group: is "arn:aws:s3:::x"/],
    [
      'another Region than the ARN',
      ['--target-group', ARN, '--region', 'eu-west-1'],
      {},
      /the target group is in us-east-2/,
    ],
    ['a window that is not over', ['--target-group', ARN, '--from', '2999-01-01'], {}, /no minute that is over/],
    [
      'no credentials',
      ['--target-group', ARN],
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, HOME: '/nowhere' },
      /AWS credentials: there are none/,
    ],
  ])('refuses %s in one line, with 2', async (_, args, env, message) => {
    const { stdout, stderr, code } = await triage(args, [], env);

    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([stdout, code]).toEqual(['', 2]);
  });
});
