import { expect, it } from 'vitest';
import { alarmTable } from '../../lib/cli/reporters/alarm-table.ts';
import { planEnvironment } from '../../lib/core/alarms/plan.ts';
import { readConfig, resolveEnvironments } from '../../lib/core/config/config.ts';

const plain = (text: string) => text;
const STYLE = { bold: plain, dim: plain, red: plain, yellow: plain, green: plain, cyan: plain };

const CONFIG = `
version: 1
environments:
  prod:
    account: "111122223333"
    region: eu-west-1
    targets:
      - name: hub
        loadBalancer: arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/hub/943f017f100becff
        traffic: mixed
        hold: signalr
        idleTimeout: 120s
      - name: web
        loadBalancer: arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/843f017f100becfe
        traffic: requests
`;

function table(): string[] {
  const [environment] = resolveEnvironments(readConfig(CONFIG, 'holdband.yaml'));
  if (!environment) throw new Error('the config has an environment');
  return alarmTable(planEnvironment(environment), STYLE).split('\n');
}

it('shows an alarm with its condition, its window and who is told', () => {
  const row = table().find((line) => line.includes('slow-5m'));

  expect(row).toMatch(/slow requests, % of those that are not long polls > 5 +2 of 2×5 min +page$/);
});

it('names what is watched once, above its alarms', () => {
  const lines = table();

  expect(lines.filter((line) => line === 'hub')).toHaveLength(1);
  expect(lines[lines.indexOf('hub') + 1]).toMatch(/^ slow-1m/);
});

it('says once for each reason what was left out', () => {
  const notes = table().filter((line) => line.startsWith('web goes without '));

  expect(notes.some((line) => line.includes('holds-stopped, clients-gone, poll-storm, hold-overrun: '))).toBe(true);
  expect(new Set(notes.map((line) => line.split(': ')[1])).size).toBe(notes.length);
});

it('fits a terminal of 100 columns, but for what was left out', () => {
  const rows = table().slice(0, table().indexOf(''));

  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(100);
});
