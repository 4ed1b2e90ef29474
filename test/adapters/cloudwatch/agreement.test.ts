import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../lib/core/traffic/figures.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { type TriageSettings, triage } from '../../../lib/core/triage/triage.ts';
import type { Verdict } from '../../../lib/core/triage/verdict.ts';
import { FLEET, HOUR, NOON, profileOf, SETTINGS, type Traffic } from '../../core/triage/scenarios.ts';
import { LOAD_BALANCER, TARGET_GROUP, triageAccount } from './_live.ts';

const REQUESTS = { ratePerMinute: 30 };
const A_WHILE = { from: NOON + 600, to: NOON + 2100 };
const LAST_HALF = { from: NOON + 1800, to: NOON + 3600 };
const POLLS = { profile: FLEET, clients: 20 };
const MATRIX = profileOf('matrix-sync');
const CONSUL = profileOf('consul');
const KNOWS = { hold: FLEET, clients: 20 };

/** Name, traffic with its idle timeout, what is declared, and the verdict that must come. */
const SCENARIOS: readonly [string, Traffic, Partial<TriageSettings>, Verdict['verdict']][] = [
  ['plain requests', { seed: 1, requests: REQUESTS }, {}, 'normal'],
  ['slow requests', { seed: 2, requests: REQUESTS, slowdowns: [{ kind: 'wide', ...A_WHILE }] }, {}, 'slow-requests'],
  ['idle polls, declared', { seed: 3, requests: REQUESTS, holds: [POLLS] }, KNOWS, 'idle-long-polls'],
  ['idle polls, found', { seed: 4, requests: REQUESTS, holds: [POLLS] }, {}, 'idle-long-polls'],
  [
    'slow requests among polls, declared',
    { seed: 5, requests: REQUESTS, holds: [POLLS], slowdowns: [{ kind: 'wide', ...A_WHILE }] },
    KNOWS,
    'idle-long-polls-and-slow-requests',
  ],
  [
    'slow requests among polls, found',
    { seed: 6, requests: REQUESTS, holds: [POLLS], slowdowns: [{ kind: 'wide', ...A_WHILE }] },
    {},
    'idle-long-polls-and-slow-requests',
  ],
  [
    'a policy change',
    { seed: 7, requests: REQUESTS, holds: [{ ...POLLS, bursts: [{ at: NOON + 1234 }] }] },
    KNOWS,
    'idle-long-polls',
  ],
  ['severed polls', { seed: 8, requests: REQUESTS, holds: [POLLS], idleTimeoutSeconds: 240 }, KNOWS, 'severed-holds'],
  [
    'overruns',
    {
      seed: 9,
      requests: REQUESTS,
      holds: [{ ...POLLS, overruns: [{ from: NOON, to: NOON + 3000, share: 0.3, seconds: 400 }] }],
    },
    KNOWS,
    'hold-overruns',
  ],
  ['a poll storm', { seed: 10, holds: [{ ...POLLS, storms: [{ ...LAST_HALF, gapSeconds: 2 }] }] }, KNOWS, 'poll-storm'],
  [
    'clients that leave',
    { seed: 11, requests: REQUESTS, holds: [{ ...POLLS, clientChanges: [{ at: NOON + 1800, clients: 4 }] }] },
    KNOWS,
    'clients-gone',
  ],
  [
    'failing targets',
    { seed: 12, requests: { ...REQUESTS, errors: [{ during: LAST_HALF, share: 0.3, status: 500 }] }, holds: [POLLS] },
    KNOWS,
    'target-errors',
  ],
  [
    'targets that drop connections',
    { seed: 13, requests: { ...REQUESTS, errors: [{ during: LAST_HALF, share: 0.3, status: 502, byTarget: false }] } },
    {},
    'target-errors',
  ],
  [
    'a hang until the idle timeout',
    { seed: 14, requests: REQUESTS, slowdowns: [{ kind: 'hanging', ...A_WHILE }], idleTimeoutSeconds: 60 },
    {},
    'slow-requests',
  ],
  [
    'a dependency that gives up after 30 s',
    {
      seed: 15,
      requests: REQUESTS,
      slowdowns: [{ kind: 'fixed-timeout', from: NOON - 10_800, to: NOON + 3600 }],
      idleTimeoutSeconds: 60,
    },
    {},
    'not-separable',
  ],
  [
    'message-driven polls of 30 s',
    { seed: 16, requests: REQUESTS, holds: [{ profile: MATRIX, clients: 12, earlyShare: 0.3 }] },
    { hold: MATRIX, clients: 12 },
    'idle-long-polls',
  ],
  [
    'Consul beside slow requests',
    {
      seed: 17,
      requests: REQUESTS,
      holds: [{ profile: CONSUL, clients: 12 }],
      slowdowns: [{ kind: 'tail', ...A_WHILE, share: 0.2 }],
    },
    { hold: CONSUL, clients: 12 },
    'idle-long-polls-and-slow-requests',
  ],
  [
    'polls of another hold than declared',
    { seed: 18, requests: REQUESTS, holds: [{ profile: MATRIX, clients: 12 }] },
    { hold: FLEET },
    'slow-requests',
  ],
  [
    'a group that fell silent',
    { seed: 19, holds: [{ ...POLLS, clientChanges: [{ at: NOON - 1800, clients: 0 }] }] },
    KNOWS,
    'no-data',
  ],
];

describe('A live verdict', () => {
  it.each(SCENARIOS)('of %s is the one that the requests themselves give', async (_, traffic, declared, verdict) => {
    const { idleTimeoutSeconds = 600 } = traffic;
    const requests = simulate({ from: NOON - 3 * 3600, to: HOUR.end, ...traffic, idleTimeoutSeconds });
    const settings = { ...SETTINGS, ...declared };
    const names = { targetGroup: TARGET_GROUP.fullName, loadBalancer: LOAD_BALANCER.fullName };
    const figures = figuresOf(requests, { ...names, window: HOUR, baselineHours: 3, source: 'metrics' });
    const expected = triage(figures, { ...settings, idleTimeoutSeconds });
    const { verdict: live } = await triageAccount({
      requests,
      question: { settings },
      attributes: { 'idle_timeout.timeout_seconds': String(idleTimeoutSeconds) },
    });

    expect(judged(live)).toEqual(judged(expected));
    expect(live.verdict).toBe(verdict);
  });
});

/** What a verdict says, without what only an account can add. */
function judged({ verdict, also, confidence, hold, bands, counts, parkedRequests, baseline, evidence }: Verdict) {
  const said = evidence.map(({ id }) => id).filter((id) => id !== 'listener-rules');
  return { verdict, also, confidence, hold, bands, counts, parkedRequests, baseline, said };
}
