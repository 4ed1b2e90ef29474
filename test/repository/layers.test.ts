import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Lints one file under our rules, in a folder of its own: nothing is written into the repository. */
function lint(path: string, source: string) {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-layers-'));
  made.push(folder);
  const { vcs: _, $schema: __, ...rules } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules));
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), source);
  const run = spawnSync('biome', ['lint', '--only=style/noRestrictedImports', path], { cwd: folder, encoding: 'utf8' });
  return { status: run.status, text: run.stdout + run.stderr };
}

describe('the layer rules', () => {
  it.each([
    ['lib/core/probe.ts', 'node:fs'],
    ['lib/core/probe.ts', 'aws-cdk-lib'],
    ['lib/core/probe.ts', '@aws-sdk/client-cloudwatch'],
    ['lib/core/triage/probe.ts', '../../adapters/files/node-files.ts'],
    ['lib/core/triage/probe.ts', '../../constructs/hold-profile.ts'],
    ['lib/constructs/probe.ts', '@aws-sdk/client-cloudwatch'],
    ['lib/constructs/probe.ts', '../adapters/files/node-files.ts'],
    ['lib/constructs/probe.ts', '../../lambda/runbook/handler.ts'],
    ['lib/cli/probe.ts', 'aws-cdk-lib'],
    ['lib/cli/probe.ts', '../constructs/hold-profile.ts'],
    ['lib/adapters/probe.ts', 'constructs'],
    ['lambda/runbook/probe.ts', 'aws-cdk-lib'],
  ])('refuse in %s an import of %s', (path, from) => {
    const run = lint(path, `import * as probe from '${from}';\n\nexport const seen = probe;\n`);

    expect(run.text).toContain('noRestrictedImports');
    expect(run.status).toBe(1);
  });

  it('let core import core', () => {
    const run = lint('lib/core/probe.ts', "import { trim } from './units.ts';\n\nexport const text = trim(1);\n");

    expect(run.text).toContain('Checked 1 file');
    expect(run.status).toBe(0);
  });

  it('are looked at in every source file, not in none', () => {
    const sources = globSync('{bin,lib,lambda}/**/*.ts', { cwd: ROOT, exclude: ['**/*.generated.ts'] });
    const run = spawnSync('biome', ['lint', 'bin', 'lib', 'lambda'], { cwd: ROOT, encoding: 'utf8' });
    const checked = Number(/Checked (\d+) files/.exec(run.stdout + run.stderr)?.[1]);

    expect(sources.length).toBeGreaterThan(20);
    expect(checked).toBeGreaterThanOrEqual(sources.length);
  });
});
