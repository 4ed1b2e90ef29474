import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endedAt } from '../../../lib/core/traffic/request.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { expectLaw, expectShare, HOUR, ofTruth, requestScenario, START, uniformLaw } from './_scenarios.ts';

describe('normal requests', () => {
  it('arrive at the rate asked for, whatever rate and seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer(), (ratePerMinute, seed) => {
        const made = simulate(requestScenario({ seed, requests: { ratePerMinute } })).length;
        expect(Math.abs(made - 60 * ratePerMinute)).toBeLessThan(6 * Math.sqrt(60 * ratePerMinute));
      }),
      { numRuns: 15 },
    );
  });

  it('arrive at random: waits between them are exponential', () => {
    const starts = simulate(requestScenario({ requests: { ratePerMinute: 60 } })).map(({ startedAt }) => startedAt);
    const waits = starts.toSorted((a, b) => a - b).flatMap((start, i, all) => (i ? [start - (all[i - 1] ?? 0)] : []));
    expectLaw(waits, (wait) => 1 - Math.exp(-wait));
  });

  it('swing over the day around the mean asked for', () => {
    const requests = { ratePerMinute: 100, diurnal: { swing: 0.5, peakHour: 14 } };
    const day = simulate(requestScenario({ requests }, 24));
    const inHour = (hour: number) =>
      day.filter(({ startedAt }) => Math.floor((startedAt - START) / HOUR) === hour).length;
    expect(Math.abs(day.length - 144_000)).toBeLessThan(5 * Math.sqrt(144_000));
    expect(inHour(14) / inHour(2)).toBeGreaterThan(2.7); // 1.5 / 0.5
    expect(inHour(14) / inHour(2)).toBeLessThan(3.3);
  });

  it('take lognormal times with the median and spread asked for', () => {
    const latency = { medianSeconds: 0.05, sigma: 0.4 };
    const made = simulate(requestScenario({ requests: { ratePerMinute: 600, latency } }));
    const logs = made.map(({ durationSeconds }) => Math.log(durationSeconds / 0.05) / 0.4);
    const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    const variance = logs.reduce((sum, x) => sum + x * x, 0) / logs.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(logs.length));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / logs.length));
  });

  it('are all fast without a slowdown', () => {
    expect(ofTruth(simulate(requestScenario()), 'slow')).toEqual([]);
  });

  it('go to routes by weight, with the route’s own status and latency', () => {
    const routes = [
      { method: 'GET', path: '/a', weight: 3 },
      { method: 'POST', path: '/b', weight: 1, status: 201, latency: { medianSeconds: 0.5, sigma: 0 } },
    ];
    const made = simulate(requestScenario({ requests: { ratePerMinute: 600, routes } }));
    const posts = made.filter(({ path }) => path === '/b');
    expectShare(posts.length, made.length, 0.25);
    expect(posts.every((r) => r.method === 'POST' && r.targetStatus === 201 && r.durationSeconds === 0.5)).toBe(true);
  });

  it('put an id of the client, always the same, where a path has a star', () => {
    const routes = [{ method: 'GET', path: '/users/*/cart' }];
    const made = simulate(requestScenario({ requests: { ratePerMinute: 600, routes, clients: 3 } }));
    expect(new Set(made.map(({ path }) => path)).size).toBe(3);
    expect(new Set(made.map(({ client, path }) => `${client} ${path}`)).size).toBe(3);
    expect(made[0]?.path).toMatch(/^\/users\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/cart$/);
  });

  it('share their clients out evenly', () => {
    const made = simulate(requestScenario({ requests: { ratePerMinute: 600, clients: 4, clientPrefix: 'beat' } }));
    for (const client of ['beat-1', 'beat-2', 'beat-3', 'beat-4']) {
      expectShare(made.filter((request) => request.client === client).length, made.length, 0.25);
    }
  });

  it('fail at the share asked for, only while asked for', () => {
    const during = { from: START + 600, to: START + 1800 };
    const errors = [{ during, share: 0.2, status: 503 }];
    const made = simulate(requestScenario({ requests: { ratePerMinute: 600, errors } }));
    const inSpell = made.filter(({ startedAt }) => startedAt >= during.from && startedAt < during.to);
    expectShare(inSpell.filter(({ targetStatus }) => targetStatus === 503).length, inSpell.length, 0.2);
    expect(made.filter((r) => r.elbStatus === 503 && !inSpell.includes(r))).toEqual([]);
  });

  it('are not answered where the load balancer fails in the target’s stead', () => {
    const errors = [{ share: 1, status: 502, byTarget: false }];
    const made = simulate(requestScenario({ requests: { ratePerMinute: 60, errors } }));
    expect(made.every((r) => !r.answered && r.targetStatus === undefined && r.elbStatus === 502)).toBe(true);
  });
});

describe('slowdowns', () => {
  const from = START + 1200;
  const to = START + 2700;
  const slowIn = (slowdown: object, changes: object = {}) => {
    const made = simulate(
      requestScenario({ slowdowns: [{ kind: 'wide', from, to, ...slowdown }], ...changes } as never),
    );
    return { made, slow: ofTruth(made, 'slow'), during: made.filter((r) => r.startedAt >= from && r.startedAt < to) };
  };

  it.each([
    ['wide', 0.6],
    ['tail', 0.06],
    ['near', 0.3],
    ['fixed-timeout', 0.3],
  ])('of kind %s reach their usual share, and only in their spell', (kind, share) => {
    const { slow, during } = slowIn({ kind });
    expectShare(slow.length, during.length, share);
    expect(slow.every((request) => during.includes(request))).toBe(true);
  });

  it('reach the share asked for', () => {
    const { slow, during } = slowIn({ share: 0.11 });
    expectShare(slow.length, during.length, 0.11);
  });

  it('add three seconds at the median when wide, right-skewed', () => {
    const { slow } = slowIn({ kind: 'wide' });
    const sorted = slow.map((r) => r.durationSeconds).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
    expect(at(0.5)).toBeCloseTo(3.04, 1);
    expect(at(0.95) - at(0.5)).toBeGreaterThan(1.2 * (at(0.5) - at(0.05)));
  });

  it('stay just above the objective when near, evenly from 1.1 to 1.8 times of it', () => {
    const { slow } = slowIn({ kind: 'near' }, { objectiveSeconds: 2 });
    expectLaw(
      slow.map((r) => r.durationSeconds),
      uniformLaw(2.2, 3.6),
    );
  });

  it('end with a 504 at the idle timeout when hanging, unanswered and yet slow in truth', () => {
    const { slow, during } = slowIn({ kind: 'hanging' }, { idleTimeoutSeconds: 60 });
    expectShare(slow.length, during.length, 0.9);
    expect(slow.every((r) => r.elbStatus === 504 && !r.answered && r.durationSeconds === 60)).toBe(true);
  });

  it('hang as long as asked, and are cut only where the idle timeout is shorter', () => {
    const { slow } = slowIn({ kind: 'hanging', seconds: 25 }, { idleTimeoutSeconds: 60 });
    const cut = slow.filter((r) => !r.answered);
    expect(cut.length / slow.length).toBeCloseTo(0.072, 1); // P(normal > ln(60 / 25) / 0.6)
    expect(slow.filter((r) => r.answered).every((r) => r.durationSeconds < 60)).toBe(true);
  });

  it('give up after a fixed time when a dependency times out, with its error', () => {
    const { slow } = slowIn({ kind: 'fixed-timeout', errorShare: 1, errorStatus: 500 });
    expect(slow.every((r) => r.durationSeconds > 30 && r.durationSeconds < 31 && r.targetStatus === 500)).toBe(true);
  });

  it('fail at their error share', () => {
    const { slow } = slowIn({ errorShare: 0.25, errorStatus: 503 });
    expectShare(slow.filter((r) => r.targetStatus === 503).length, slow.length, 0.25);
  });

  it('reach only the route they name', () => {
    const routes = [
      { method: 'GET', path: '/a' },
      { method: 'GET', path: '/b' },
    ];
    const { slow } = slowIn({ path: '/b' }, { requests: { ratePerMinute: 600, routes } });
    expect(slow.length).toBeGreaterThan(1000);
    expect(slow.every((r) => r.path === '/b')).toBe(true);
  });

  it('count in the minute they end in, not that they began in', () => {
    const { slow } = slowIn({ kind: 'fixed-timeout' });
    expect(Math.max(...slow.map(endedAt))).toBeGreaterThan(to + 25);
  });
});
