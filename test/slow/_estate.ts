import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LocalEndpoint } from '../../lib/adapters/local-account/endpoint.ts';
import { startEstate } from '../../lib/adapters/local-account/estate.ts';
import { loadAlarms } from '../../lib/adapters/local-account/load-alarms.ts';
import { holdband, ROOT, type Run } from '../cli/_account.ts';

/** A finding of `holdband check --json`. */
export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly subject: string;
  readonly message: string;
}

/** An engineer at the account of the estate, in a folder of her own. */
export interface Engineer {
  readonly endpoint: LocalEndpoint;
  readonly folder: string;
  /** The whole program, with nothing but the account's variables. */
  run(...args: string[]): Promise<Run>;
  /** What a file of the folder has. */
  read(file: string): string;
  /** `cdk synth` of the folder's config into a folder of that name. @throws Error where the app fails */
  synth(output: string): void;
  /** Puts the alarms of a synthesised folder into the account, as a deployment would. */
  deploy(output: string): void;
  /** What `holdband check` finds, and its exit code. */
  check(): Promise<{ readonly findings: readonly Finding[]; readonly status: number | null }>;
  leave(): Promise<void>;
}

export async function atTheEstate(): Promise<Engineer> {
  const endpoint = await startEstate({ now: () => Date.now() / 1000 });
  const folder = mkdtempSync(join(tmpdir(), 'holdband-estate-'));
  const run: Engineer['run'] = (...args) => holdband(args, { env: endpoint.variables, cwd: folder }).done;
  return {
    endpoint,
    folder,
    run,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    synth: (output) => {
      // As `cdk synth` starts the app; its own validation of templates is for `npm run check`.
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/app.ts')], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, CDK_OUTDIR: join(folder, output), CDK_VALIDATION: 'false' },
      });
      if (status !== 0) throw new Error(stderr);
    },
    deploy: (output) => {
      for (const file of globSync('*.template.json', { cwd: join(folder, output) })) {
        const template: unknown = JSON.parse(readFileSync(join(folder, output, file), 'utf8'));
        loadAlarms(endpoint.account, template, file, basename(file, '.template.json'));
      }
    },
    check: async () => {
      const { stdout, status } = await run('check', '--json');
      return { findings: JSON.parse(stdout).findings, status };
    },
    leave: async () => {
      await endpoint.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
