import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bundleRunbook, readyRunbook } from '../../lib/constructs/private/bundle.ts';
import { RunbookFunction } from '../../lib/constructs/runbook-function.ts';

const ROOT = join(import.meta.dirname, '../..');
const made: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

function folder(prefix: string): string {
  const path = mkdtempSync(join(tmpdir(), prefix));
  made.push(path);
  return path;
}

/** The repository's source, copied elsewhere as a clone would be. */
function clone(prefix: string): string {
  const root = folder(prefix);
  copySource(root);
  return root;
}

/** With package.json, whose `sideEffects` decides what is left out of a bundle, and the installed packages. */
function copySource(root: string): void {
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  for (const part of ['lib', 'lambda', 'package.json']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
}

function bundled(root: string): string {
  const out = folder('bundle-');
  bundleRunbook(out, root);
  return readFileSync(join(out, 'index.mjs'), 'utf8');
}

describe('bundleRunbook', () => {
  it('gives the same bytes wherever the clone lies, and twice', () => {
    const here = bundled(ROOT);

    expect(bundled(clone('a-'))).toBe(here);
    expect(bundled(join(clone('quite-another-name-'), '.'))).toBe(here);
    expect(bundled(ROOT)).toBe(here);
  });

  it('takes no settings from a tsconfig.json above the clone', () => {
    const outer = folder('outer-');
    const root = join(outer, 'inner');
    writeFileSync(join(outer, 'tsconfig.json'), '{"compilerOptions":{"target":"es5","useDefineForClassFields":false}}');
    mkdirSync(root);
    copySource(root);

    expect(bundled(root)).toBe(bundled(ROOT));
  });

  it('changes with the code of the runbook', () => {
    const root = clone('changed-');
    const file = join(root, 'lambda/runbook/handler.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('only ALARM is judged', 'ALARM alone is judged'));

    expect(bundled(root)).not.toBe(bundled(ROOT));
  });

  it('contains no path of this machine and nothing of the CDK', () => {
    const text = bundled(ROOT);

    expect(text).not.toContain(ROOT);
    expect(text).not.toContain('aws-cdk-lib');
    expect(text).not.toContain('sourceMappingURL');
    expect(text.length).toBeLessThan(700_000);
  });

  it('runs as the module that Lambda loads, and its errors keep their names', async () => {
    const out = folder('run-');
    bundleRunbook(out);
    vi.stubEnv('HOLDBAND_ENVIRONMENT', 'prod');
    vi.stubEnv('AWS_REGION', 'us-east-2');

    const { handler } = (await import(join(out, 'index.mjs'))) as {
      handler: (event: unknown, context: unknown) => Promise<unknown>;
    };

    const context = { getRemainingTimeInMillis: () => 1000 };
    await expect(handler({ describe: true }, context)).resolves.toContain('```yaml');
    await expect(handler({}, context)).rejects.toThrow(/accepted are: a Lambda alarm action/);
    await expect(handler({}, context)).rejects.toMatchObject({ name: 'HoldbandError', code: 'EventNotUnderstood' });
  });

  it('fails when a source file is missing, naming it', () => {
    expect(() => bundleRunbook(folder('out-'), folder('empty-'))).toThrow(/lambda\/runbook\/index\.ts/);
  });
});

describe('readyRunbook', () => {
  it('finds the bundle of a published package', () => {
    const root = folder('package-');
    bundleRunbook(join(root, 'lambda/runbook/bundle'));

    expect(readyRunbook(root)).toBe(join(root, 'lambda/runbook/bundle'));
  });

  it('finds none in the repository, where the source is bundled', () => {
    expect(readyRunbook()).toBeUndefined();
  });
});

describe('the asset of the runbook', () => {
  it('is the bundle, and has the same hash at every synth', () => {
    const [first, second] = [assetOf(), assetOf()];

    expect(first.hash).toBe(second.hash);
    expect(readFileSync(join(first.path, 'index.mjs'), 'utf8')).toBe(bundled(ROOT));
  });
});

function assetOf(): { hash: string; path: string } {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new RunbookFunction(stack, 'Runbook', { environmentName: 'prod' });
  const assembly = app.synth();
  const { files } = JSON.parse(readFileSync(join(assembly.directory, 'Stack.assets.json'), 'utf8')) as {
    files: Record<string, { source: { path: string; packaging: string } }>;
  };
  const [asset] = Object.entries(files).filter(([, { source }]) => source.packaging === 'zip');
  if (!asset) throw new Error('the stack has no zipped asset');
  const [hash, { source }] = asset;
  return { hash, path: join(assembly.directory, source.path) };
}
