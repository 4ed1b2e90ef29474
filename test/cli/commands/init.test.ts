import { describe, expect, it } from 'vitest';
import { INIT_FILES } from '../../../lib/cli/commands/init-files.ts';
import type { CliContext } from '../../../lib/cli/context.ts';
import { runProgram } from '../../../lib/cli/program.ts';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import type { FileAccess } from '../../../lib/core/io.ts';

const same = (text: string) => text;
const context: CliContext = {
  io: { out: () => {}, note: () => {}, warn: () => {}, progress: () => ({ update: () => {}, done: () => {} }) },
  style: { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same },
  columns: 100,
  cwd: '/',
  now: new Date('2026-11-21T00:00:00Z'),
  readStdin: async () => '',
};

/** Files in memory. */
function memoryFiles(start: Record<string, string>) {
  const stored = new Map(Object.entries(start));
  const files: FileAccess = {
    readText: async (path) => stored.get(path) ?? '',
    writeText: async (path, text) => void stored.set(path, text),
    exists: async (path) => stored.has(path),
  };
  return { files, stored };
}

describe('holdband init', () => {
  it('writes a config that validates, in shadow mode', () => {
    const config = INIT_FILES.find(({ path }) => path === 'holdband.yaml')?.text as string;
    const [prod] = resolveEnvironments(readConfig(config, 'holdband.yaml'));
    expect(prod?.targets.map(({ name, paging }) => ({ name, paging }))).toEqual([
      { name: 'fleet-server', paging: false },
      { name: 'web', paging: false },
    ]);
  });

  it('writes an app that cdk.json runs', () => {
    const [, cdk, app] = INIT_FILES;
    expect(JSON.parse(cdk?.text as string).app).toBe(`node ${app?.path}`);
  });

  it.each(INIT_FILES.map(({ path }) => path))('leaves everything as it was where %s is there', async (path) => {
    const { files, stored } = memoryFiles({ [path]: 'mine' });
    expect(await runProgram(['init'], '0', context, { files } as never)).toBe(2);
    expect([...stored]).toEqual([[path, 'mine']]);
  });

  it('overwrites with --force', async () => {
    const { files, stored } = memoryFiles({ 'cdk.json': 'mine' });
    expect(await runProgram(['init', '--force'], '0', context, { files } as never)).toBe(0);
    expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(INIT_FILES.map(({ path, text }) => [path, text])));
  });

  it('writes the app alone with --app-only, beside a config that is there', async () => {
    const { files, stored } = memoryFiles({ 'holdband.yaml': 'mine' });
    expect(await runProgram(['init', '--app-only'], '0', context, { files } as never)).toBe(0);
    expect([...stored.keys()].toSorted()).toEqual(['cdk.json', 'holdband-app.mjs', 'holdband.yaml']);
    expect(stored.get('holdband.yaml')).toBe('mine');
  });

  it('writes the config alone with --config-only, beside the cdk.json of an app of yours', async () => {
    const { files, stored } = memoryFiles({ 'cdk.json': 'mine' });
    expect(await runProgram(['init', '--config-only'], '0', context, { files } as never)).toBe(0);
    expect([...stored.keys()].toSorted()).toEqual(['cdk.json', 'holdband.yaml']);
    expect(stored.get('cdk.json')).toBe('mine');
  });

  it('says of a cdk.json in its way that --config-only leaves it out', async () => {
    const said: string[] = [];
    const { files } = memoryFiles({ 'cdk.json': 'mine' });
    const listening = { ...context, io: { ...context.io, warn: (text: string) => void said.push(text) } };
    await runProgram(['init'], '0', listening, { files } as never);
    expect(said.join()).toContain('--config-only leaves it out');
  });

  it('prints what it wrote as JSON with --json', async () => {
    const printed: string[] = [];
    const { files } = memoryFiles({ 'cdk.json': 'mine' });
    const listening = { ...context, io: { ...context.io, out: (text: string) => void printed.push(text) } };
    await runProgram(['init', '--force', '--json'], '0', listening, { files } as never);
    expect(JSON.parse(printed.join(''))).toEqual({
      schema: 1,
      files: [
        { path: 'holdband.yaml', action: 'wrote' },
        { path: 'cdk.json', action: 'overwrote' },
        { path: 'holdband-app.mjs', action: 'wrote' },
      ],
    });
  });
});
