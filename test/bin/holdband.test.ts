import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ENTRY = join(import.meta.dirname, '../../bin/holdband.mjs');

it('says in one line that standard output takes nothing more, and exits with 2', () => {
  const full = openSync('/dev/full', 'w');
  const run = spawnSync(process.execPath, [ENTRY, 'holds'], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
  closeSync(full);

  expect(run.stderr).toContain('holdband: cannot write to standard output: ENOSPC');
  expect(run.stderr).not.toContain('    at ');
  expect(run.status).toBe(2);
});

it('says in one line that the working directory is gone, and exits with 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-gone-'));
  const script = `process.chdir(${JSON.stringify(folder)}); require('fs').rmdirSync('.'.concat('/../', ${JSON.stringify(folder.split('/').at(-1))})); process.argv = [process.argv[0], '', 'holds']; import(${JSON.stringify(ENTRY)});`;
  const run = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });

  expect(run.stderr).toBe('holdband: working directory: no such file\n');
  expect(run.status).toBe(2);
});

it('does not mind a reader that goes away early', () => {
  const run = spawnSync('sh', ['-c', `"$0" "$1" holds --json | head -c 10`, process.execPath, ENTRY], {
    encoding: 'utf8',
  });

  expect(run.stdout).toHaveLength(10);
  expect(run.stderr).toBe('');
});
