import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ModifyLoadBalancerAttributesCommand,
  type ProtocolEnum,
  RegisterTargetsCommand,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { holdband } from '../cli/_account.ts';
import type { Finding } from './_estate.ts';
import { type Moto, motoInstalled, startMoto } from './_moto.ts';

const CLUSTER = { 'elbv2.k8s.aws/cluster': 'prod' };
const pairs = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const skipped = () => console.log('skipped: moto_server is not installed');

/** What was made at moto's, with the SDK. */
interface Made {
  readonly balancer: string;
  readonly fleet: string;
  readonly web: string;
  readonly queue: string;
  readonly topic: string;
}

let moto: Moto;
let made: Made;
const folder = mkdtempSync(join(tmpdir(), 'holdband-moto-'));
beforeAll(async () => {
  if (!motoInstalled) return;
  moto = await startMoto();
  made = await makeEstate(moto);
});
beforeEach(() => {
  for (const file of ['holdband.yaml', 'holdband.lock.json']) rmSync(join(folder, file), { force: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await moto?.stop();
});

async function makeEstate({ elb, sns, cloudWatch, network }: Moto): Promise<Made> {
  const { vpc, subnets } = network;
  const created = await elb.send(
    new CreateLoadBalancerCommand({
      Name: 'k8s-elastics-eckfleet-a1b2c3d4e5',
      Subnets: subnets.slice(0, 2),
      Tags: pairs({ ...CLUSTER, 'ingress.k8s.aws/stack': 'elastic-system/eck-fleet-server' }),
    }),
  );
  const balancer = created.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const group = async (name: string, protocol: ProtocolEnum, resource: string) => {
    const tags = pairs({ ...CLUSTER, 'ingress.k8s.aws/resource': resource });
    const settings = { Protocol: protocol, Port: 8220, TargetType: 'ip', VpcId: vpc, Tags: tags } as const;
    const { TargetGroups } = await elb.send(new CreateTargetGroupCommand({ Name: name, ...settings }));
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  };
  const fleet = await group('k8s-elastics-fleetser-73e2d6bc24', 'HTTPS', 'elastic-system/eck-fleet-server-fleet:8220');
  const web = await group('k8s-shop-web-95a4f8de46', 'HTTP', 'shop/shop-web:8080');
  const queue = await group('k8s-platform-queue-1a2b3c4d5e', 'TCP', 'platform/queue:5672');
  await elb.send(
    new ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn: balancer,
      Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '300' }],
    }),
  );
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn: fleet, Targets: [{ Id: '10.0.3.17', Port: 8220 }] }));
  const listener = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: web }],
    }),
  );
  const conditions: RuleCondition[] = [
    { Field: 'host-header', HostHeaderConfig: { Values: ['fleet.example.com'] } },
    { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/fleet/*'] } },
    { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'index', Value: '*' }] } },
  ];
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener.Listeners?.[0]?.ListenerArn,
      Priority: 10,
      Conditions: conditions,
      Actions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: fleet, Weight: 9 },
              { TargetGroupArn: web, Weight: 1 },
            ],
          },
        },
      ],
    }),
  );
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: 'on-call' }));
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'email', Endpoint: 'team@example.com' }));
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'eck-fleet-latency',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      Dimensions: [{ Name: 'LoadBalancer', Value: balancer.split(':loadbalancer/')[1] }],
      ExtendedStatistic: 'p95',
      Period: 60,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 0.8,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [topic],
    }),
  );
  return { balancer, fleet, web, queue, topic };
}

const byArns = ({ balancer, fleet }: Made) => `loadBalancer: ${balancer}
        targetGroup: ${fleet}`;
const BY_TAGS = `match:
          tags:
            elbv2.k8s.aws/cluster: prod
            ingress.k8s.aws/resource: elastic-system/eck-fleet-server-fleet:8220`;

/** A config with one target. @param which target group it is, as YAML */
const configOf = (which: string) => `version: 1
environments:
  prod:
    account: "123456789012"
    region: us-east-1
    notify: ${made.topic}
    discover:
      - name: k8s-shop-*
        exclude: watched by the shop's own team
    targets:
      - name: fleet-server
        ${which}
        traffic: long-polls
        hold: elastic-fleet
        clients: 5
        idleTimeout: 300s
`;

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
/** The program as it is, with nothing but the variables that every client of AWS knows. */
const run = (...args: string[]) => holdband(args, { env: moto.variables, cwd: folder }).done;

describe('Against moto', () => {
  it('discover lists what was made there, with idle timeout, rules and tags', async () => {
    if (!motoInstalled) return skipped();
    const { stdout, stderr, status } = await run('discover', '--json');
    const found = JSON.parse(stdout);
    const rule = ['host fleet.example.com', 'path /api/fleet/*', 'query index=*'];

    expect([status, stderr]).toEqual([0, '']);
    expect(found).toMatchObject({ region: 'us-east-1', loadBalancers: 1, leftOut: 1, problems: [] });
    expect(found.targetGroups).toHaveLength(2);
    expect(found.targetGroups).toContainEqual(
      expect.objectContaining({
        name: 'k8s-elastics-fleetser-73e2d6bc24',
        arn: made.fleet,
        loadBalancer: made.balancer,
        traffic: 'no-traffic',
        idleTimeoutSeconds: 300,
        listenerRules: [{ port: 80, priority: '10', conditions: rule }],
        tags: { ...CLUSTER, 'ingress.k8s.aws/resource': 'elastic-system/eck-fleet-server-fleet:8220' },
      }),
    );
    expect(found.targetGroups).toContainEqual(
      expect.objectContaining({
        arn: made.web,
        listenerRules: [
          { port: 80, priority: '10', conditions: rule },
          { port: 80, priority: 'default', conditions: [] },
        ],
      }),
    );
  });

  it('validate takes the names that were made there', async () => {
    if (!motoInstalled) return skipped();
    writeFileSync(join(folder, 'holdband.yaml'), configOf(byArns(made)));
    const { stdout, stderr, status } = await run('validate');

    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('idle holds last 270 to 300 s, the idle timeout is 300 s');
  });

  it('discover --write resolves match by the tags there, once and for all', async () => {
    if (!motoInstalled) return skipped();
    writeFileSync(join(folder, 'holdband.yaml'), configOf(BY_TAGS));
    const first = await run('discover', '--write');
    const written = read('holdband.lock.json');
    const again = await run('discover', '--write');

    expect([first.status, again.status]).toEqual([0, 0]);
    expect(JSON.parse(written).environments.prod.targets['fleet-server']).toMatchObject({
      loadBalancer: made.balancer,
      targetGroup: made.fleet,
    });
    expect(again.stdout).toContain('nothing to write');
    expect([read('holdband.yaml'), read('holdband.lock.json')]).toEqual([configOf(BY_TAGS), written]);
  });

  it('check says what is wrong there', async () => {
    if (!motoInstalled) return skipped();
    writeFileSync(join(folder, 'holdband.yaml'), configOf(byArns(made)));
    const { stdout, status } = await run('check', '--json');
    const { findings, notJudged } = JSON.parse(stdout) as {
      findings: readonly Finding[];
      notJudged: readonly Finding[];
    };
    const of = (rule: string) => findings.filter((finding) => finding.rule === rule);

    expect(status).toBe(1);
    expect(of('deployed-missing')).toMatchObject([{ severity: 'error', subject: 'prod' }]);
    expect(of('alarm-on-holds')).toMatchObject([{ subject: 'eck-fleet-latency' }]);
    expect(of('idle-timeout-margin')).toMatchObject([{ subject: 'prod/fleet-server' }]);
    expect(of('topic-without-subscriber')).toEqual([]);
    // moto keeps no history of alarms: the rule that needs it says so, and the others judge.
    expect(notJudged).toMatchObject([{ rule: 'action-failed' }]);
  });
});
