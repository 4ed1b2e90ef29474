import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeFiles } from '../lib/adapters/files/node-files.ts';
import type { CliContext, ExitCode } from '../lib/cli/context.ts';
import { type CliDependencies, runProgram } from '../lib/cli/program.ts';
import { streamStyle, terminalIo } from '../lib/cli/terminal.ts';
import { keepHeapSmall } from './heap.ts';

/** Of package.json: up from bin/ in the repository, from dist/bin/ in the published package. */
function packageVersion(): string {
  const compiled = import.meta.url.endsWith('.js');
  const manifest = new URL(compiled ? '../../package.json' : '../package.json', import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** What a command may know of this process. */
function processContext(options: { readonly quiet: boolean }): CliContext {
  return {
    io: terminalIo(process, options),
    style: streamStyle(process.stdout),
    columns: process.stdout.columns ?? 100,
    cwd: process.cwd(),
    now: new Date(),
    readStdin: () => text(process.stdin),
  };
}

/** A wait that was called off has ended, and that is all. */
function unlessAborted(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

/** On standard error, so that an answer on standard output can be piped. */
async function askOnTerminal(question: string): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}

/** The bundle that the published package carries; in the repository one made now, removed when the process ends. */
async function packagedRunbook(): Promise<string> {
  const { bundleRunbook, readyRunbook } = await import('../lib/constructs/private/bundle.ts');
  const ready = readyRunbook();
  if (ready !== undefined) return ready;
  const folder = mkdtempSync(join(tmpdir(), 'holdband-runbook-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  bundleRunbook(folder);
  return folder;
}

/** The adapters that commands reach the world through. */
function processDependencies(): CliDependencies {
  return {
    files: nodeFiles(process.cwd()),
    accessLogs: async () => (await import('../lib/adapters/access-logs/read.ts')).readAccessLogs,
    accessLogHistory: async () => (await import('../lib/adapters/access-logs/history.ts')).readAccessLogHistory,
    recordings: async () => {
      const { readRecording, writeRecording } = await import('../lib/adapters/recordings/recordings.ts');
      return { read: readRecording, write: writeRecording };
    },
    localAccount: async () => {
      const { openIncidents } = await import('../lib/adapters/local-account/incident.ts');
      const { readStacks } = await import('../lib/adapters/cloudformation/stacks.ts');
      return openIncidents(() => Date.now() / 1000, {
        readStacks: (source) => readStacks(process.cwd(), source),
        runbook: packagedRunbook,
      });
    },
    readSide: async () => (await import('../lib/adapters/cloudformation/read-side.ts')).readSide,
    account: async () => {
      keepHeapSmall();
      return (await import('../lib/adapters/open-account.ts')).openAccount;
    },
    sha256: async () => {
      const { hash } = await import('node:crypto');
      return (text) => hash('sha256', text);
    },
    clock: {
      now: () => Date.now() / 1000,
      sleep: (seconds, signal) => delay(seconds * 1000, undefined, signal ? { signal } : {}).catch(unlessAborted),
    },
    confirm: askOnTerminal,
    pullRequests: async () => (await import('../lib/adapters/github/pull-requests.ts')).gitHub(process.env),
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
      }),
  };
}

/** Runs one `holdband` command line in this process. @returns its exit code */
export function runHoldband(args: readonly string[]): Promise<ExitCode> {
  const quiet = args.includes('--quiet') || args.includes('-q');
  return runProgram(args, packageVersion(), processContext({ quiet }), processDependencies());
}
