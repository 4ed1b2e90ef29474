import { describe, expect, it } from 'vitest';
import { computeExact } from '../../../lib/core/statistics/exact.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { figuresOf, truthCounts } from '../../../lib/core/traffic/figures.ts';
import { FIGURE_EDGES, histogramOf } from '../../../lib/core/traffic/histogram.ts';
import { endedAt, type SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import { normalisePath } from '../../../lib/core/traffic/route-figures.ts';
import { samplesByMinute, samplesOf, storedByMinute } from '../../../lib/core/traffic/samples.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { CONSUL, FLEET, HOUR, START } from './_scenarios.ts';

/** Three hours with something of every truth. */
const MADE = simulate({
  seed: 3,
  from: START,
  to: START + 3 * HOUR,
  idleTimeoutSeconds: 310,
  requests: {
    ratePerMinute: 30,
    errors: [
      { share: 0.02, status: 502, byTarget: false },
      { share: 0.02, status: 500 },
    ],
  },
  slowdowns: [{ kind: 'wide', from: START + 2.2 * HOUR, to: START + 2.6 * HOUR }],
  holds: [
    {
      profile: FLEET,
      clients: 20,
      earlyShare: 0.1,
      cancels: { perClientPerHour: 1 },
      overruns: [{ from: START, to: START + 2 * HOUR, share: 0.05, seconds: 308 }],
    },
    { profile: CONSUL, clients: 10 },
  ],
});
const WINDOW = { start: START + 2 * HOUR, end: START + 3 * HOUR };
const NAMES = { targetGroup: 'targetgroup/a/1', loadBalancer: 'app/b/2', window: WINDOW };
const inWindow = MADE.filter((request) => endedAt(request) >= WINDOW.start && endedAt(request) < WINDOW.end);
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

function request(changes: Partial<SimulatedRequest>): SimulatedRequest {
  const usual = { truth: 'fast', answered: true, elbStatus: 200, targetStatus: 200, method: 'GET', path: '/' } as const;
  return { startedAt: START, durationSeconds: 0.1, client: 'client-1', ...usual, ...changes };
}

describe('figures', () => {
  it('hold every request of the window once, in the minute it ended', () => {
    const { minutes } = figuresOf(MADE, NAMES);
    expect(sum(minutes.map(({ requests }) => requests))).toBe(inWindow.length);
    for (const { at, requests } of minutes) {
      expect(requests).toBe(MADE.filter((r) => endedAt(r) >= at && endedAt(r) < at + 60).length);
    }
  });

  it('put a poll that began before the window and ended in it into the window', () => {
    const poll = request({ startedAt: WINDOW.start - 280, durationSeconds: 290 });
    expect(figuresOf([poll], NAMES).minutes).toMatchObject([{ at: WINDOW.start, requests: 1, seconds: 290 }]);
  });

  it('count a request that ends with the window’s end after it', () => {
    const atEnd = request({ startedAt: WINDOW.end - 1, durationSeconds: 1 });
    expect(figuresOf([atEnd], NAMES).minutes).toEqual([]);
    const atStart = request({ startedAt: WINDOW.start - 1, durationSeconds: 1 });
    expect(figuresOf([atStart], NAMES).minutes).toHaveLength(1);
  });

  it('take no response time from what the target did not answer', () => {
    const severed = request({ durationSeconds: 300, answered: false, elbStatus: 504, targetStatus: undefined });
    const [minute] = figuresOf([severed], { ...NAMES, window: { start: START, end: START + HOUR } }).minutes;
    expect(minute).toMatchObject({ requests: 1, seconds: 0, elb504: 1, target5xx: 0 });
    expect(sum(minute?.histogram.counts ?? [])).toBe(0);
  });

  it('tell 500s of the target from 502s, 503s and 504s of the load balancer', () => {
    const by = (elbStatus: number, answered: boolean) =>
      request({ elbStatus, answered, targetStatus: answered ? elbStatus : undefined });
    const all = [
      by(500, true),
      by(503, true),
      by(504, true),
      by(502, false),
      by(503, false),
      by(504, false),
      by(460, false),
    ];
    expect(figuresOf(all, { ...NAMES, window: { start: START, end: START + HOUR } }).minutes).toMatchObject([
      { requests: 7, target5xx: 3, elb502: 2, elb504: 1, client460: 1 },
    ]);
  });

  it('sum up the seconds of the answered requests', () => {
    const { minutes, maxSeconds } = figuresOf(MADE, NAMES);
    const samples = samplesOf(inWindow);
    expect(sum(minutes.map(({ seconds }) => seconds))).toBeCloseTo(sum(samples), 6);
    expect(maxSeconds).toBe(Math.max(...samples));
  });

  it('have what precedes the window as baseline, from where there are requests', () => {
    const { baseline } = figuresOf(MADE, NAMES);
    expect(baseline?.window).toEqual({ start: START, end: WINDOW.start });
    expect(sum((baseline?.minutes ?? []).map(({ requests }) => requests))).toBe(MADE.length - inWindow.length);
  });

  it('have as many hours of baseline as asked for, and none where nothing precedes', () => {
    expect(figuresOf(MADE, { ...NAMES, baselineHours: 1 }).baseline?.window.start).toBe(START + HOUR);
    expect(figuresOf(MADE, { ...NAMES, baselineHours: 0 }).baseline).toBeUndefined();
    expect(figuresOf(inWindow, NAMES).baseline).toBeUndefined();
  });

  it('know neither routes nor 460s as metrics, and both as access logs', () => {
    const metrics = figuresOf(MADE, { ...NAMES, source: 'metrics' });
    const logs = figuresOf(MADE, { ...NAMES, source: 'access-logs' });
    expect(metrics.routes).toBeUndefined();
    expect(metrics.minutes.every((minute) => minute.client460 === undefined)).toBe(true);
    expect(sum(logs.minutes.map(({ client460 = -1 }) => client460))).toBe(truthCounts(MADE, WINDOW).cancelledHolds);
    expect(sum((logs.routes ?? []).map(({ requests }) => requests))).toBe(inWindow.length);
  });

  it('show which response times are not of held routes, where the held ones are known', () => {
    const productOf = (_: string, target: string) => (target.endsWith('/checkin') ? 'elastic-fleet' : undefined);
    const { minutes, routes } = figuresOf(MADE, { ...NAMES, source: 'access-logs', productOf });
    const unheld = sum(minutes.flatMap((minute) => minute.unheld?.counts ?? []));
    const answered = sum(minutes.flatMap((minute) => minute.histogram.counts));
    const checkin = routes?.find(({ held }) => held);
    expect(checkin).toMatchObject({ method: 'POST', path: '/api/fleet/agents/*/checkin', product: 'elastic-fleet' });
    expect(answered - unheld).toBe(checkin?.answered);
  });

  it('see long polls chain, and normal requests not', () => {
    const { routes = [] } = figuresOf(MADE, { ...NAMES, source: 'access-logs' });
    const chaining = (end: string) => routes.find(({ path }) => path.endsWith(end))?.chaining ?? -1;
    expect(chaining('/checkin')).toBeGreaterThan(0.85); // but for those that were cancelled
    expect(chaining('/')).toBeLessThan(0.1);
  });

  it('give each route its quantiles and statuses', () => {
    const all = [1, 2, 3, 4].map((seconds) => request({ durationSeconds: seconds, path: `/a/${seconds}` }));
    const window = { start: START, end: START + HOUR };
    const missing = request({ path: '/a/9', elbStatus: 404, targetStatus: 404, durationSeconds: 5 });
    const { routes } = figuresOf([...all, missing], { ...NAMES, window, source: 'access-logs' });
    expect(routes).toMatchObject([
      { path: '/a/*', requests: 5, answered: 5, p50: 3, p95: 5, max: 5, status2xx: 4, status4xx: 1, status5xx: 0 },
    ]);
  });
});

describe('histograms', () => {
  it('begin below a millisecond, end above 5,000 s, and have the edges that alarms count with', () => {
    expect(FIGURE_EDGES.slice(0, 2)).toEqual([0, Number((1.1 ** -73).toFixed(10))]);
    expect(FIGURE_EDGES.at(-2)).toBeGreaterThanOrEqual(5000);
    expect(FIGURE_EDGES.at(-1)).toBe(Infinity);
    expect(FIGURE_EDGES).toEqual(expect.arrayContaining([0.826446281, 9.8497326758, 45.2592555682, 228.7615623902]));
  });

  it('count lower edges out and upper edges in', () => {
    for (const [i, edge] of FIGURE_EDGES.entries()) {
      if (i === 0 || edge === Infinity) continue;
      expect(histogramOf([request({ durationSeconds: edge })]).counts.indexOf(1)).toBe(i - 1);
    }
  });

  it('have a place for every response time', () => {
    const odd = [0, 1e-6, 6000, 1e7].map((durationSeconds) => request({ durationSeconds }));
    const { counts } = histogramOf(odd);
    expect([counts[0], counts.at(-1)]).toEqual([2, 2]);
  });
});

describe('truth', () => {
  it('counts every request under one truth', () => {
    const { requests, answered, ...truths } = truthCounts(MADE);
    expect(requests).toBe(MADE.length);
    expect(sum(Object.values(truths))).toBe(requests);
    expect(answered).toBe(MADE.filter((r) => r.answered).length);
    expect(Object.values(truths).every((count) => count > 0)).toBe(true);
  });

  it('of a window and of what is around it add up to the whole', () => {
    const before = truthCounts(MADE, { start: START, end: WINDOW.start });
    const window = truthCounts(MADE, WINDOW);
    const whole = truthCounts(MADE);
    for (const key of Object.keys(whole) as (keyof typeof whole)[]) expect(before[key] + window[key]).toBe(whole[key]);
  });
});

describe('samples', () => {
  it('are the durations of answered requests by minute', () => {
    const minutes = samplesByMinute(MADE);
    expect([...minutes.values()].flat().toSorted()).toEqual(samplesOf(MADE).toSorted());
    const [at, samples] = [...minutes][10] ?? [0, []];
    expect(samples).toHaveLength(MADE.filter((r) => r.answered && Math.floor(endedAt(r) / 60) * 60 === at).length);
  });

  it('are stored minute by minute, with the counts between bin edges as they were', () => {
    const statistic = parseStatistic('TC(0.826446281:9.8497326758)');
    const samples = samplesByMinute(MADE);
    for (const [at, stored] of storedByMinute(MADE)) {
      expect(stored.compute(statistic)).toBeCloseTo(computeExact(statistic, samples.get(at) ?? []) as number, 6);
    }
  });
});

describe('paths', () => {
  it.each([
    ['/users/42/cart?x=1', '/users/*/cart'],
    ['/api/fleet/agents/9e9dfe60-3d9a-433b-a124-1c5c6b6140ba/acks', '/api/fleet/agents/*/acks'],
    ['/artifacts/0123456789abcdef', '/artifacts/*'],
    ['/v1/health', '/v1/health'],
    ['/', '/'],
  ])('%s is of route %s', (target, route) => {
    expect(normalisePath(target)).toBe(route);
  });
});
