import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { LocalEndpoint } from '../../../lib/adapters/local-account/endpoint.ts';
import { FLEET, FLEET_BALANCER, holdband, ROOT, SEARCH, startIncident } from '../_account.ts';

const TO_TOPIC = ['arn:aws:sns:us-east-2:111122223333:on-call'];

/** The alarm of the incident, and one on another target group. */
async function putOldAlarms({ url }: LocalEndpoint): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchClient({ endpoint: url, region: 'us-east-2', credentials });
  const loadBalancer = { Name: 'LoadBalancer', Value: FLEET_BALANCER.split(':loadbalancer/')[1] ?? '' };
  const alarm = {
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: TO_TOPIC,
  } as const;
  await client.send(
    new PutMetricAlarmCommand({
      ...alarm,
      AlarmName: "fleet's latency; high",
      Statistic: 'Average',
      Dimensions: [{ Name: 'TargetGroup', Value: FLEET.split(':').at(-1) ?? '' }, loadBalancer],
    }),
  );
  await client.send(
    new PutMetricAlarmCommand({
      ...alarm,
      AlarmName: 'edge-p99',
      ExtendedStatistic: 'p99',
      Dimensions: [loadBalancer],
    }),
  );
  await client.send(
    new PutMetricAlarmCommand({
      ...alarm,
      AlarmName: 'search-latency',
      Statistic: 'Average',
      Dimensions: [{ Name: 'TargetGroup', Value: SEARCH.split(':').at(-1) ?? '' }],
    }),
  );
  client.destroy();
}

/** An alarm of ours as far as its description goes. */
async function putMarked({ url }: LocalEndpoint, description: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchClient({ endpoint: url, region: 'us-east-2', credentials });
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'holdband-prod-fleet-server-slow-1m',
      AlarmDescription: description,
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      Dimensions: [{ Name: 'TargetGroup', Value: FLEET.split(':').at(-1) ?? '' }],
    }),
  );
  client.destroy();
}

describe('holdband triage --target-group', () => {
  it('tells idle long polls from an account, and names the alarms that page on them', async () => {
    const endpoint = await startIncident();
    await putOldAlarms(endpoint);
    const env = endpoint.variables;
    const { stdout, stderr, status } = await holdband(['triage', '--target-group', FLEET, '--last', '3h'], { env })
      .done;

    expect(stderr).toBe('');
    expect(stdout).toContain('idle-long-polls  confidence');
    expect(stdout).toMatch(/Minutes from \d\d:\d\d UTC on may still change/);
    expect(stdout).toContain("fleet's latency; high  INSUFFICIENT_DATA  replayed: ");
    expect(stdout).toContain(
      "aws cloudwatch disable-alarm-actions --alarm-names 'fleet'\\''s latency; high' --region us-east-2",
    );
    expect(stdout).toContain('It watches every target group of the load balancer.');
    expect(stdout).not.toContain('search-latency');
    expect(stdout).toContain('aws elbv2 modify-load-balancer-attributes --region us-east-2');
    expect(status).toBe(0);
  });

  it('replays what is found, with one call more than the verdict takes', async () => {
    const endpoint = await startIncident();
    await putOldAlarms(endpoint);
    const env = endpoint.variables;
    const { stdout } = await holdband(['triage', '--target-group', FLEET, '--json'], { env }).done;
    const answer = JSON.parse(stdout);
    const [first, second, ...others] = answer.alarms;

    expect(answer.schema).toBe(1);
    expect(answer.results).toMatchObject([{ verdict: 'idle-long-polls', targetGroup: FLEET.split(':').at(-1) }]);
    expect(first).toMatchObject({ pages: 'yes', everySeconds: 60, acts: true });
    expect(first.minutesInAlarm).toBeGreaterThan(20);
    expect([first.scope, second.scope].sort()).toEqual(['load-balancer', 'target-group']);
    expect(others).toEqual([]);
    expect(endpoint.account.calls.filter(({ call }) => call === 'GetMetricData')).toHaveLength(2);
  });

  it('names no alarm of a target group that holds nothing', async () => {
    const endpoint = await startIncident();
    await putOldAlarms(endpoint);
    const env = endpoint.variables;
    const { stdout } = await holdband(['triage', '--target-group', SEARCH, '--json'], { env }).done;

    expect(JSON.parse(stdout)).toMatchObject({ alarms: [], results: [{ verdict: 'slow-requests' }] });
  });

  it('takes a target of the config by name, with its hold and its load balancer', async () => {
    const endpoint = await startIncident({ faults: [{ call: 'DescribeTargetGroups', fault: 'access-denied' }] });
    const env = endpoint.variables;
    const { stdout } = await holdband(['triage', '--target', 'fleet-server', '--json'], { env, cwd: ROOT }).done;

    expect(JSON.parse(stdout).results[0]).toMatchObject({ verdict: 'idle-long-polls', hold: { source: 'config' } });
    expect(endpoint.account.calls.map(({ call }) => call)).not.toContain('DescribeTargetGroups');
  });

  it('takes hold and objective from deployed alarms of holdband where no config names the target group', async () => {
    const endpoint = await startIncident();
    const balancer = FLEET_BALANCER.split(':loadbalancer/')[1];
    const marker = `holdband:1 tg=${FLEET.split(':').at(-1)} lb=${balancer} hold=300-30 slow=0.826446281:9.8497326758 share=1`;
    await putMarked(endpoint, `Fleet Server is slow.\n${marker}`);
    const run = (...more: string[]) =>
      holdband(['triage', '--target-group', FLEET, '--json', ...more], { env: endpoint.variables }).done;
    const [judged, asked] = await Promise.all([run(), run('--objective', '2s')]);
    const [deployed] = JSON.parse(judged.stdout).results;

    expect(deployed).toMatchObject({ hold: { source: 'config' } });
    expect(deployed.bands.objective).toBeCloseTo(0.826446, 5);
    expect(JSON.parse(asked.stdout).results[0].bands.objective).toBeGreaterThanOrEqual(2);
  });

  it('gives the verdict without what is denied, and names it', async () => {
    const denied = ['DescribeTargetHealth', 'DescribeLoadBalancerAttributes', 'DescribeListeners', 'DescribeAlarms'];
    const faults = denied.map((call) => ({ call, fault: 'access-denied' }) as const);
    const endpoint = await startIncident({ faults });
    const env = endpoint.variables;
    const { stdout, status } = await holdband(['triage', '--target-group', FLEET, '--json'], { env }).done;
    const { results, missing, ...rest } = JSON.parse(stdout);

    expect(results[0].verdict).toBe('idle-long-polls');
    for (const call of denied) expect(missing.join('\n')).toContain(`:${call} was denied`);
    expect(rest).toEqual({ schema: 1 });
    expect(status).toBe(0);
  });

  it('claims nothing where metrics cannot be read', async () => {
    const endpoint = await startIncident({ faults: [{ call: 'GetMetricData', fault: 'access-denied' }] });
    const env = endpoint.variables;
    const { stdout } = await holdband(['triage', '--target-group', FLEET], { env }).done;

    expect(stdout).toMatch(/^no-data {2}confidence low$/m);
    expect(stdout).toContain('cloudwatch:GetMetricData was denied');
  });

  it('says in one line that the credentials have expired, and gives no verdict', async () => {
    const body = '{"__type":"ExpiredToken","message":"The security token included in the request is expired"}';
    const server = createServer((_, response) => {
      response.writeHead(403, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-query-error': 'ExpiredToken;Sender',
      });
      response.end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'old', AWS_SECRET_ACCESS_KEY: 'old' };
    const { stdout, stderr, status } = await holdband(['triage', '--target-group', FLEET], { env }).done;
    server.close();

    expect(stdout).toBe('');
    expect(stderr).toBe(
      'holdband: cloudwatch:DescribeAlarms was not allowed: there are no valid credentials (ExpiredToken).\n',
    );
    expect(status).toBe(2);
  });

  it('says in one line that there are no credentials, and exits with 2', async () => {
    const { stdout, stderr, status } = await holdband(['triage', '--target-group', FLEET]).done;

    expect(stdout).toBe('');
    expect(stderr).toMatch(/^holdband: AWS credentials: there are none \(.*\); set AWS_PROFILE, .*\n$/);
    expect(status).toBe(2);
  });

  it('refuses a window in which no minute is over', async () => {
    const { stderr, status } = await holdband(['triage', '--target-group', FLEET, '--from', '2999-01-01']).done;

    expect(stderr).toBe('holdband: --from: the window from 2999-01-01T00:00:00.000Z has no minute that is over\n');
    expect(status).toBe(2);
  });
});
