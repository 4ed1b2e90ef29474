// Synthesis of a thousand target groups: by holdband, by hand, and with cdk-monitoring-constructs. Run by itself it prints the
// figures of docs/scale.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { deploySeconds, describeDeployTime } from '../lib/core/alarms/deploy-time.ts';
import { type ProcessFigures, runMeasured } from './measure.ts';
import { writeManyTargets } from './synth/targets.ts';

const ROOT = join(import.meta.dirname, '..');
export const TARGETS = 1000;
/** Names do not fall evenly: 54 stacks hold these targets, 64 leave every one of them room. */
export const STACKS = 64;

/** What one way of watching the same targets costs to synthesise. */
export interface SynthFigures {
  readonly process: ProcessFigures;
  readonly templates: number;
  readonly resources: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** Size of the largest template, in bytes. */
  readonly largest: number;
  /** Size of all templates, in bytes. */
  readonly bytes: number;
}

/** A program that synthesises, as the CDK CLI runs it. */
interface Program {
  readonly file: string;
  readonly args?: readonly string[];
}

const OURS: Program = { file: 'bin/app.ts' };
const plain = (stacks: number): Program => ({ file: 'bench/synth/plain-cdk.ts', args: [String(stacks)] });
const monitoring = (stacks: number): Program => ({
  file: 'bench/synth/monitoring-constructs.ts',
  args: [String(stacks)],
});

function environmentOf(outdir: string, validation: boolean): NodeJS.ProcessEnv {
  const { context: ours } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  // The CLI asks for these; templates are a twentieth larger with them.
  const context = { ...ours, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
  return { CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_VALIDATION: String(validation) };
}

/** Synthesises the targets of a folder in a process of its own. */
export function measureSynth({ file, args = [] }: Program, folder: string, validation: boolean): SynthFigures {
  const outdir = mkdtempSync(join(tmpdir(), 'holdband-synth-'));
  try {
    const process = runMeasured([join(ROOT, file), ...args], folder, environmentOf(outdir, validation));
    const texts = readdirSync(outdir)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => readFileSync(join(outdir, name), 'utf8'));
    const types = texts.flatMap((text) => {
      const { Resources } = JSON.parse(text) as { Resources: Record<string, { Type: string }> };
      return Object.values(Resources).map(({ Type }) => Type);
    });
    const sizes = texts.map((text) => Buffer.byteLength(text));
    return {
      process,
      templates: texts.length,
      resources: types.length,
      alarms: types.filter((type) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(type)).length,
      dashboards: types.filter((type) => type === 'AWS::CloudWatch::Dashboard').length,
      largest: Math.max(...sizes),
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a peer says of all targets in one stack. */
export function inOneStack({ file, args = [] }: Program, folder: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'holdband-synth-'));
  const env = { ...process.env, ...environmentOf(outdir, false) };
  const run = spawnSync(process.execPath, [join(ROOT, file), ...args], { cwd: folder, encoding: 'utf8', env });
  rmSync(outdir, { recursive: true, force: true });
  const said = /Number of resources in stack[^:]*:[^:]*|would have[^:]*/.exec(run.stderr)?.[0] ?? run.stderr;
  return run.status === 0 ? 'synthesises' : `fails: ${said}`;
}

/** Holdband's own, without CDK's validation and with it, once each: a run is long, and its memory is the question. */
export function synthOfMany(folder: string): { readonly off: SynthFigures; readonly on: SynthFigures } {
  const targets = writeManyTargets(join(folder, 'many'), TARGETS, STACKS);
  return { off: measureSynth(OURS, targets, false), on: measureSynth(OURS, targets, true) };
}

if (process.argv[1] === import.meta.filename) {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-bench-'));
  try {
    printAll(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printAll(folder: string): void {
  const { off, on } = synthOfMany(folder);
  const targets = join(folder, 'many');
  const rows: [string, SynthFigures][] = [
    ['holdband', off],
    ["holdband, with CDK's validation", on],
    ['plain CDK, the same alarms by hand', measureSynth(plain(STACKS), targets, false)],
    ['cdk-monitoring-constructs, four alarms each', measureSynth(monitoring(STACKS), targets, false)],
  ];
  const head = [
    'what',
    'seconds',
    'CPU s',
    'peak MB',
    'stacks',
    'alarms',
    'dashboards',
    'resources',
    'largest kB',
    'all MB',
    'deploy',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [what, one] of rows) {
    const { wallSeconds, cpuSeconds, peakMegabytes } = one.process;
    table.push([
      ...[what, wallSeconds.toFixed(1), cpuSeconds.toFixed(1), peakMegabytes.toFixed(0), one.templates, one.alarms],
      ...[one.dashboards, one.resources, (one.largest / 1e3).toFixed(0), (one.bytes / 1e6).toFixed(1)],
      describeDeployTime(deploySeconds(one.alarms)),
    ]);
  }
  process.stdout.write(`${TARGETS} target groups, a third each requests, mixed, long-polls\n${table.toString()}\n`);
  process.stdout.write(`in one stack, plain CDK: ${inOneStack(plain(1), targets)}\n`);
  process.stdout.write(`in one stack, cdk-monitoring-constructs: ${inOneStack(monitoring(1), targets)}\n`);
  const one = writeManyTargets(join(folder, 'one'), TARGETS, 1);
  process.stdout.write(`in one stack, holdband: ${inOneStack(OURS, one)}\n`);
}
