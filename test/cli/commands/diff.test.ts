import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LocalEndpoint } from '../../../lib/adapters/local-account/endpoint.ts';
import { putCompositeAlarm, putMetricAlarm } from '../../../lib/adapters/local-account/put-alarm.ts';
import { holdband, startIncident } from '../_account.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdband-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const slow = (Threshold: number) => ({
  AlarmName: 'orders-slow',
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'TargetResponseTime',
  Dimensions: [
    { Name: 'TargetGroup', Value: 'targetgroup/orders/1' },
    { Name: 'LoadBalancer', Value: 'app/shop/2' },
  ],
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold,
  ComparisonOperator: 'GreaterThanThreshold',
});
const COMPOSITE = { AlarmName: 'orders-page', AlarmRule: 'ALARM("orders-slow")' };

/** A template with the account's two alarms, of which one has another threshold. */
const HEAD = {
  Resources: {
    Slow: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...slow(2), AlarmActions: [{ Ref: 'Topic' }] } },
    Page: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: COMPOSITE },
  },
};
writeFileSync(join(folder, 'head.json'), JSON.stringify(HEAD));

async function startDeployed(): Promise<LocalEndpoint> {
  const endpoint = await startIncident();
  const topic = 'arn:aws:sns:us-east-2:111122223333:on-call';
  putMetricAlarm({ ...slow(1), AlarmActions: [topic] }, endpoint.account);
  putCompositeAlarm(COMPOSITE, endpoint.account);
  for (let i = 0; i < 120; i++)
    putMetricAlarm({ ...slow(1), AlarmName: `other-${i}`, MetricName: `m${i}` }, endpoint.account);
  return endpoint;
}

describe('holdband diff deployed', () => {
  it('compares a template with every page of what the account has', async () => {
    const endpoint = await startDeployed();
    const { stdout, stderr, status } = await holdband(['diff', 'deployed', 'head.json', '--json'], {
      env: endpoint.variables,
      cwd: folder,
    }).done;
    const { summary, changes, findings, notes } = JSON.parse(stdout);

    expect(summary).toMatchObject({ looser: 1, changed: 1, added: 0, removed: 0 });
    expect(changes).toMatchObject([{ name: 'orders-slow', properties: [{ name: 'Threshold', before: 1, after: 2 }] }]);
    expect(notes.join('\n')).toMatch(/alarms of the account have no counterpart in head\.json: not compared/);
    expect([...new Set(findings.map(({ rule }: { rule: string }) => rule))]).toEqual(['threshold-loosened']);
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('says who cannot read the account, and ends with 2', async () => {
    const { stdout, stderr, status } = await holdband(['diff', 'deployed', 'head.json', '--region', 'us-east-2'], {
      cwd: folder,
    }).done;

    expect(stdout).toBe('');
    expect(stderr).toMatch(/^holdband: .*credentials/);
    expect(status).toBe(2);
  });
});

describe('holdband diff', () => {
  it('writes the full report as Markdown beside what it prints', async () => {
    const { stdout } = await holdband(['diff', 'head.json', 'head.json', '--markdown-file', 'report.md'], {
      cwd: folder,
    }).done;

    expect(stdout).toContain('no alarm changed');

    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(/^<!-- holdband:diff -->\n\n### No alarm changed/);
  });

  it('prints the same bytes for the same input', async () => {
    const run = async () =>
      (await holdband(['diff', 'head.json', 'base.json', '--markdown'], { cwd: folder }).done).stdout;
    writeFileSync(join(folder, 'base.json'), JSON.stringify({ Resources: {} }));

    expect(await run()).toBe(await run());
  });
});
