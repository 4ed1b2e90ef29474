import { describe, expect, it } from 'vitest';
import { putMetricAlarm } from '../../../lib/adapters/local-account/put-alarm.ts';
import { FLEET_BALANCER, holdband, startIncident } from '../_account.ts';

interface Finding {
  readonly id: string;
  readonly answer: string;
}

describe('holdband verify-assumptions', () => {
  it('asks an account, prints what it saw, and leaves nothing behind', async () => {
    const endpoint = await startIncident();
    const args = ['verify-assumptions', '--load-balancer', FLEET_BALANCER, '--yes', '--json'];
    const { stdout, stderr, status } = await holdband(args, { env: endpoint.variables }).done;
    const { schema, region, findings, leftBehind } = JSON.parse(stdout);

    expect({ schema, region, leftBehind }).toEqual({ schema: 1, region: 'us-east-2', leftBehind: [] });
    expect(Object.fromEntries((findings as Finding[]).map(({ id, answer }) => [id, answer]))).toMatchObject({
      'absolute-trimmed-count': 'yes',
      'time-series-on-dead-metric': 'yes',
      'sample-count': 'yes',
      'evaluation-range-900': 'unknown',
      'composite-description': 'unknown',
    });
    expect(stderr).toMatch(/^holdband: It costs about 0\.01 USD/);
    expect(endpoint.account.alarms.all()).toEqual([]);
    expect(endpoint.account.calls.map(({ call }) => call)).toContain('PutCompositeAlarm');
    expect(status).toBe(0);
  });

  it('says what rests on each answer, and what it would take to know', async () => {
    const endpoint = await startIncident();
    const { stdout } = await holdband(['verify-assumptions', '--yes'], { env: endpoint.variables }).done;

    expect(stdout).toMatch(/^absolute-trimmed-count {2}yes\n {2}Does PutMetricAlarm take/m);
    expect(stdout).toContain('seen     It needs --load-balancer ARN');
    expect(stdout).toContain('seen     It needs --wait 85m or longer.');
    expect(stdout).toMatch(/^2 yes, 0 no, 7 unknown\.$/m);
  });

  it('names what it could not delete, and exits with 2', async () => {
    const endpoint = await startIncident({ faults: [{ call: 'DeleteAlarms', fault: 'access-denied' }] });
    const { stderr, status } = await holdband(['verify-assumptions', '--yes'], { env: endpoint.variables }).done;

    expect(stderr).toMatch(
      /^holdband: holdband-verify-\w+-trimmed-count is not deleted: .* Delete it: aws cloudwatch delete-alarms --alarm-names holdband-verify-\w+-trimmed-count --region us-east-2$/m,
    );
    expect(status).toBe(2);
  });

  it('warns of what an earlier run left', async () => {
    const endpoint = await startIncident();
    const AlarmName = 'holdband-verify-old-child';
    putMetricAlarm(
      {
        AlarmName,
        Namespace: 'x',
        MetricName: 'y',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
      endpoint.account,
    );
    const { stderr } = await holdband(['verify-assumptions', '--yes'], { env: endpoint.variables }).done;

    expect(stderr).toContain(`delete-alarms --alarm-names ${AlarmName} --region us-east-2`);
  });

  it('deletes what it made when it is interrupted', async () => {
    const endpoint = await startIncident();
    const run = holdband(['verify-assumptions', '--wait', '2h', '--yes', '--json'], { env: endpoint.variables });
    while (endpoint.account.alarms.all().length < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    run.child.kill('SIGINT');
    const { stderr, status } = await run.done;

    expect(stderr).toContain('holdband: verify-assumptions: interrupted');
    expect(endpoint.account.alarms.all()).toEqual([]);
    expect(status).toBe(2);
  });

  it('needs --yes where there is no terminal to ask on, and makes nothing', async () => {
    const endpoint = await startIncident();
    const { stderr, status } = await holdband(['verify-assumptions'], { env: endpoint.variables }).done;

    expect(stderr).toContain('verify-assumptions: needs --yes: there is no terminal to ask on');
    expect(endpoint.account.calls.map(({ call }) => call)).toEqual(['DescribeAlarms']);
    expect(status).toBe(2);
  });

  it('says in one line that the Region is missing', async () => {
    const { stderr, status } = await holdband(['verify-assumptions', '--yes']).done;

    expect(stderr).toBe('holdband: Region: is missing: give --region, or a profile or AWS_REGION that has one\n');
    expect(status).toBe(2);
  });

  it.each([
    ['--wait', 'forever', '--wait: is "forever", allowed: a duration above 0, up to 1d'],
    ['--load-balancer', 'edge', '--load-balancer: is "edge", not the ARN of a load balancer'],
  ])('refuses %s %s', async (option, value, message) => {
    const { stderr, status } = await holdband(['verify-assumptions', option, value]).done;

    expect([stderr, status]).toEqual([`holdband: ${message}\n`, 2]);
  });
});
