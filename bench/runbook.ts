import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { bundleRunbook } from '../lib/constructs/private/bundle.ts';
import { median } from './measure.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const IMPORTS = 15;
const WARM = 40;

export interface RunbookFigures {
  /** Bytes of the bundle. */
  readonly bundleBytes: number;
  /** Median milliseconds from the start of the import to a handler, bundled and from its sources. */
  readonly importMs: { readonly bundled: number; readonly unbundled: number };
  /** Milliseconds of CPU of the process: the first invocation, and the median of the later ones. */
  readonly firstCpuMs: number;
  readonly warmCpuMs: number;
}

/** Measures the bundled function in Node processes of their own, against a local account in a thread beside. */
export async function measureRunbook(folder: string): Promise<RunbookFigures> {
  const bundle = join(folder, 'runbook');
  mkdirSync(bundle);
  bundleRunbook(bundle);
  const file = join(bundle, 'index.mjs');
  const account = new Worker(new URL('./runbook-account.ts', import.meta.url));
  const { variables, event } = await new Promise<{ variables: Record<string, string>; event: unknown }>(
    (resolve, reject) => account.once('message', resolve).once('error', reject),
  );
  try {
    const env = { PATH: process.env.PATH ?? '', HOLDBAND_ENVIRONMENT: 'prod', ...variables };
    const imported = (path: string) =>
      median(Array.from({ length: IMPORTS }, () => run<{ importMs: number }>(folder, IMPORT, path, env).importMs));
    const invoked = run<{ cpu: number[] }>(folder, INVOKE, file, env, event);
    const [first = Number.NaN, ...warm] = invoked.cpu;
    return {
      bundleBytes: statSync(file).size,
      importMs: { bundled: imported(file), unbundled: imported(join(ROOT, 'lambda/runbook/index.ts')) },
      firstCpuMs: first,
      warmCpuMs: median(warm.slice(-21)),
    };
  } finally {
    await account.terminate();
  }
}

const IMPORT = `
const started = performance.now();
await import(process.argv[1]);
console.log(JSON.stringify({ importMs: performance.now() - started }));`;

/** The log of the function goes to standard error, so that the figures stand alone. */
const INVOKE = `
process.stdout.write = ((write) => (text) => write.call(process.stderr, text))(process.stdout.write);
const { handler } = await import(process.argv[1]);
const event = JSON.parse(process.env.EVENT);
const context = { getRemainingTimeInMillis: () => 60_000, awsRequestId: 'bench' };
const cpu = [];
for (let i = 0; i <= ${WARM}; i++) {
  const before = process.cpuUsage();
  await handler(event, context);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1000);
}
(await import('node:fs')).writeSync(1, JSON.stringify({ cpu }));
process.exit(0);`;

/** This thread waits; the account answers from its own. */
function run<T>(folder: string, source: string, path: string, env: NodeJS.ProcessEnv, event: unknown = {}): T {
  const script = join(folder, 'program.mjs');
  writeFileSync(script, source.replaceAll('process.argv[1]', JSON.stringify(path)));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    env: { ...env, EVENT: JSON.stringify(event) },
    maxBuffer: 64_000_000,
  });
  if (status !== 0) throw new Error(`${path} ended with ${status}\n${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as T;
}
