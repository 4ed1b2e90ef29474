import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalEndpoint } from '../../../lib/adapters/local-account/endpoint.ts';
import { startEstate } from '../../../lib/adapters/local-account/estate.ts';
import { ESTATE_TOPIC } from '../../../lib/adapters/local-account/estate-names.ts';
import type { Fault } from '../../../lib/adapters/local-account/faults.ts';
import { putCompositeAlarm, putMetricAlarm } from '../../../lib/adapters/local-account/put-alarm.ts';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { expectedAlarms } from '../../../lib/core/inventory/check/expected.ts';
import { holdband, ROOT } from '../_account.ts';

interface Answer {
  readonly schema: number;
  readonly environments: readonly { readonly name: string | null; readonly account: string; readonly region: string }[];
  readonly findings: readonly Readonly<Record<string, string | null>>[];
  readonly notJudged: readonly { readonly rule: string; readonly subject: string; readonly reason: string }[];
  readonly problems: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

let estate: LocalEndpoint;
let folder: string;
beforeAll(async () => {
  estate = await startEstate({ now: () => Date.now() / 1000 });
  folder = mkdtempSync(join(tmpdir(), 'holdband-check-'));
});
afterAll(async () => {
  await estate.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  estate.account.faults.set([]);
  estate.account.calls.length = 0;
});

const run = (args: readonly string[] = [], cwd?: string) =>
  holdband(['check', ...args], { env: estate.variables, ...(cwd !== undefined && { cwd }) }).done;

async function checked(args: readonly string[] = [], cwd?: string) {
  const { stdout, stderr, status } = await run(['--json', ...args], cwd);
  return { answer: JSON.parse(stdout) as Answer, stderr, status };
}

const about = ({ findings }: Answer, rule: string) =>
  findings.filter((finding) => finding.rule === rule).map(({ subject }) => subject);

describe('holdband check of the estate around the incident', () => {
  it('finds the generic alarm with its pages, dead alarms, topics and actions, and idle timeouts that are too short', async () => {
    const { answer, status } = await checked();

    expect(status).toBe(1);
    expect(answer).toMatchObject({
      schema: 1,
      environments: [{ name: null, account: '111122223333', region: 'us-east-2' }],
      problems: [],
    });
    const [generic] = answer.findings.filter(({ rule }) => rule === 'alarm-on-holds');
    expect(generic).toMatchObject({
      severity: 'error',
      subject: 'eck-fleet-latency',
      message: expect.stringMatching(/it fired [1-9]\d\d times in 15 days/),
      command: 'aws cloudwatch disable-alarm-actions --alarm-names eck-fleet-latency --region us-east-2',
    });
    expect(about(answer, 'alarm-on-nothing')).toEqual(['shop-checkout-latency']);
    expect(about(answer, 'topic-without-subscriber')).toEqual([ESTATE_TOPIC.elasticTeam, ESTATE_TOPIC.oldOnCall]);
    expect(about(answer, 'action-failed')).toEqual(['eck-search-latency']);
    expect(about(answer, 'idle-timeout-margin')).toEqual(['k8s-elastics-fleetser-73e2d6bc24']);
    expect(about(answer, 'idle-timeout-below-hold')).toEqual(['k8s-platform-consulse-c8d72b0179']);
    expect(about(answer, 'one-pod-behind-many-targets')).toEqual(['k8s-shop-api-a6b509ef57, k8s-shop-web-95a4f8de46']);
    expect(about(answer, 'no-latency-alarm')).toHaveLength(5);
    const { error, warning, info } = answer.counts as { error: number; warning: number; info: number };
    expect(error + warning + info).toBe(answer.findings.length);
  });

  it('shows how much is watched, a row for each rule, and what to do', async () => {
    const { stdout, stderr, status } = await run();

    expect(status).toBe(1);
    expect(stdout).toMatch(/latency watched +█+░+ +1 of 6 target groups/);
    expect(stdout).toMatch(/error +alarm-on-holds +1 +eck-fleet-latency\n/);
    expect(stdout).toContain('$ aws cloudwatch disable-alarm-actions --alarm-names eck-fleet-latency');
    expect(stderr).toMatch(/of severity error: exit code 1 \(failOn: error\)/);
  });

  it('fails by --fail-on alone', async () => {
    const config = readFileSync(join(ROOT, 'holdband.yaml'), 'utf8');
    const heavy = [
      'no-latency-alarm',
      'alarm-on-holds',
      'action-failed',
      'deployed-missing',
      'idle-timeout-below-hold',
    ];
    const off = heavy.map((rule) => `  ${rule}: { severity: warning }\n`);
    writeFileSync(join(folder, 'holdband.yaml'), `${config}rules:\n${off.join('')}`);
    const [warned, failed] = [await checked([], folder), await checked(['--fail-on', 'warning'], folder)];

    expect(warned.answer.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([warned.status, failed.status]).toEqual([0, 1]);
  });
});

describe('holdband check with the credentials of another account', () => {
  it('prints what is there, and does not let it pass for what the config means', async () => {
    const config = readFileSync(join(ROOT, 'holdband.yaml'), 'utf8').replaceAll('111122223333', '444455556666');
    writeFileSync(join(folder, 'holdband.yaml'), config);
    const { answer, stderr, status } = await checked([], folder);

    expect(status).toBe(2);
    expect(answer.environments).toEqual([{ name: null, account: '111122223333', region: 'us-east-2' }]);
    expect(answer.problems).toEqual([
      'prod could not be checked: it is account 444455556666, and the credentials are of 111122223333',
    ]);
    expect(stderr).toContain('exit code 2');
  });
});

describe('holdband check of what is deployed', () => {
  const text = readFileSync(join(ROOT, 'holdband.yaml'), 'utf8');
  const [environment] = resolveEnvironments(readConfig(text, 'holdband.yaml')) as [
    ReturnType<typeof resolveEnvironments>[number],
  ];
  const SLOW = 'holdband-prod-elasticsearch-slow-5m';
  const deployed = ['deployed-missing', 'deployed-differs', 'deployed-extra', 'deployed-silent'];
  const { alarms: expected } = expectedAlarms(environment, 'holdband.yaml');
  const LATENCY = expected.flatMap(({ name = '' }) =>
    name.startsWith('holdband-prod-elasticsearch-slow-') ? name : [],
  );
  beforeEach(() => {
    for (const { kind, properties } of expected) {
      if (kind === 'composite') putCompositeAlarm(properties, estate.account);
      else putMetricAlarm(properties, estate.account);
    }
  });
  afterEach(() => {
    const { alarms } = estate.account;
    for (const { name } of alarms.all()) if (name.startsWith('holdband-')) alarms.remove(name, Date.now() / 1000);
  });

  it('finds nothing to say of alarms that are as the config would synthesise them', async () => {
    const { answer } = await checked(['--environment', 'prod'], ROOT);

    expect(answer.environments).toEqual([{ name: 'prod', account: '111122223333', region: 'us-east-2' }]);
    expect(answer.findings.filter(({ rule }) => deployed.includes(rule as string))).toEqual([]);
    expect(about(answer, 'no-latency-alarm')).not.toContain('prod/fleet-server');
  });

  it('compares with a template where one is given', async () => {
    const Resources = Object.fromEntries(
      expected.map(({ name = '', kind, properties }, index) => {
        const Properties = name === SLOW ? { ...properties, Threshold: 33 } : properties;
        return [
          `Alarm${index}`,
          { Type: `AWS::CloudWatch::${kind === 'composite' ? 'CompositeAlarm' : 'Alarm'}`, Properties },
        ];
      }),
    );
    writeFileSync(join(folder, 'alarms.template.json'), JSON.stringify({ Resources }));
    const { answer } = await checked(['--template', join(folder, 'alarms.template.json')], ROOT);

    expect(answer.findings.filter(({ rule }) => deployed.includes(rule as string))).toMatchObject([
      {
        rule: 'deployed-differs',
        subject: SLOW,
        message: expect.stringMatching(/alarms.template.json: Threshold is 5, should be 33$/),
      },
    ]);
  });

  it('does not take the template of another environment for one without alarms', async () => {
    const template = join(folder, 'others.template.json');
    writeFileSync(template, JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }));
    const { answer } = await checked(['--template', template], ROOT);
    const open = answer.notJudged.filter(({ rule }) => deployed.includes(rule));

    expect(answer.findings.filter(({ rule }) => deployed.includes(rule as string))).toEqual([]);
    expect(open.map(({ rule }) => rule).sort()).toEqual(deployed.toSorted());
    expect(open[0]?.reason).toContain('others.template.json has no alarm of it');
  });

  it('names what somebody changed by hand, disabled, added and deleted', async () => {
    const { alarms } = estate.account;
    const settings = alarms.get(SLOW)?.settings ?? {};
    const page = alarms.get('holdband-prod-fleet-server-page')?.settings ?? {};
    putMetricAlarm({ ...settings, AlarmName: SLOW, Threshold: 77 }, estate.account);
    putMetricAlarm({ ...settings, AlarmName: 'holdband-prod-old-slow-1m' }, estate.account);
    putCompositeAlarm({ ...page, ActionsEnabled: false }, estate.account);
    const gone = LATENCY.find((name) => name !== SLOW) as string;
    alarms.remove(gone, Date.now() / 1000);
    const { answer } = await checked(['--environment', 'prod'], ROOT);

    const found = answer.findings.filter(({ rule }) => deployed.includes(rule as string));
    expect(found).toMatchObject([
      {
        rule: 'deployed-missing',
        subject: 'prod/elasticsearch',
        where: expect.stringMatching(/^holdband.yaml:\d+:\d+$/),
        message: expect.stringContaining(gone),
      },
      { rule: 'deployed-silent', subject: 'holdband-prod-fleet-server-page' },
      { rule: 'deployed-differs', subject: SLOW, message: expect.stringContaining('Threshold is 77, should be ') },
      { rule: 'deployed-extra', subject: 'holdband-prod-old-slow-1m', environment: 'prod' },
    ]);
  });
});

describe('holdband check of an account that does not answer everything', () => {
  const CALLS = [
    ['DescribeAlarms', 'no-latency-alarm'],
    ['DescribeAlarmHistory', 'action-failed'],
    ['DescribeLoadBalancers', 'alarm-on-nothing'],
    ['DescribeTargetGroups', 'alarm-on-nothing'],
    ['DescribeLoadBalancerAttributes', 'live-lint'],
    ['DescribeTargetGroupAttributes', 'live-lint'],
    ['DescribeTargetHealth', 'one-pod-behind-many-targets'],
    ['GetMetricData', 'traffic-contradicts-profile'],
    ['ListSubscriptionsByTopic', 'topic-without-subscriber'],
  ] as const;
  const denied: Fault = 'access-denied';
  const throttled: Fault = 'throttle';

  const THROTTLED = ['DescribeAlarms', 'DescribeLoadBalancers', 'GetMetricData'];
  const faults = CALLS.flatMap(([call, rule]) => [
    [call, rule, denied] as const,
    ...(THROTTLED.includes(call) ? [[call, rule, throttled] as const] : []),
  ]);

  it.each(faults)('does without %s (%s is not judged, %s), keeps the rest, and says so', async (call, rule, fault) => {
    estate.account.faults.set([{ call, fault }]);
    const { answer, status } = await checked([], ROOT);

    expect(status).toBe(1);
    expect(answer.problems.join(' ')).toContain(`:${call} was ${fault === 'throttle' ? 'throttled' : 'denied'}`);
    expect(answer.notJudged.map((each) => each.rule)).toContain(rule);
    expect(answer.findings.filter((each) => each.severity === 'error').length).toBeGreaterThan(0);
    expect(answer.findings).toContainEqual(expect.objectContaining({ rule: 'not-judged', severity: 'info' }));
  });

  it('judges the newer part of a history that breaks off', async () => {
    estate.account.faults.set([{ call: 'DescribeAlarmHistory', fault: denied, after: 3 }]);
    const { answer } = await checked();

    expect(answer.findings.find(({ rule }) => rule === 'alarm-on-holds')?.message).toContain('it fired at least ');
    expect(answer.notJudged).toContainEqual(expect.objectContaining({ rule: 'action-failed', subject: 'some alarms' }));
  });

  it('exits with 2 where nothing can be asked at all', async () => {
    estate.account.faults.set([{ call: '*', fault: denied }]);
    const { stdout, stderr, status } = await run();

    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toMatch(/^holdband: .* could not be checked: elasticloadbalancing:DescribeTargetGroups was denied/);
  });
});
