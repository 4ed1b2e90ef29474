import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import type { discoveryJson } from '../../lib/cli/reporters/discovery.ts';
import type { AccountOrder } from './account.ts';
import type { ScaleKind } from './account-data.ts';
import type { Tally } from './tally.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What one discovery of an account took. */
export interface ScaleFigures {
  readonly tally: Tally;
  /** Of the whole process that discovers, start to end. */
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Peak resident memory of that process, in MB (10^6 bytes). */
  readonly peakMegabytes: number;
  /** Time that AWS would have made it wait. */
  readonly virtualSeconds: number;
  readonly discovery: ReturnType<typeof discoveryJson>;
  readonly kinds: ReadonlyMap<string, ScaleKind>;
}

/** Runs `holdband discover --json` in a process of its own, on virtual time, against an account with quotas in a thread. */
export async function discoverAtScale(order: AccountOrder, options: readonly string[] = []): Promise<ScaleFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-scale-'));
  const account = new Worker(new URL('./account.ts', import.meta.url), { workerData: order });
  try {
    const [{ variables, kinds }] = (await once(account, 'message')) as [
      { variables: Record<string, string>; kinds: ScaleFigures['kinds'] },
    ];
    const files = { usage: join(folder, 'usage.json'), virtual: join(folder, 'virtual.json') };
    const preloads = [join(ROOT, 'bench/report-usage.mjs'), join(ROOT, 'bench/scale/virtual-time.ts')];
    const began = performance.now();
    const child = spawn(
      process.execPath,
      [
        ...preloads.flatMap((file) => ['--import', file]),
        join(ROOT, 'bin/holdband.mjs'),
        'discover',
        '--json',
        ...options,
      ],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          AWS_EC2_METADATA_DISABLED: 'true',
          HOLDBAND_USAGE_FILE: files.usage,
          HOLDBAND_VIRTUAL_TIME_FILE: files.virtual,
          ...variables,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    const wallSeconds = (performance.now() - began) / 1000;
    if (status !== 0) throw new Error(`holdband discover ended with ${status}: ${stderr}`);
    account.postMessage('report');
    const [tally] = (await once(account, 'message')) as [Tally];
    return {
      tally,
      wallSeconds,
      ...(JSON.parse(readFileSync(files.usage, 'utf8')) as { cpuSeconds: number; peakMegabytes: number }),
      virtualSeconds: (JSON.parse(readFileSync(files.virtual, 'utf8')) as { seconds: number }).seconds,
      discovery: JSON.parse(stdout) as ScaleFigures['discovery'],
      kinds,
    };
  } finally {
    await account.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}
