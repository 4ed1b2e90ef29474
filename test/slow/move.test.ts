import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeManyTargets } from '../../bench/synth/targets.ts';
import { STACKS, TARGETS } from '../../bench/synth.ts';
import { DASHBOARD_LIMITS } from '../../lib/constructs/private/dashboards.ts';

const ROOT = join(import.meta.dirname, '../..');
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdband-move-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
}

/** The stacks of the config in a folder, as `cdk synth` leaves them there. */
function synthesise(cwd: string, name: string): Template[] {
  const out = join(cwd, name);
  const env = { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_VALIDATION: 'false' };
  execFileSync(process.execPath, [join(ROOT, 'bin/app.ts')], { cwd, env, stdio: 'pipe' });
  const files = readdirSync(out).filter((file) => file.endsWith('.template.json'));
  return files.map((file) => JSON.parse(readFileSync(join(out, file), 'utf8')) as Template);
}

function holdband(cwd: string, ...args: string[]) {
  const run = spawnSync(process.execPath, [join(ROOT, 'bin/holdband.mjs'), ...args], { cwd, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return run;
}

const alarmNames = (templates: readonly Template[]) =>
  templates
    .flatMap(({ Resources }) => Object.values(Resources).map(({ Properties }) => Properties?.AlarmName))
    .filter((name) => name !== undefined)
    .toSorted();

describe('a move of alarms from one stack to two', () => {
  it('loses no alarm and changes no name, in any of its steps, in the eyes of holdband diff', () => {
    const cwd = writeManyTargets(join(folder, 'few'), 12, 1);
    const names = [alarmNames(synthesise(cwd, 'before'))];
    writeFileSync(
      join(cwd, 'holdband.yaml'),
      readFileSync(join(cwd, 'holdband.yaml'), 'utf8').replace('stacks: 1', 'stacks: 2'),
    );
    cpSync(join(cwd, 'before'), join(cwd, 'start'), { recursive: true });
    const diffs = ['1', '2', '3'].map((step) => {
      holdband(cwd, 'place', '--step', step);
      names.push(alarmNames(synthesise(cwd, 'after')));
      const { stdout } = holdband(cwd, 'diff', 'before', 'after', '--json', '--fail-on', 'never');
      rmSync(join(cwd, 'before'), { recursive: true });
      cpSync(join(cwd, 'after'), join(cwd, 'before'), { recursive: true });
      rmSync(join(cwd, 'after'), { recursive: true });
      return JSON.parse(stdout) as { changes: { kind: string; properties: { name: string }[] }[]; findings: unknown[] };
    });

    expect(names[0]?.length).toBeGreaterThan(80);
    expect(new Set(names.map((all) => all.join()))).toHaveLength(1);
    const [first, second, third] = diffs.map(({ changes }) => changes);
    expect(first).toEqual([]);
    expect(second?.length).toBeGreaterThan(20);
    expect(new Set(second?.map(({ kind }) => kind))).toEqual(new Set(['moved']));
    expect(second?.flatMap(({ properties }) => properties)).toEqual([]);
    // The link to the dashboard of the new stack.
    expect(new Set(third?.flatMap(({ properties }) => properties.map(({ name }) => name)))).toEqual(
      new Set(['AlarmDescription']),
    );
    expect(diffs.flatMap(({ findings }) => findings)).toEqual([]);

    // Who leaves the steps out is told of every alarm.
    const { stdout } = holdband(cwd, 'diff', 'start', 'before', '--json', '--fail-on', 'never');
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; alarm: string }[] };
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['moved-without-keeping']));
    expect(findings).toHaveLength(second?.length ?? 0);
  });
});

describe('a template that is too large', () => {
  it('stops the app with the ways out and exit code 2, not with a stack trace', () => {
    const cwd = writeManyTargets(join(folder, 'large'), 36, 1);
    const env = { ...process.env, CDK_OUTDIR: join(cwd, 'out'), CDK_VALIDATION: 'false' };
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/app.ts')], { cwd, env, encoding: 'utf8' });

    expect(status).toBe(2);
    expect(stderr).toMatch(/the template of holdband-prod has \d+ bytes; at most 900000 are allowed/);
    expect(stderr).toMatch(/raise environments\.prod\.stacks from 1 to 2 or more, and run 'holdband place/);
    expect(stderr).not.toContain('    at ');
  });
});

describe('a thousand target groups', () => {
  it("fit into stacks and dashboards within CloudFormation's and CloudWatch's limits, every alarm once", () => {
    const templates = synthesise(writeManyTargets(join(folder, 'many'), TARGETS, STACKS), 'out');

    const all = alarmNames(templates);
    expect(new Set(all).size).toBe(all.length);
    for (let index = 0; index < TARGETS; index++) expect(all).toContain(`holdband-prod-service-${index}-page`);
    for (const { Resources } of templates) expect(Object.keys(Resources).length).toBeLessThanOrEqual(450);
    const bodies = templates.flatMap(({ Resources }) =>
      Object.values(Resources)
        .filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')
        .map(({ Properties }) => JSON.parse(String(Properties.DashboardBody))),
    );
    expect(bodies.length).toBeGreaterThanOrEqual(STACKS);
    for (const { widgets } of bodies) {
      const metrics = widgets.flatMap(
        ({ properties }: { properties: { metrics?: unknown[] } }) => properties.metrics ?? [],
      );
      expect(widgets.length).toBeLessThanOrEqual(DASHBOARD_LIMITS.widgets);
      expect(metrics.length).toBeLessThanOrEqual(DASHBOARD_LIMITS.metrics);
    }
  });
});
