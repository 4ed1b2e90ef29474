import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import type { Environment } from '../../../lib/core/targets.ts';
import { genericTemplate } from '../../_helpers/demo-day.ts';
import { holdband, ROOT, startIncident } from '../_account.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdband-live-'));
afterAll(() => rmSync(folder, { recursive: true }));
const CONFIG = join(ROOT, 'holdband.yaml');

beforeAll(() => {
  const [environment] = resolveEnvironments(readConfig(readFileSync(CONFIG, 'utf8'), CONFIG));
  writeFileSync(join(folder, 'generic.json'), genericTemplate(environment as Environment));
});

const LIVE = ['--alarms', 'generic.json', '--live'];

describe('the backtest of an account', () => {
  it('records what it reads, and replays to the same answer from that, with other objectives', async () => {
    const { variables: env } = await startIncident();
    const from = new Date(Date.now() - 7_200_000).toISOString().slice(0, 16);
    const run = (...args: string[]) => holdband(args, { env, cwd: folder }).done;
    const live = await run('backtest', ...LIVE, '--from', `${from}Z`, '--record', 'live.ndjson.gz', '--json');
    const recorded = await run('backtest', '--alarms', 'generic.json', '--recording', 'live.ndjson.gz', '--json');

    expect(live.stderr).toMatch(/reading at most \d+ calls of GetMetricData for \d+ metrics, \$0\.\d{4}/);
    const alarms = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { alarms: unknown[] }).alarms;
    expect(alarms(recorded)).toEqual(alarms(live));
    expect(alarms(live)).toMatchObject([{ pages: 1 }, { pages: expect.any(Number) }]);

    const tuned = await run(
      ...['tune', '--target', 'elasticsearch', '--config', CONFIG, '--recording', 'live.ndjson.gz', '--objectives'],
      ...['0.5s,1.5s,60s', '--json'],
    );
    const { settings } = JSON.parse(tuned.stdout) as { settings: { objectiveSeconds: number; pages: number }[] };
    expect(settings.map(({ objectiveSeconds, pages }) => [objectiveSeconds, pages])).toContainEqual([1.5, 1]);
    expect(settings.map(({ objectiveSeconds, pages }) => [objectiveSeconds, pages])).toContainEqual([60, 0]);
  });

  it('does not spend more than allowed where nobody can be asked', async () => {
    const { variables: env, account } = await startIncident();
    const { status, stderr } = await holdband(['backtest', ...LIVE, '--record', 'dear.gz', '--max-cost', '0'], {
      env,
      cwd: folder,
    }).done;

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /--live: would make at most \d+ calls.*nobody is here to ask: give --yes or a higher --max-cost/,
    );
    expect(account.calls).toEqual([]);
    expect(existsSync(join(folder, 'dear.gz'))).toBe(false);
  });

  it('fails with the permission that is missing', async () => {
    const { variables: env } = await startIncident({
      faults: [{ call: 'GetMetricData', fault: 'access-denied' }],
    });
    const { status, stderr } = await holdband(['backtest', ...LIVE], { env, cwd: folder }).done;

    expect(status).toBe(2);
    expect(stderr).toContain('cloudwatch:GetMetricData was denied');
  });
});
