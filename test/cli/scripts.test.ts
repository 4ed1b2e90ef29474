import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const SCRIPTS = join(import.meta.dirname, 'scripts');
const ENTRY = join(import.meta.dirname, '../../bin/holdband.mjs');
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** One story: a sentence, a command line, files before it, what it prints and its exit code. */
interface Script {
  readonly args: string[];
  readonly stdin: string;
  readonly files: Map<string, string>;
}

/** Splits a script into its command line and its files (`-- name --` starts a file). Words may stand in single quotes. */
function parseScript(text: string): Script {
  const [head = '', ...parts] = text.split(/^-- (.+) --\n/m);
  const files = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) files.set(parts[i] as string, parts[i + 1] as string);
  const line = /^\$ holdband ?(.*)$/m.exec(head)?.[1];
  if (line === undefined) throw new SyntaxError('a script needs a line "$ holdband …"');
  const args = [...line.matchAll(/'([^']*)'|(\S+)/g)].map((word) => word[1] ?? word[2] ?? '');
  return { args, stdin: files.get('stdin') ?? '', files };
}

const SPECIAL = new Set(['stdin', 'stdout', 'stderr', 'exit', 'stdout contains', 'stderr contains']);

it.concurrent.each(readdirSync(SCRIPTS).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const script = parseScript(readFileSync(join(SCRIPTS, name), 'utf8'));
  const cwd = mkdtempSync(join(tmpdir(), 'holdband-script-'));
  made.push(cwd);
  for (const [file, body] of script.files) {
    if (SPECIAL.has(file)) continue;
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), body);
  }

  const run = spawnSync(process.execPath, [ENTRY, ...script.args], { cwd, encoding: 'utf8', input: script.stdin });

  const { files } = script;
  if (files.has('stdout')) expect(run.stdout).toBe(files.get('stdout'));
  if (files.has('stderr')) expect(run.stderr).toBe(files.get('stderr'));
  for (const part of (files.get('stdout contains') ?? '').split('\n')) expect(run.stdout).toContain(part);
  for (const part of (files.get('stderr contains') ?? '').split('\n')) expect(run.stderr).toContain(part);
  expect(run.status).toBe(Number(files.get('exit') ?? '0'));
});
