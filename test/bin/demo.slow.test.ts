import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

function demo(...options: string[]) {
  const args = ['--import', './bin/check-node.mjs', 'bin/demo.ts', ...options];
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
}

/** The verdict printed for a target: the first word of the line that gives the confidence, below its name. */
function verdictOf(name: string, stdout: string): string | undefined {
  const [, report = ''] = stdout.split(new RegExp(`^${name} .*UTC$`, 'm'));
  return /^(\S+) +confidence \w+$/m.exec(report)?.[1];
}

describe('the demo', () => {
  let run: ReturnType<typeof demo>;
  beforeAll(() => {
    run = demo();
  });

  it('finds idle long polls on fleet-server and slow requests on elasticsearch', () => {
    expect(run.status, run.stderr).toBe(0);
    expect(verdictOf('fleet-server', run.stdout)).toBe('idle-long-polls');
    expect(verdictOf('elasticsearch', run.stdout)).toBe('slow-requests');
  });

  it('shows the alarms of the stack and what they cost', () => {
    expect(run.stdout).toMatch(/^fleet-server\n slow-1m .*page$/m);
    expect(run.stdout).toMatch(/\d+ resources in 1 template\(s\): \d+ alarms, 2 page composites/);
    expect(run.stdout).toMatch(/\$\d+\.\d\d a month/);
  });

  it('shows the generic alarm paging for long polls, and ours once, for the real slowdown', () => {
    expect(pagesOf('fleet-server', 'generic', run.stdout)).toBeGreaterThan(10);
    expect(pagesOf('fleet-server', 'holdband', run.stdout)).toBe(0);
    expect(pagesOf('elasticsearch', 'holdband', run.stdout)).toBe(1);
  });

  it('has the runbook explain the page, and the generic alarm that paged for nothing', () => {
    expect(explained('holdband-prod-elasticsearch-page', run.stdout)).toBe('slow-requests');
    expect(explained('generic-fleet-server-latency', run.stdout)).toBe('idle-long-polls');
  });

  it('gives elasticsearch another verdict where nothing was slow, with other traffic for another seed', () => {
    const other = demo('--seed', '7', '--slow', '0');

    expect(verdictOf('fleet-server', other.stdout)).toBe('idle-long-polls');
    expect(verdictOf('elasticsearch', other.stdout)).toBe('normal');
    expect(other.stdout).toContain('simulated, seed 7');
    expect(pagesOf('elasticsearch', 'holdband', other.stdout)).toBe(0);
    expect(requests(other.stdout)).not.toBe(requests(run.stdout));
  });

  it.each([
    [['--slow', '2'], 'a share from 0 to 1 is needed'],
    [['--seed', 'x'], 'a whole number from 0 to 999999999 is needed'],
  ])('refuses %s in one line and exits with 2', (options, message) => {
    const refused = demo(...options);

    expect(refused.stderr).toContain(message);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
    expect(refused.status).toBe(2);
  });
});

/** Pages of one row of the table of alarms. */
function pagesOf(watched: string, alarm: string, stdout: string): number {
  return Number(new RegExp(`^${watched} +${alarm}, .*?  +(\\d+) +\\d+  [▁-█]+$`, 'm').exec(stdout)?.[1]);
}

/** The runbook's verdict on a page. */
function explained(alarm: string, stdout: string): string | undefined {
  return new RegExp(`UTC  ${alarm}\\n  (\\S+)  confidence`).exec(stdout)?.[1];
}

function requests(stdout: string): string | undefined {
  return /elasticsearch +(\d+) requests/.exec(stdout)?.[1];
}
