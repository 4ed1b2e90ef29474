import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const MEGABYTE = 1_000_000;
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const CDK = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${manifest.devDependencies[name]}`);

let home: string;
let adopter: string;
const nodes = new Map<string, string>();

/** Runs a program to its end; a failure shows what it printed. */
function run(cwd: string, [program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64 * MEGABYTE });
}

function mustRun(cwd: string, command: readonly [string, ...string[]], env?: NodeJS.ProcessEnv): string {
  const result = run(cwd, command, env);
  if (result.status !== 0)
    throw new Error(`${command.join(' ')} ended with ${result.status}\n${result.stdout}\n${result.stderr}`);
  return result.stdout;
}

/** An empty project with `packages` installed from the registry or from a tarball. */
function project(name: string, packages: readonly string[]): string {
  const folder = join(home, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', private: true, type: 'module' }),
  );
  mustRun(folder, ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...packages]);
  return folder;
}

function installedBytes(folder: string): number {
  return globSync('node_modules/**', { cwd: folder })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

/** Environment in which `node` is the given one, as on a machine that has no other. */
const onNode = (major: string) => ({ PATH: `${nodes.get(major)}${delimiter}/usr/bin${delimiter}/bin` });

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'holdband-packed-'));
  const packed = JSON.parse(mustRun(ROOT, ['npm', 'pack', '--json', '--pack-destination', home])) as {
    filename: string;
  }[];
  const tarball = join(home, packed[0]?.filename ?? '');
  adopter = project('adopter', [...CDK, tarball]);
  for (const major of ['22', '24'])
    nodes.set(major, join(project(`node-${major}`, [`node@${major}`]), 'node_modules/node/bin'));
}, 300_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the published package, installed into an empty project', () => {
  it('adds at most 40 MB to a project with the CDK, and no native binary', () => {
    const cdkAlone = project('cdk-alone', CDK);
    const added = (installedBytes(adopter) - installedBytes(cdkAlone)) / MEGABYTE;
    console.log(`holdband adds ${added.toFixed(1)} MB to a project that has aws-cdk-lib and constructs`);

    expect(added).toBeLessThanOrEqual(40);
    expect(globSync('node_modules/**/*.node', { cwd: adopter })).toEqual([]);
    expect(globSync('node_modules/@duckdb', { cwd: adopter })).toEqual([]);
  });

  it('has types that a project can use', () => {
    writeFileSync(
      join(adopter, 'probe.ts'),
      "import { LatencyAlarmsStack, TargetGroupLatencyAlarms } from 'holdband';\nimport { addStacks, runApp } from 'holdband/app';\nexport const all: readonly unknown[] = [LatencyAlarmsStack, TargetGroupLatencyAlarms, addStacks, runApp];\n",
    );
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
    mustRun(adopter, [
      join(ROOT, 'node_modules/.bin/tsc'),
      ...options,
      '--typeRoots',
      join(ROOT, 'node_modules/@types'),
      '--skipLibCheck',
      'probe.ts',
    ]);
  });

  describe.each(['22', '24'])('on Node %s', (major) => {
    it('runs as npx holdband', () => {
      expect(mustRun(adopter, ['npx', 'holdband', '--version'], onNode(major)).trim()).toBe(manifest.version);
      const [name] = JSON.parse(mustRun(adopter, ['npx', 'holdband', 'holds', '--json'], onNode(major))).holds;
      expect(name).toBeDefined();
    });

    it('says in one line how to install DuckDB where a command needs it', () => {
      writeFileSync(join(adopter, 'some.log'), 'not read\n');
      // Not through npx: npm has things of its own to say on standard error.
      const program = join(adopter, 'node_modules/.bin/holdband');
      const result = run(adopter, [program, 'triage', '--access-logs', 'some.log'], onNode(major));

      expect(result.stderr.trim().split('\n')).toHaveLength(1);
      expect(result.stderr).toContain('npm install @duckdb/node-api');
      expect(result.status).toBe(2);
    });

    it('makes a project with init and synthesises it', () => {
      const folder = join(adopter, `app-${major}`);
      mkdirSync(folder);
      mustRun(folder, ['npx', 'holdband', 'init'], onNode(major));
      const { app } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8')) as { app: string };
      const [program, ...args] = app.split(' ') as [string, ...string[]];
      mustRun(folder, [program, ...args], {
        ...onNode(major),
        CDK_OUTDIR: join(folder, 'cdk.out'),
        CDK_VALIDATION: 'false',
      });

      expect(globSync('cdk.out/*.template.json', { cwd: folder })).not.toEqual([]);
      expect(globSync('cdk.out/asset.*/index.mjs', { cwd: folder })).not.toEqual([]);
    });
  });
});
