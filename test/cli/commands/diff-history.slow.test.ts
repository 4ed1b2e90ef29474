import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addStacks } from '../../../bin/stacks.ts';
import type { Environment } from '../../../lib/core/targets.ts';
import { demoDay, genericTemplate } from '../../_helpers/demo-day.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ENTRY = join(ROOT, 'bin/holdband.mjs');
const folder = mkdtempSync(join(tmpdir(), 'holdband-diff-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

let environment: Environment;
beforeAll(() => {
  const demo = demoDay(join(folder, 'logs'));
  environment = demo.environment;
  const iso = (seconds = 0) => new Date(seconds * 1000).toISOString();
  const incident = { start: iso(demo.day.slowdown?.from), end: iso(demo.day.slowdown?.to), note: 'slow search' };
  writeFileSync(join(folder, 'incidents.json'), JSON.stringify([incident]));
  const config = readFileSync(join(ROOT, 'holdband.yaml'), 'utf8');
  for (const [name, objective] of Object.entries({ base: '0.8s', head: '5s' })) {
    writeFileSync(join(folder, `${name}.yaml`), config.replace('objective: 0.8s', `objective: ${objective}`));
    const app = new App({ outdir: join(folder, name), context: { 'aws:cdk:bundling-stacks': [] } });
    addStacks(app, { cwd: folder, config: `${name}.yaml` });
    app.synth();
  }
  run('backtest', '--alarms', 'base', '--access-logs', 'logs', '--record', 'past.ndjson.gz');
});

function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args], { cwd: folder, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout;
}

const diff = (...args: string[]) => run('diff', 'base', 'head', '--fail-on', 'never', ...args);
const PAST = ['--recording', 'past.ndjson.gz', '--incidents', 'incidents.json'];

describe('a changed objective over past traffic', () => {
  it('shows above the fold whom it would no longer call, and for what', () => {
    const [above = ''] = diff(...PAST, '--markdown').split('<details>');

    expect(above).toMatch(
      /^Over past traffic of 24 h \(2026-11-16 to 2026-11-16, from a recording [\d.]+ \w+ old, with 1 incident/m,
    );
    expect(above).toContain('the alarms concerned called 1 time before and 0 after');
    expect(above).toContain('`holdband-prod-elasticsearch-page`: 1 → 0 pages, 0 → 1 missed');
    expect(above).toMatch(/`holdband-prod-elasticsearch-slow-1m` \|.*\| 30 → 0 min in alarm \|/);
  });

  it('shows the same on a terminal and from access logs', () => {
    const text = diff('--access-logs', 'logs', '--incidents', 'incidents.json');

    expect(text).toContain('holdband-prod-elasticsearch-page: 1 page, 32 min in alarm, 1 caught, 0 missed -> 0 pages');
    expect(text).toContain('past traffic: 30 min in alarm -> 0 min in alarm');
  });

  it('says in a cell why history cannot answer', () => {
    const report = JSON.parse(diff(...PAST, '--json')) as {
      changes: { name: string; history?: { unknown?: string } }[];
    };

    const hosts = report.changes.find(({ name }) => name === 'holdband-prod-elasticsearch-no-healthy-target');
    expect(hosts?.history?.unknown).toContain('history does not have Maximum of AWS/ApplicationELB HealthyHostCount');
  });

  it('reads no past where nothing changed', () => {
    const same = run('diff', 'base', 'base', '--recording', 'there-is-none.gz');

    expect(same).toContain('no alarm changed');
  });

  it('tells a looser generic alarm by its pages', () => {
    writeFileSync(join(folder, 'before.json'), genericTemplate(environment));
    writeFileSync(join(folder, 'after.json'), genericTemplate(environment, { Threshold: 400 }));

    const text = run('diff', 'before.json', 'after.json', '--fail-on', 'never', ...PAST);

    expect(text).toMatch(/fleet-server-latency[\s\S]*past traffic: \d\d pages, .* -> 0 pages, 0 min in alarm/);
  });
});
