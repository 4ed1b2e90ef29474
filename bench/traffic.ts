import { closeSync, openSync, writeSync } from 'node:fs';
import { catalogueEntry } from '../lib/core/holds/catalogue.ts';
import { accessLogBlocks } from '../lib/core/traffic/access-log.ts';
import { simulate } from '../lib/core/traffic/simulate.ts';

const FROM = Date.UTC(2026, 10, 16) / 1000;
const RATE_PER_MINUTE = 3000;

/** An access log on disk. */
export interface LogFile {
  readonly path: string;
  readonly lines: number;
  /** Hours of traffic in it, rounded up. */
  readonly hours: number;
}

/**
 * Writes exactly `lines` access-log lines: five agents' long polls among 3,000 ordinary requests a minute.
 *
 * @param from epoch seconds
 */
export function writeLogFile(path: string, lines: number, from = FROM): LogFile {
  const fleet = catalogueEntry('elastic-fleet');
  if (!fleet) throw new Error('the catalogue has no elastic-fleet');
  const to = from + Math.ceil((1.02 * lines * 60) / RATE_PER_MINUTE);
  const requests = simulate({
    seed: 1,
    from,
    to,
    requests: {
      ratePerMinute: RATE_PER_MINUTE,
      clients: 400,
      routes: [
        { method: 'GET', path: '/api/items/*', weight: 6 },
        { method: 'POST', path: '/api/items', weight: 2 },
        { method: 'GET', path: '/search?q=*', weight: 3 },
        { method: 'GET', path: '/static/app.js', weight: 4 },
      ],
    },
    holds: [{ profile: fleet.profile, clients: 200, clientPrefix: 'agent' }],
  }).slice(0, lines);
  if (requests.length < lines) throw new Error(`the simulation gave ${requests.length} requests, ${lines} are needed`);
  const file = openSync(path, 'w');
  try {
    const blocks = accessLogBlocks(requests, {
      loadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/bench/50dc6c495c0c9188',
      targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/bench/943f017f100becff',
    });
    for (const block of blocks) writeSync(file, block);
  } finally {
    closeSync(file);
  }
  return { path, lines, hours: Math.ceil((to - from) / 3600) };
}
