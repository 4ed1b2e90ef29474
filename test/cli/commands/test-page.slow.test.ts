import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LocalAccountOptions } from '../../../lib/adapters/local-account/account.ts';
import type { LocalEndpoint } from '../../../lib/adapters/local-account/endpoint.ts';
import { putCompositeAlarm, putMetricAlarm } from '../../../lib/adapters/local-account/put-alarm.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { holdband, ROOT, startIncident } from '../_account.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const FUNCTION = 'arn:aws:lambda:us-east-2:111122223333:function:holdband-prod-runbook';
const COMPOSITE = 'holdband-prod-fleet-server-page';

const [environment] = resolveEnvironments(
  readConfig(readFileSync(join(ROOT, 'holdband.yaml'), 'utf8'), 'holdband.yaml'),
);
const [target] = environment?.targets ?? [];
if (!target) throw new TypeError('holdband.yaml has no target');
const { composite } = planTarget(target);
const children = composite?.children ?? [];

/** The page of fleet-server as it would be deployed, with what its alarms are on left aside. */
async function startDeployed(
  settings: Readonly<Record<string, unknown>> = {},
  options: Partial<LocalAccountOptions> = {},
): Promise<LocalEndpoint> {
  const endpoint = await startIncident(options);
  for (const AlarmName of children) {
    putMetricAlarm(
      {
        AlarmName,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'TargetResponseTime',
        Statistic: 'Average',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      },
      endpoint.account,
    );
  }
  const AlarmRule = children.map((name) => `ALARM("${name}")`).join(' OR ');
  putCompositeAlarm({ AlarmName: COMPOSITE, AlarmRule, AlarmActions: [TOPIC], ...settings }, endpoint.account);
  return endpoint;
}

const testPage = (endpoint: LocalEndpoint, ...args: string[]) =>
  holdband(['test-page', '--target', 'fleet-server', ...args], { env: endpoint.variables, cwd: ROOT });

describe('holdband test-page', () => {
  it('sets off the page, reads that it went out, and sets the alarm back', async () => {
    const endpoint = await startDeployed();
    const { stdout, status } = await testPage(endpoint, '--yes').done;

    expect(stdout).toContain(`fleet-server in prod: ${COMPOSITE} went to ALARM`);
    expect(stdout).toMatch(new RegExp(`^succeeded {2}${TOPIC}$`, 'm'));
    expect(endpoint.account.published.map(({ topicArn }) => topicArn)).toEqual([TOPIC]);
    expect(endpoint.account.alarms.get(children[0] ?? '')).toMatchObject({
      state: 'OK',
      reason: 'Test by holdband test-page is over: set back.',
    });
    expect(status).toBe(0);
  });

  it('names the action that failed, and exits with 1', async () => {
    const endpoint = await startDeployed({ AlarmActions: [TOPIC, FUNCTION] });
    const { stdout, status } = await testPage(endpoint, '--yes', '--json').done;
    const answer = JSON.parse(stdout);

    expect(answer).toMatchObject({
      schema: 1,
      composite: COMPOSITE,
      child: children[0],
      compositeInAlarm: true,
      setBack: true,
    });
    expect(answer.actions).toMatchObject([
      { action: TOPIC, outcome: 'succeeded' },
      { action: FUNCTION, outcome: 'failed', detail: expect.stringContaining('no function is here') },
    ]);
    expect(status).toBe(1);
  });

  it('says that a composite did not follow, once it has waited, and exits with 1', async () => {
    const endpoint = await startDeployed({ AlarmRule: 'FALSE' });
    const { stdout, status } = await testPage(endpoint, '--yes', '--wait', '1s').done;

    expect(stdout).toMatch(/^not-seen {2}arn:aws:sns/m);
    expect(stdout).toContain('The composite did not follow its alarm');
    expect(status).toBe(1);
  });

  it('sets the alarm back when it is interrupted, and exits with 2', async () => {
    const endpoint = await startDeployed({ AlarmRule: 'FALSE' });
    const run = testPage(endpoint, '--yes');
    while (endpoint.account.alarms.get(children[0] ?? '')?.state !== 'ALARM') await delay(20);
    run.child.kill('SIGINT');
    const { stderr, status } = await run.done;

    expect(stderr).toBe('holdband: test-page: interrupted\n');
    expect(endpoint.account.alarms.get(children[0] ?? '')?.state).toBe('OK');
    expect(status).toBe(2);
  });

  it('sets the alarm back where the history cannot be read', async () => {
    const faults = [{ call: 'DescribeAlarmHistory', fault: 'access-denied', after: 1 }] as const;
    const endpoint = await startDeployed({}, { faults });
    const { stdout, stderr, status } = await testPage(endpoint, '--yes').done;

    expect(stdout).toBe('');
    expect(stderr).toContain('cloudwatch:DescribeAlarmHistory was denied');
    expect(endpoint.account.alarms.get(children[0] ?? '')?.state).toBe('OK');
    expect(status).toBe(2);
  });

  it('gives the command that sets the alarm back where it could not itself', async () => {
    const faults = [{ call: 'SetAlarmState', fault: 'access-denied', after: 1 }] as const;
    const endpoint = await startDeployed({}, { faults });
    const { stderr, status } = await testPage(endpoint, '--yes').done;

    expect(stderr).toContain(`${children[0]} may still be in ALARM: cloudwatch:SetAlarmState was denied`);
    expect(stderr).toContain(`aws cloudwatch set-alarm-state --alarm-name ${children[0]} --state-value OK`);
    expect(status).toBe(2);
  });

  it.each([
    [
      'actions are off',
      { ActionsEnabled: false },
      'has its actions off (shadow mode): set paging: on and deploy first',
    ],
    ['nobody would be called', { AlarmActions: [] }, 'calls nobody in ALARM: it has no actions'],
  ])('refuses where %s, and touches nothing', async (_, settings, message) => {
    const endpoint = await startDeployed(settings);
    const { stdout, stderr, status } = await testPage(endpoint, '--yes').done;

    expect([stdout, stderr, status]).toEqual(['', `holdband: ${COMPOSITE}: ${message}\n`, 2]);
    expect(endpoint.account.calls.map(({ call }) => call)).toEqual(['DescribeAlarms']);
  });

  it('refuses where nothing is deployed', async () => {
    const { stderr, status } = await testPage(await startIncident(), '--yes').done;

    expect(stderr).toContain(
      `${COMPOSITE}: is not deployed where these credentials lead; it should be in account 111122223333, us-east-2`,
    );
    expect(status).toBe(2);
  });

  it('needs --yes where there is no terminal to ask on', async () => {
    const endpoint = await startDeployed();
    const { stderr, status } = await testPage(endpoint).done;

    expect(stderr).toBe('holdband: test-page: needs --yes: there is no terminal to ask on\n');
    expect(endpoint.account.calls.map(({ call }) => call)).not.toContain('SetAlarmState');
    expect(status).toBe(2);
  });

  it('refuses a wait that is none', async () => {
    const { stderr, status } = await holdband(['test-page', '--target', 'fleet-server', '--wait', 'long'], {
      cwd: ROOT,
    }).done;

    expect(stderr).toBe('holdband: --wait: is "long", allowed: a duration from 1s to 1h\n');
    expect(status).toBe(2);
  });
});
