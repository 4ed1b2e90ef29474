import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { IAM_PREFIX } from '../../lib/adapters/local-account/calls.ts';
import type { LocalEndpoint } from '../../lib/adapters/local-account/endpoint.ts';
import { putCompositeAlarm, putMetricAlarm } from '../../lib/adapters/local-account/put-alarm.ts';
import { actionsOf, FLEET, FLEET_BALANCER, holdband, ROOT, startIncident } from './_account.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: unknown;
}

const page = readFileSync(join(ROOT, 'docs/iam.md'), 'utf8');

/** The statements under a heading of docs/iam.md. */
function statementsOf(heading: string): Statement[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const json = /```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return (JSON.parse(json) as { Statement: Statement[] }).Statement;
}

const actions = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action).toSorted();

/** Names of alarms that were written to, each with the pattern of the statement that allows the call. */
function writtenNames({ account }: LocalEndpoint, statements: readonly Statement[]): [string, string][] {
  return account.calls.flatMap(({ service, call, input }): [string, string][] => {
    const { AlarmName, AlarmNames = [] } = input as { AlarmName?: string; AlarmNames?: string[] };
    const names = AlarmName === undefined ? AlarmNames : [AlarmName];
    const statement = statements.find(({ Action }) => [Action].flat().includes(`${IAM_PREFIX[service]}:${call}`));
    const pattern = statement?.Resource ?? 'not allowed';
    return pattern === '*' ? [] : names.map((name) => [name, pattern]);
  });
}

function expectAllowed(endpoint: LocalEndpoint, statements: readonly Statement[]): void {
  expect(actionsOf(endpoint)).toEqual(actions(statements));
  for (const [name, pattern] of writtenNames(endpoint, statements)) {
    const allowed = pattern.split(':').at(-1)?.replace('*', '') ?? '';
    expect(name.startsWith(allowed), `${name} in ${pattern}`).toBe(true);
  }
}

/** What is deployed of fleet-server, as far as a page test looks at it. */
function deployPage({ account }: LocalEndpoint): void {
  const AlarmName = 'holdband-prod-fleet-server-slow-1m';
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
    account,
  );
  putCompositeAlarm(
    {
      AlarmName: 'holdband-prod-fleet-server-page',
      AlarmRule: `ALARM("${AlarmName}")`,
      AlarmActions: ['arn:aws:sns:us-east-2:111122223333:on-call'],
    },
    account,
  );
}

describe('docs/iam.md allows exactly what is called by', () => {
  it('holdband triage', async () => {
    const endpoint = await startIncident();
    await holdband(['triage', '--target-group', FLEET], { env: endpoint.variables }).done;

    expectAllowed(endpoint, statementsOf('holdband triage'));
  });

  it('holdband discover', async () => {
    const endpoint = await startIncident();
    await holdband(['discover'], { env: endpoint.variables }).done;

    expectAllowed(endpoint, statementsOf('holdband discover'));
  });

  it('holdband check', async () => {
    const endpoint = await startIncident();
    deployPage(endpoint);
    await holdband(['check'], { env: endpoint.variables }).done;

    expectAllowed(endpoint, statementsOf('holdband check'));
  });

  it('holdband test-page', async () => {
    const endpoint = await startIncident();
    deployPage(endpoint);
    const args = ['test-page', '--target', 'fleet-server', '--yes'];
    const { status } = await holdband(args, { env: endpoint.variables, cwd: ROOT }).done;

    expect(status).toBe(0);
    expectAllowed(endpoint, statementsOf('holdband test-page'));
  });

  it('holdband verify-assumptions', async () => {
    const endpoint = await startIncident();
    const args = ['verify-assumptions', '--load-balancer', FLEET_BALANCER, '--wait', '2h', '--yes'];
    const run = holdband(args, { env: endpoint.variables });
    const { alarms, calls } = endpoint.account;
    const reads = () => calls.filter(({ call }) => call === 'GetMetricData').length;
    while (alarms.all().length < 6 || reads() < 2) await delay(20);
    run.child.kill('SIGINT');
    await run.done;

    const statements = statementsOf('holdband verify-assumptions');
    expectAllowed(endpoint, statements);
    const namespaces = endpoint.account.calls
      .filter(({ call }) => call === 'PutMetricData')
      .map(({ input }) => (input as { Namespace: string }).Namespace);
    expect(new Set(namespaces)).toEqual(new Set(['holdband-verify']));
    expect(JSON.stringify(statements.at(-1)?.Condition)).toContain('"cloudwatch:namespace":"holdband-verify"');
  });

  it('holdband backtest of what is deployed, live', async () => {
    const endpoint = await startIncident();
    deployPage(endpoint);
    const args = ['backtest', '--alarms', 'deployed', '--live', '--yes'];
    await holdband(args, { env: endpoint.variables }).done;

    expectAllowed(endpoint, statementsOf('Alarms as deployed, and past traffic'));
  });
});
