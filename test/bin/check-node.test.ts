import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const BIN = join(import.meta.dirname, '../../bin');
let folder: string;
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program that cannot be read, in a repository that pins `pinned`. */
function startOn(pinned: string) {
  folder = mkdtempSync(join(tmpdir(), 'holdband-node-'));
  mkdirSync(join(folder, 'bin'));
  cpSync(join(BIN, 'check-node.mjs'), join(folder, 'bin/check-node.mjs'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies: { node: pinned } }));
  writeFileSync(join(folder, 'bin/program.ts'), 'this is no program\n');
  const args = ['--import', './bin/check-node.mjs', 'bin/program.ts'];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
}

it('on another Node than the pinned one a program prints one line that names both, and exits with 2', () => {
  const run = startOn('99.1.0');

  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(run.stderr).toContain(`runs on Node 99, this is Node ${process.versions.node}`);
  expect(run.status).toBe(2);
});

it('on the pinned Node the program itself is started', () => {
  const run = startOn(process.versions.node);

  expect(run.stderr).toContain('SyntaxError');
});
