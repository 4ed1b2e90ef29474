import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One finished process. */
export interface ProcessFigures {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Peak resident memory of the process itself, in MB (10^6 bytes). */
  readonly peakMegabytes: number;
  /** What it printed, in characters. */
  readonly printed: number;
}

/** Runs a Node program whole and measures it from outside (wall) and inside (CPU, memory). A failing program throws. */
export function runMeasured(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): ProcessFigures {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-bench-'));
  const usageFile = join(folder, 'usage.json');
  const started = performance.now();
  const run = spawnSync(process.execPath, ['--import', join(import.meta.dirname, 'report-usage.mjs'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env, HOLDBAND_USAGE_FILE: usageFile },
    maxBuffer: 64_000_000,
  });
  const wallSeconds = (performance.now() - started) / 1000;
  if (run.status !== 0) throw new Error(`${args.join(' ')} ended with ${run.status}\n${run.stdout}\n${run.stderr}`);
  const usage = JSON.parse(readFileSync(usageFile, 'utf8')) as Omit<ProcessFigures, 'wallSeconds' | 'printed'>;
  rmSync(folder, { recursive: true });
  return { wallSeconds, printed: run.stdout.length, ...usage };
}

/** The middle of an odd number of values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Times `work` in this process, `runs` times after one warm-up, and returns the median in seconds. */
export function timed(runs: number, work: () => unknown): number {
  work();
  const seconds = Array.from({ length: runs }, () => {
    const started = performance.now();
    work();
    return (performance.now() - started) / 1000;
  });
  return median(seconds);
}
