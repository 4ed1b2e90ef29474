// Switches off one part of holdband at a time (alarm kinds, guards, band edges, verdicts, lints, diff and check rules) and names the test that
// noticed. A part that no test misses is a part nobody checks: exit 1.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { allParts, PART_KINDS, type PartKind } from '../lib/core/registry.ts';
// Each of these declares its parts when it is loaded.
import '../lib/core/alarms/plan.ts';
import '../lib/core/diff/rules.ts';
import '../lib/core/holds/bands.ts';
import '../lib/core/inventory/check/check.ts';
import '../lib/core/inventory/lint.ts';
import '../lib/core/triage/triage.ts';

const root = join(import.meta.dirname, '..');
const reports = join(root, '.holdband/mutants');
mkdirSync(reports, { recursive: true });

/** Where the tests of a kind live: asked first, because a run of everything takes longer than the answer needs. */
const NEAREST: Readonly<Record<PartKind, string>> = {
  alarm: 'test/core/alarms',
  guard: 'test/core/alarms',
  'band-edge': 'test/core/holds',
  verdict: 'test/core/triage',
  lint: 'test/core/inventory',
  'diff-rule': 'test/core/diff',
  check: 'test/core/inventory',
};

const only = process.argv.slice(2);
const parts = allParts().filter((part) => only.length === 0 || only.some((word) => part.includes(word)));
if (parts.length === 0) {
  process.stderr.write(`mutate: no part matches ${only.join(' ')}; parts are of the kinds ${PART_KINDS.join(', ')}\n`);
  process.exit(2);
}

const unharmed = await noticed(undefined, ['test/core', 'test/constructs']);
if (unharmed) {
  process.stderr.write(`mutate: the tests must pass before anything is switched off: ${unharmed}\n`);
  process.exit(2);
}

const survivors: string[] = [];
const queue = [...parts];
// Two cores, two runs at a time.
await Promise.all([worker(), worker()]);

process.stdout.write(
  `\n${parts.length} parts switched off, ${parts.length - survivors.length} noticed, ${survivors.length} survived\n`,
);
if (survivors.length > 0) process.stdout.write(`survived: ${survivors.join(', ')}\n`);
process.exitCode = survivors.length > 0 ? 1 : 0;

async function worker(): Promise<void> {
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const nearest = NEAREST[part.split(':', 1)[0] as PartKind];
    const test = (await noticed(part, [nearest])) ?? (await noticed(part, ['test/core', 'test/constructs']));
    if (!test) survivors.push(part);
    process.stdout.write(`${part.padEnd(48)} ${test ? `noticed by ${test}` : 'SURVIVED'}\n`);
  }
}

/** The first test that fails with `part` switched off, as `file: name`, or undefined where all pass. */
async function noticed(part: string | undefined, folders: readonly string[]): Promise<string | undefined> {
  const report = join(reports, `${(part ?? 'unharmed').replace(':', '-')}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project=core', '--project=constructs', '--bail=1'];
  const options = ['--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests=false'];
  const child = spawn(process.execPath, [...args, ...options, ...folders], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, ...(part === undefined ? {} : { HOLDBAND_SWITCH_OFF: part }) },
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (status === 0) return undefined;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const named = (file: Report['testResults'][number], what: string) => `${relative(root, file.name)}: ${what}`;
  for (const file of testResults) {
    const failed = file.assertionResults.find((test) => test.status === 'failed');
    if (failed) return named(file, failed.fullName);
  }
  // Only where no test failed: after --bail, files that were cut short count as failed, too.
  const unloaded = testResults.find((file) => file.status === 'failed');
  if (unloaded) return named(unloaded, '(the file could not be loaded)');
  throw new Error(`the test run ended with ${status} and names no failed test: see ${report}`);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}
