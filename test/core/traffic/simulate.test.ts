import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endedAt, type SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import type { TrafficScenario } from '../../../lib/core/traffic/scenario.ts';
import { simulate, simulateByMinute, simulateStream } from '../../../lib/core/traffic/simulate.ts';
import { CONSUL, FLEET, HOUR, START } from './_scenarios.ts';

/** A bit of everything. */
const MIXED: TrafficScenario = {
  seed: 7,
  from: START,
  to: START + HOUR,
  idleTimeoutSeconds: 300,
  requests: { ratePerMinute: 40, errors: [{ share: 0.05, status: 500 }] },
  slowdowns: [{ kind: 'wide', from: START + 1200, to: START + 1800 }],
  holds: [
    {
      profile: FLEET,
      clients: 8,
      earlyShare: 0.1,
      bursts: [{ at: START + 2000 }],
      followUps: [{ method: 'POST', path: '/acks' }],
      cancels: { perClientPerHour: 2 },
    },
    { profile: CONSUL, clients: 4, earlyShare: 0.4 },
  ],
};
const arrivals = (requests: SimulatedRequest[]) =>
  requests.map(({ startedAt, client, method, path }) => ({ startedAt, client, method, path })).sort(byStart);
const byStart = (a: { startedAt: number; client: string }, b: typeof a) =>
  a.startedAt - b.startedAt || (a.client < b.client ? -1 : 1);
const requestsOnly = (made: SimulatedRequest[]) => made.filter(({ client }) => client.startsWith('client'));
const holdsOnly = (made: SimulatedRequest[]) => made.filter(({ client }) => !client.startsWith('client'));

describe('simulate', () => {
  it('gives the same requests, byte for byte, for the same scenario', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(JSON.stringify(simulate({ ...MIXED, seed }))).toBe(JSON.stringify(simulate({ ...MIXED, seed })));
      }),
      { numRuns: 10 },
    );
  });

  it('gives others for another seed, neighbouring or far', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 2, 2 ** 32, 2 ** 40), (seed, step) => {
        const starts = new Set(simulate({ ...MIXED, seed }).map(({ startedAt }) => startedAt));
        const others = simulate({ ...MIXED, seed: seed + step });
        expect(others.filter(({ startedAt }) => starts.has(startedAt)).length).toBeLessThan(5);
      }),
      { numRuns: 10 },
    );
  });

  it('orders requests by their end, all within the scenario', () => {
    const ends = simulate(MIXED).map(endedAt);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(ends[0]).toBeGreaterThanOrEqual(MIXED.from);
    expect(ends.at(-1)).toBeLessThan(MIXED.to);
  });

  it('has polls under way at the start', () => {
    const made = simulate({ ...MIXED, requests: undefined, holds: [{ profile: FLEET, clients: 300 }] });
    const underWay = new Set(made.filter(({ startedAt }) => startedAt < MIXED.from).map(({ client }) => client));
    expect(underWay.size).toBeGreaterThan(290); // the others are in their gap
  });

  it('streams the very same requests', () => {
    expect([...simulateStream(MIXED)]).toEqual(simulate(MIXED));
    expect([...simulateByMinute(MIXED)].flat()).toEqual(simulate(MIXED));
  });

  it('hands requests out by the minute they end in', () => {
    for (const minute of simulateByMinute(MIXED)) {
      expect(new Set(minute.map((request) => Math.floor(endedAt(request) / 60))).size).toBe(1);
    }
  });

  it('keeps what it made when the scenario goes on longer', () => {
    const longer = simulate({ ...MIXED, to: MIXED.to + HOUR });
    expect(longer.filter((request) => endedAt(request) < MIXED.to)).toEqual(simulate(MIXED));
  });

  it('starts in the middle of a minute as well', () => {
    const made = simulate({ ...MIXED, from: START + 17.5, to: START + 130.25 });
    expect(endedAt(made[0] as SimulatedRequest)).toBeGreaterThanOrEqual(START + 17.5);
    expect(endedAt(made.at(-1) as SimulatedRequest)).toBeLessThan(START + 130.25);
    expect(made.length).toBeGreaterThan(40);
  });
});

describe('changing one setting', () => {
  it('of a slowdown moves no arrival, and nothing outside the slowdown', () => {
    const calm = simulate({ ...MIXED, slowdowns: [] });
    const made = simulate(MIXED);
    expect(arrivals(made)).toEqual(arrivals(calm));
    const outside = (all: SimulatedRequest[]) =>
      all.filter((r) => r.startedAt < START + 1200 || r.startedAt >= START + 1800);
    expect(outside(made)).toEqual(outside(calm));
    expect(made).not.toEqual(calm);
  });

  it('of a slowdown’s share slows some more and leaves those slowed before as they were', () => {
    const slowAt = (share: number) =>
      simulate({ ...MIXED, slowdowns: [{ kind: 'wide', from: START, to: START + HOUR, share }] })
        .filter(({ truth }) => truth === 'slow')
        .map((request) => JSON.stringify(request));
    const more = new Set(slowAt(0.6));
    expect(slowAt(0.2).every((request) => more.has(request))).toBe(true);
    expect(more.size).toBeGreaterThan(slowAt(0.2).length);
  });

  it('of one slowdown leaves another alone', () => {
    const later = { kind: 'tail', from: START + 2400, to: START + 3000 } as const;
    const both = (share: number) =>
      simulate({ ...MIXED, slowdowns: [{ kind: 'wide', from: START + 600, to: START + 1200, share }, later] });
    const inLater = (all: SimulatedRequest[]) => all.filter(({ startedAt }) => startedAt >= START + 2400);
    expect(inLater(both(0.1))).toEqual(inLater(both(0.9)));
  });

  it('of long polls leaves normal requests alone', () => {
    expect(requestsOnly(simulate({ ...MIXED, holds: [] }))).toEqual(requestsOnly(simulate(MIXED)));
  });

  it('of normal requests leaves long polls alone', () => {
    const busier = simulate({ ...MIXED, requests: { ratePerMinute: 400 } });
    expect(holdsOnly(busier)).toEqual(holdsOnly(simulate(MIXED)));
  });

  it('of latency moves no arrival, client or route', () => {
    const slower = {
      ...MIXED,
      requests: { ...MIXED.requests, ratePerMinute: 40, latency: { medianSeconds: 0.1, sigma: 1 } },
    };
    const begun = (all: SimulatedRequest[]) =>
      arrivals(requestsOnly(all)).filter(({ startedAt }) => startedAt < START + 3500);
    expect(begun(simulate(slower))).toEqual(begun(simulate(MIXED)));
  });

  it('of one client’s fate leaves the other clients alone', () => {
    const fewer = simulate({
      ...MIXED,
      holds: [{ ...(MIXED.holds?.[0] as never as { profile: typeof FLEET }), clients: 5 }],
    });
    const first = (all: SimulatedRequest[]) => all.filter(({ client }) => /^elastic-fleet-[1-5]$/.test(client));
    expect(first(fewer)).toEqual(first(simulate(MIXED)));
  });

  it('of a burst changes nothing before it', () => {
    const [fleet, consul] = MIXED.holds ?? [];
    const holds = [{ ...(fleet as NonNullable<typeof fleet>), bursts: [] }, consul as NonNullable<typeof consul>];
    const earlier = (all: SimulatedRequest[]) => all.filter((request) => endedAt(request) < START + 2000);
    expect(earlier(simulate({ ...MIXED, holds }))).toEqual(earlier(simulate(MIXED)));
  });
});

describe('a scenario out of range is refused', () => {
  it.each([
    ['seed is 0.5', { seed: 0.5 }],
    ['to is 5, allowed: after from', { to: 5 }],
    ['objectiveSeconds is 0', { objectiveSeconds: 0 }],
    ['idleTimeoutSeconds is 5000, allowed: 1 to 4000', { idleTimeoutSeconds: 5000 }],
    ['requests.ratePerMinute is -1', { requests: { ratePerMinute: -1 } }],
    ['requests.clients is 0', { requests: { ratePerMinute: 1, clients: 0 } }],
    ['requests.routes[0].path is a b', { requests: { ratePerMinute: 1, routes: [{ method: 'GET', path: 'a b' }] } }],
    ['requests.errors[0].share is 2', { requests: { ratePerMinute: 1, errors: [{ share: 2, status: 500 }] } }],
    ['requests.diurnal.swing is 1.5', { requests: { ratePerMinute: 1, diurnal: { swing: 1.5, peakHour: 3 } } }],
    ['holds[0].clients is 1.5', { holds: [{ profile: FLEET, clients: 1.5 }] }],
    ['holds[0].earlyShare is 1', { holds: [{ profile: FLEET, clients: 1, earlyShare: 1 }] }],
    ['holds[0].path is undefined', { holds: [{ profile: { ...FLEET, routes: [] }, clients: 1 }] }],
    ['holds[0].bursts.reach is 7', { holds: [{ profile: FLEET, clients: 1, bursts: [{ at: START, reach: 7 }] }] }],
    [
      'holds[0].overruns.seconds is 300',
      { holds: [{ profile: FLEET, clients: 1, overruns: [{ from: START, to: START + 1, share: 1, seconds: 300 }] }] },
    ],
    ['slowdowns[0].share is 60', { slowdowns: [{ kind: 'wide', from: START, to: START + 1, share: 60 }] }],
    ['slowdowns[0].path is /x', { slowdowns: [{ kind: 'wide', from: START, to: START + 1, path: '/x' }] }],
  ] as [string, Partial<TrafficScenario>][])('%s', (message, change) => {
    expect(() => simulate({ ...MIXED, ...change })).toThrow(message);
    expect(() => simulate({ ...MIXED, ...change })).toThrow(RangeError);
  });
});
