import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ENTRY = join(import.meta.dirname, '../../bin/app.ts');
const ROOT = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'app-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the app as the CDK CLI does: context and output folder in the environment. */
function run(cwd: string, context: Record<string, unknown> = {}) {
  const env = { ...process.env, CDK_OUTDIR: join(folder, 'out'), CDK_CONTEXT_JSON: JSON.stringify(context) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY], { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('bin/app.ts', () => {
  it('synthesises the example and says on standard error what it costs', () => {
    const { status, stdout, stderr } = run(ROOT);

    expect(stderr).toMatch(/^holdband-prod: fleet-server, elasticsearch; \$\d+\.\d\d a month \(/m);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readdirSync(join(folder, 'out'))).toContain('holdband-prod.template.json');
  });

  it('answers a bad config with a line for each problem and exit code 2, not with a stack trace', () => {
    writeFileSync(join(folder, 'holdband.yaml'), 'version: 1\nenvironments:\n  prod: { regoin: us-east-2 }\n');

    const { status, stderr } = run(folder);

    expect(status).toBe(2);
    expect(stderr).toMatch(/^holdband: holdband\.yaml:3:\d+: /);
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^holdband: /);
  });

  it('answers a missing config the same way', () => {
    expect(run(folder, { config: 'ours.yaml' })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'holdband: ours.yaml: no such file\n',
    });
  });
});
