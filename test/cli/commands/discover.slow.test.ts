import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { FLEET, holdband, ROOT, SEARCH, startIncident } from '../_account.ts';

interface Found {
  readonly schema: number;
  readonly region: string;
  readonly targetGroups: readonly Readonly<Record<string, unknown>>[];
  readonly problems: readonly string[];
}

describe('holdband discover', () => {
  it('finds the hold of the incident, and nothing held behind it', async () => {
    const { variables: env } = await startIncident();
    const { stdout, stderr, status } = await holdband(['discover', '--json'], { env }).done;
    const found = JSON.parse(stdout) as Found;

    expect([status, stderr]).toEqual([0, '']);
    expect(found).toMatchObject({ schema: 1, region: 'us-east-2', problems: [] });
    expect(found.targetGroups).toMatchObject([
      {
        arn: FLEET,
        traffic: 'long-polls',
        confidence: 'high',
        hold: { product: 'elastic-fleet', ceilingSeconds: 300, spreadSeconds: -30 },
        idleTimeoutSeconds: 300,
        listenerRules: [{ port: 443, priority: 'default', conditions: [] }],
        targetGroupAttributes: { 'deregistration_delay.timeout_seconds': '300' },
      },
      { arn: SEARCH, traffic: 'requests', targetGroupAttributes: null },
    ]);
    expect(found.targetGroups.every((group) => !('configured' in group))).toBe(true);
  });

  it('marks what the config has', async () => {
    const { variables: env } = await startIncident();
    const { stdout, status } = await holdband(['discover', '--environment', 'prod'], { env, cwd: ROOT }).done;

    expect(status).toBe(0);
    expect(stdout).toContain('us-east-2: 2 Application Load Balancers, 2 target groups.');
    expect(stdout).toMatch(
      /k8s-elastics-fleetser-73e2d6bc24 +long-polls +high +elastic-fleet +[\d,]+ +prod\/fleet-server\n/,
    );
  });

  it('prints what the config lacks so that the config takes it', async () => {
    const { variables: env } = await startIncident();
    const { stdout, status } = await holdband(['discover', '--yaml'], { env }).done;
    const indented = stdout.replace(/^(?=.)/gm, '    ');
    const text = `version: 1\nenvironments:\n  prod:\n    account: "111122223333"\n    region: us-east-2\n    notify: {}\n${indented}`;
    const [environment] = resolveEnvironments(readConfig(text, 'holdband.yaml'));

    expect(status).toBe(0);
    expect(stdout).toContain('# Confidence high: ');
    expect(environment?.targets).toMatchObject([
      { traffic: 'long-polls', hold: { name: 'elastic-fleet' }, idleTimeoutSeconds: 300 },
      { traffic: 'requests' },
    ]);
  });

  it('does without what the lock lacks, and says how to put it right; what rules leave out stands at the end', async () => {
    const { variables: env } = await startIncident();
    const cwd = mkdtempSync(join(tmpdir(), 'holdband-match-'));
    const config = `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    discover: [{ name: k8s-elastics-elastics-*, exclude: The cluster has a monitor of its own. }]
    targets: [{ name: fleet, match: { name: k8s-elastics-fleetser-* }, traffic: long-polls, hold: elastic-fleet }]
`;
    writeFileSync(join(cwd, 'holdband.yaml'), config);
    const { stdout, status } = await holdband(['discover'], { env, cwd }).done;
    rmSync(cwd, { recursive: true });

    expect(status).toBe(0);
    expect(stdout).toMatch(/k8s-elastics-elastics-84f3e7cd35 +excluded/);
    expect(stdout).toContain('The cluster has a monitor of its own.');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      "match is name k8s-elastics-fleetser-*, but there is no holdband.lock.json that says which target group that is; run 'holdband discover --write'",
    );
  });

  it('answers without what is denied, and lists it', async () => {
    const { variables: env } = await startIncident({
      faults: [
        { call: 'DescribeTags', fault: 'access-denied' },
        { call: 'GetMetricData', fault: 'access-denied', times: 1 },
      ],
    });
    const { stdout, status } = await holdband(['discover', '--json'], { env }).done;
    const { targetGroups, problems } = JSON.parse(stdout) as Found;

    expect(status).toBe(0);
    expect(targetGroups.map(({ tags }) => tags)).toEqual([null, null]);
    // One call asked for the metrics of both.
    expect(targetGroups.filter(({ traffic }) => traffic === 'unknown')).toHaveLength(2);
    expect(problems).toEqual([
      expect.stringContaining('The tags of 2 target groups are not known: elasticloadbalancing:DescribeTags'),
      expect.stringContaining('no metrics: cloudwatch:GetMetricData'),
      expect.stringContaining('no metrics: cloudwatch:GetMetricData'),
    ]);
  });

  it('fails where the target groups cannot be listed', async () => {
    const { variables: env } = await startIncident({
      faults: [{ call: 'DescribeTargetGroups', fault: 'access-denied' }],
    });
    const { stdout, stderr, status } = await holdband(['discover'], { env }).done;

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('elasticloadbalancing:DescribeTargetGroups');
  });

  it('describes every field of its JSON', () => {
    const page = readFileSync(join(ROOT, 'docs/discover.md'), 'utf8');
    const fields = ['region', 'window', 'loadBalancers', 'targetGroups', 'leftOut', 'problems', 'name', 'arn'];
    const ofGroups = ['loadBalancer', 'traffic', 'hold', 'confidence', 'requests', 'idleTimeoutSeconds', 'evidence'];

    const more = ['configured', 'excluded', 'notify', 'tags', 'listenerRules', 'targetGroupAttributes'];
    for (const field of [...fields, ...ofGroups, ...more]) expect(page).toContain(`\`${field}\``);
  });
});
