import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FIXTURES = join(ROOT, 'test/_fixtures');
const folder = mkdtempSync(join(tmpdir(), 'holdband-truth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const conformance = (...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/conformance.ts'), ...args], { encoding: 'utf8' });

describe('npm run conformance', () => {
  it('prints the counts over the truth files it finds', () => {
    const { stdout, status } = conformance(FIXTURES);

    expect(stdout).toContain('40 of 40 documented cases');
    expect(stdout).toContain('21 of 21 recorded native states');
    expect(stdout).toContain("41 of 41 an emulator's cases");
    expect(stdout).toContain('27 of 27 changes in 5 pairs of templates');
    expect(stdout).toContain('15 of 15 resources in 10 recorded API responses');
    expect(status).toBe(0);
  });

  it('names a recorded state that the evaluator does not have, and fails', () => {
    const recorded = JSON.parse(readFileSync(join(FIXTURES, 'recorded-alarms.json'), 'utf8')) as Record<
      string,
      unknown
    >[];
    const changed = recorded.map((each, i) => (i === 0 ? { ...each, expectedState: 'OK' } : each));
    writeFileSync(join(folder, 'recorded-alarms.json'), JSON.stringify(changed));
    copyFileSync(join(FIXTURES, 'aws-missing-data-tables.json'), join(folder, 'aws-missing-data-tables.json'));
    const { stdout, status } = conformance(folder);

    expect(stdout).toContain('20 of 21 recorded native states');
    expect(stdout).toContain('dense-nonconsecutive-m2: expected OK');
    expect(stdout).toContain('localstack-missing-data-cases.json: not there');
    expect(status).toBe(1);
  });

  it('names a change that the diff does not have, and fails', () => {
    const pair = mkdtempSync(join(folder, 'pair-'));
    for (const file of ['before.yaml', 'after.yaml'])
      copyFileSync(join(FIXTURES, 'templates/dynamodb', file), join(pair, file));
    const after = readFileSync(join(pair, 'after.yaml'), 'utf8');
    const [, logicalId = ''] = /^ {2}(Alarm\w+):/m.exec(after) ?? [];
    const meta = { alarmChanges: [{ logicalId, property: 'EvaluationPeriods' }], alarmsAdded: [], alarmsRemoved: [] };
    writeFileSync(join(pair, 'meta.json'), JSON.stringify(meta));
    const { stdout, status } = conformance(folder);

    expect(stdout).toContain(`${logicalId} EvaluationPeriods: expected a change, got no change`);
    expect(status).toBe(1);
  });

  it('names what the adapters make of a response that is not what it has, and fails', () => {
    const file = 'test_appelb_healthcheck_protocol_mismatch_bad__elasticloadbalancing.DescribeTargetGroups_1.json';
    const recorded = JSON.parse(readFileSync(join(FIXTURES, 'api-responses', file), 'utf8'));
    // A target group without a name: the adapters have no word for that.
    delete recorded.data.TargetGroups[1].TargetGroupName;
    const responses = mkdtempSync(join(folder, 'responses-'));
    writeFileSync(join(responses, file), JSON.stringify(recorded));
    const { stdout, status } = conformance(responses);

    expect(stdout).toContain('1 of 2 resources in 1 recorded API responses');
    expect(stdout).toContain(`${file} 2: expected {`);
    expect(status).toBe(1);
  });

  it('fails on a folder without truth files', () => {
    const { stderr, status } = conformance(join(folder, 'nothing'));

    expect(stderr).toContain('no truth files');
    expect(status).toBe(1);
  });
});
