// The account of the runbook's benchmark, in a thread of its own: its work must not count as the function's.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { startLocalAccount } from '../lib/adapters/local-account/endpoint.ts';
import { environmentAccount } from '../lib/adapters/local-account/incident.ts';
import { planTarget } from '../lib/core/alarms/plan.ts';
import { readConfig, resolveEnvironments } from '../lib/core/config/config.ts';
import { dop833Day } from '../lib/core/traffic/dop833.ts';

const EXAMPLE = fileURLToPath(new URL('../holdband.yaml', import.meta.url));
const START = Date.UTC(2026, 10, 16) / 1000;

const [environment] = resolveEnvironments(readConfig(readFileSync(EXAMPLE, 'utf8'), EXAMPLE));
const target = environment?.targets.find(({ name }) => name === 'fleet-server');
if (!environment || !target) throw new Error('the example has no fleet-server');
const { variables } = await startLocalAccount(environmentAccount(environment, dop833Day({ seed: 1, day: START }), 1), {
  now: () => START + 86_400,
});
const { composite } = planTarget(target);
const timestamp = new Date((START + 80_000) * 1000).toISOString().replace('Z', '+0000');
const arn = `arn:aws:cloudwatch:${environment.region}:${environment.account}:alarm:${composite?.name}`;
const event = {
  source: 'aws.cloudwatch',
  alarmArn: arn,
  accountId: environment.account,
  time: timestamp,
  region: environment.region,
  alarmData: {
    alarmName: composite?.name,
    state: { value: 'ALARM', reason: 'a child is in ALARM', timestamp },
    previousState: { value: 'OK', reason: '', timestamp },
    configuration: { description: composite?.description, alarmRule: 'ALARM("x")' },
  },
};
parentPort?.postMessage({ variables, event });
