import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addStacks } from '../../../bin/stacks.ts';
import type { Dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { demoDay, genericTemplate } from '../../_helpers/demo-day.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ENTRY = join(ROOT, 'bin/holdband.mjs');
const folder = mkdtempSync(join(tmpdir(), 'holdband-backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly source: string;
  readonly recordedAt?: string;
  readonly alarms: readonly {
    readonly name: string;
    readonly pages: number;
    readonly caught?: number;
    readonly falsePages?: number;
    readonly unknown?: string;
    readonly episodes: readonly { readonly start: string; readonly end: string }[];
  }[];
}

function run(...args: string[]) {
  return spawnSync(process.execPath, [ENTRY, 'backtest', ...args], { cwd: folder, encoding: 'utf8' });
}

function answered(...args: string[]): Answer {
  const { status, stdout, stderr } = run(...args, '--json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Answer;
}

function alarm({ alarms }: Answer, name: string) {
  const found = alarms.find((each) => each.name === name);
  expect(found, `no alarm ${name}`).toBeDefined();
  return found as Answer['alarms'][number];
}

describe('the backtest of the day of the incident', () => {
  let day: Dop833Day;
  beforeAll(() => {
    const demo = demoDay(join(folder, 'logs'));
    day = demo.day;
    writeFileSync(join(folder, 'generic.json'), genericTemplate(demo.environment));
    const app = new App({ outdir: join(folder, 'cdk.out'), context: { 'aws:cdk:bundling-stacks': [] } });
    addStacks(app, { cwd: ROOT });
    app.synth();
    const { from, to } = day.slowdown as { from: number; to: number };
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
    writeFileSync(
      join(folder, 'incidents.json'),
      JSON.stringify([{ start: iso(from), end: iso(to), note: 'slow search' }]),
    );
    const kept = run('--alarms', 'generic.json', '--access-logs', 'logs', '--record', 'day.ndjson.gz');
    expect(kept.status, kept.stderr).toBe(0);
  });

  it('shows the generic alarm calling people for long polls, all day', () => {
    const answer = answered('--alarms', 'generic.json', '--access-logs', 'logs', '--incidents', 'incidents.json');

    const { pages, falsePages } = alarm(answer, 'fleet-server-latency');
    expect(pages).toBeGreaterThan(10);
    expect(falsePages).toBeGreaterThan(10);
  });

  it('shows the synthesised alarms calling once, for the real slowdown', () => {
    const answer = answered('--alarms', 'cdk.out', '--access-logs', 'logs', '--incidents', 'incidents.json');

    expect(alarm(answer, 'holdband-prod-fleet-server-page')).toMatchObject({ pages: 0 });
    const page = alarm(answer, 'holdband-prod-elasticsearch-page');
    expect(page).toMatchObject({ pages: 1, caught: 1, falsePages: 0 });
    const at = Date.parse(page.episodes[0]?.start ?? '') / 1000;
    expect(at).toBeGreaterThan(day.slowdown?.from ?? Infinity);
    expect(at).toBeLessThan(day.slowdown?.to ?? 0);
  });

  it('gives the same answer from a recording', () => {
    const past = (...source: string[]) => {
      const { source: _, recordedAt, ...rest } = answered('--alarms', 'cdk.out', ...source);
      return { recordedAt, rest };
    };
    const fromLogs = past('--access-logs', 'logs');
    const fromRecording = past('--recording', 'day.ndjson.gz');

    expect(fromRecording.rest).toEqual(fromLogs.rest);
    expect(fromRecording.recordedAt).toMatch(/Z$/);
  });

  it('looks at a part of it where asked', () => {
    const evening = answered(
      ...['--alarms', 'generic.json', '--recording', 'day.ndjson.gz', '--from', '2026-11-16T12:00Z'],
    );

    expect(evening).toMatchObject({ from: '2026-11-16T12:00:00.000Z', to: '2026-11-17T00:00:00.000Z' });
    expect(run('--alarms', 'generic.json', '--recording', 'day.ndjson.gz', '--from', '2026-11-18').stderr).toContain(
      'day.ndjson.gz: holds nothing between --from and --to: it is of 2026-11-16T00:00:00Z to 2026-11-17T00:00:00Z',
    );
  });

  it('refuses a recording that was cut short', () => {
    const whole = gunzipSync(readFileSync(join(folder, 'day.ndjson.gz')));
    const lines = whole.toString().split('\n');
    writeFileSync(join(folder, 'cut.ndjson.gz'), gzipSync(lines.slice(0, 4).join('\n')));

    const { status, stderr } = run('--alarms', 'generic.json', '--recording', 'cut.ndjson.gz');

    expect(status).toBe(2);
    expect(stderr).toContain('cut.ndjson.gz');
    expect(stderr).toContain('was cut short after 3 series');
  });

  it('refuses a recording of another account, naming what it has and what was asked', () => {
    const other = readFileSync(join(folder, 'generic.json'), 'utf8').replaceAll(
      /targetgroup\/[\w-]+/g,
      'targetgroup/x',
    );
    writeFileSync(join(folder, 'other.json'), other);

    const { status, stderr } = run('--alarms', 'other.json', '--recording', 'day.ndjson.gz');

    expect(status).toBe(2);
    expect(stderr).toContain('day.ndjson.gz: the traffic of account 111122223333 in us-east-2 is that of app/');
    expect(stderr).toContain('the alarms read targetgroup/x/');
  });

  it('names a series that a recording does not have, and replays the rest', () => {
    const lines = gunzipSync(readFileSync(join(folder, 'day.ndjson.gz')))
      .toString()
      .trimEnd()
      .split('\n');
    const kept = lines.filter(
      (line) =>
        !(line.includes('TargetResponseTime') && line.includes('"TargetGroup":"targetgroup/k8s-elastics-fleetser')),
    );
    const [header = '', ...rest] = kept;
    const loud = header.replace('"AWS/ApplicationELB TargetResponseTime",', '');
    const end = JSON.stringify({ end: rest.length - 1 });
    writeFileSync(join(folder, 'lacking.ndjson.gz'), gzipSync(`${[loud, ...rest.slice(0, -1), end].join('\n')}\n`));

    const answer = answered('--alarms', 'generic.json', '--recording', 'lacking.ndjson.gz');

    expect(alarm(answer, 'fleet-server-latency').unknown).toContain('history does not have p95 of AWS/ApplicationELB');
    expect(alarm(answer, 'elasticsearch-latency')).toMatchObject({ pages: 1 });
  });
});
