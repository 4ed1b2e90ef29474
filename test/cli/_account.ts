import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach } from 'vitest';
import type { LocalAccountOptions } from '../../lib/adapters/local-account/account.ts';
import { IAM_PREFIX } from '../../lib/adapters/local-account/calls.ts';
import { type LocalEndpoint, startLocalAccount } from '../../lib/adapters/local-account/endpoint.ts';
import { incidentAccount } from '../../lib/adapters/local-account/incident.ts';
import { dop833Day } from '../../lib/core/traffic/dop833.ts';

export const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(ROOT, 'bin/holdband.mjs');

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
export const FLEET = `${ELB}:targetgroup/k8s-elastics-fleetser-73e2d6bc24/943f017f100becff`;
export const SEARCH = `${ELB}:targetgroup/k8s-elastics-elastics-84f3e7cd35/a540128a211cfd00`;
export const FLEET_BALANCER = `${ELB}:loadbalancer/app/k8s-elastics-eckfleet-a1b2c3d4e5/50dc6c495c0c9188`;

const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** The account of the incident, its day ending now; it ends with the test. */
export async function startIncident(options: Partial<LocalAccountOptions> = {}): Promise<LocalEndpoint> {
  const now = () => Date.now() / 1000;
  const day = dop833Day({ seed: 1, day: Math.floor(now() / 60) * 60 - 86_400 });
  const endpoint = await startLocalAccount(incidentAccount(day), { now, ...options });
  endings.push(() => endpoint.close());
  return endpoint;
}

export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs the whole program in an empty folder with nothing of this process's environment but its PATH. */
export function holdband(
  args: readonly string[],
  { env = {}, cwd }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
) {
  const folder = cwd ?? mkdtempSync(join(tmpdir(), 'holdband-cli-'));
  if (cwd === undefined) endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, [ENTRY, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endings.push(() => void child.kill('SIGKILL'));
  const done = async (): Promise<Run> => {
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { stdout, stderr, status };
  };
  return { child, done: done() };
}

/** Names of IAM actions that an account was called with, each once, sorted. */
export function actionsOf({ account }: LocalEndpoint): string[] {
  return [...new Set(account.calls.map(({ service, call }) => `${IAM_PREFIX[service]}:${call}`))].sort();
}
