import { describe, expect, it } from 'vitest';
import { matchProduct } from '../../../lib/core/holds/catalogue.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { figuresOf } from '../../../lib/core/traffic/figures.ts';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { headline, type TriageSettings, triage } from '../../../lib/core/triage/triage.ts';
import type { Verdict } from '../../../lib/core/triage/verdict.ts';
import { byHand, FLEET, figuresFrom, idlePolls, NOON, profileOf, SETTINGS } from './scenarios.ts';

const FIVE_AGENTS: TriageSettings = { ...SETTINGS, hold: FLEET, clients: 5, idleTimeoutSeconds: 300 };

function text(verdict: Verdict, id: string): string | undefined {
  return verdict.evidence.find((item) => item.id === id)?.text;
}

describe('the day of DOP-833', () => {
  const day = dop833Day({ seed: 833, day: NOON - 43_200 });
  const hours = (from: number, source: TargetGroupFigures['source']) => ({
    targetGroup: 'targetgroup/k8s-elastics-fleetser-73e2d6bc24/943f017f100becff',
    loadBalancer: 'app/k8s-elastics-eckfleet-a1b2c3d4e5/50dc6c495c0c9188',
    window: { start: from, end: from + 3600 },
    source,
    productOf: (method: string, target: string) => matchProduct(method, target)?.id,
  });
  const lastHour = day.day.to - 3600;

  it.each(['access-logs', 'metrics'] as const)(
    'is idle long polls for Fleet Server in its last hour (%s)',
    (source) => {
      const verdict = triage(figuresOf(day.fleet, hours(lastHour, source)), FIVE_AGENTS);
      expect(verdict).toMatchObject({ verdict: 'idle-long-polls', also: [], confidence: 'high' });
      expect(headline(verdict)).toBe(
        'Nothing is slow: the long response times are idle long polls of up to 300 s, working as intended.',
      );
    },
  );

  it.each(['access-logs', 'metrics'] as const)(
    'stays so through the policy change, which is named with its minute (%s)',
    (source) => {
      const verdict = triage(figuresOf(day.fleet, hours(NOON, source)), FIVE_AGENTS);
      expect(verdict).toMatchObject({ verdict: 'idle-long-polls', also: [] });
      expect(text(verdict, 'release-burst')).toMatch(/^[45] polls were answered early at 12:2[34] UTC.*policy change/);
    },
  );

  it('is slow requests for Elasticsearch, with the slow route and the time', () => {
    const verdict = triage(figuresOf(day.elasticsearch, hours(lastHour, 'access-logs')), {
      ...SETTINGS,
      idleTimeoutSeconds: 60,
    });
    expect(verdict).toMatchObject({ verdict: 'slow-requests', confidence: 'high' });
    expect(headline(verdict)).toMatch(
      /^Genuine slowness: \d+ requests \([23]\d(\.\d)? %\) took longer than 0\.826 s\.$/,
    );
    expect(verdict.nextSteps[0]).toMatch(/^Look at POST \/_bulk first: \d+ of \d+ requests were slow/);
    expect(text(verdict, 'slow-requests')).toMatch(/between 23:1[56] UTC and 23:4[56] UTC/);
  });

  it('explains by route why five agents make more than one request a minute', () => {
    const verdict = triage(figuresOf(day.fleet, hours(lastHour, 'access-logs')), FIVE_AGENTS);
    expect(text(verdict, 'poll-rate-expected')).toMatch(
      /^5 clients on 285 s holds make about 1\.05 requests a minute, [34](\.\d+)? were seen: the rest are GET \/api\/status \(\d/,
    );
  });

  it('says what the rest may be where there are no routes', () => {
    const verdict = triage(figuresOf(day.fleet, hours(lastHour, 'metrics')), FIVE_AGENTS);
    expect(text(verdict, 'poll-rate-expected')).toContain(
      'short calls (acknowledgements, artifacts, status), more clients',
    );
  });

  it('advises an idle timeout with room, whatever the verdict', () => {
    const verdict = triage(figuresOf(day.fleet, hours(lastHour, 'metrics')), FIVE_AGENTS);
    expect(text(verdict, 'idle-timeout-margin')).toBe('The idle timeout of 300 s leaves the longest holds no margin.');
    expect(verdict.nextSteps).toContain(
      'Raise the idle timeout of the load balancer from 300 to 600 s (idle_timeout.timeout_seconds).',
    );
    const roomy = triage(figuresOf(day.fleet, hours(lastHour, 'metrics')), { ...FIVE_AGENTS, idleTimeoutSeconds: 600 });
    expect(text(roomy, 'idle-timeout-margin')).toBeUndefined();
  });

  it('tells what cannot be known: hidden set-up time, best-effort logs, routes', () => {
    const limits = (source: TargetGroupFigures['source']) =>
      triage(figuresOf(day.fleet, hours(lastHour, source)), FIVE_AGENTS).limits.join(' ');
    expect(limits('metrics')).toContain('Metrics know no routes');
    expect(limits('metrics')).toContain('460');
    expect(limits('access-logs')).toContain('best-effort');
    expect(limits('access-logs')).toContain('setup time');
  });
});

it('agents that run stand-alone hold nothing, whatever their profile says', () => {
  const figures = byHand(60, () => ({ answered: [[0.05, 9], 3] }));
  const verdict = triage(figures, { ...SETTINGS, hold: { ...FLEET, standalone: true } });
  expect(verdict).toMatchObject({ verdict: 'slow-requests', counts: { slow: { value: 60, low: 60, high: 60 } } });
  expect(verdict.hold).toBeUndefined();
});

describe('clients', () => {
  const polls = (clients: number) => byHand(60, (i) => ({ answered: idlePolls(clients, i) }), { before: 60 });

  it('that differ from what the config says are named', () => {
    const verdict = triage(polls(9), { ...FIVE_AGENTS, idleTimeoutSeconds: 600 });
    expect(text(verdict, 'clients-differ')).toMatch(/^5 clients expected, about 9 seen/);
  });

  it('as many as the config says are not', () => {
    expect(text(triage(polls(5), FIVE_AGENTS), 'clients-differ')).toBeUndefined();
  });

  it('are counted from the baseline where the config is silent', () => {
    const gone = byHand(60, (i) => (i < 10 ? { answered: idlePolls(10, i) } : { answered: [0.05] }), { before: 120 });
    const verdict = triage(gone, { ...SETTINGS, hold: FLEET, idleTimeoutSeconds: 600 });
    expect(verdict).toMatchObject({ verdict: 'clients-gone', confidence: 'medium' });
    expect(text(verdict, 'clients-parked')).toContain('of 10 clients before');
  });

  it('parked are their number, within the range', () => {
    for (const clients of [5, 20, 60]) {
      const { parkedRequests } = triage(figuresFrom({ seed: clients, holds: [{ profile: FLEET, clients }] }), {
        ...SETTINGS,
        hold: FLEET,
      });
      expect(parkedRequests.low).toBeLessThan(clients);
      expect(parkedRequests.high).toBeGreaterThan(0.98 * clients);
      expect(parkedRequests.high - parkedRequests.low).toBeLessThan(0.25 * clients);
    }
  });
});

describe('the baseline', () => {
  it('is compared with: rate, slow share, parked requests', () => {
    const figures = byHand(
      60,
      (i) => ({ answered: [...idlePolls(10, i), [0.05, i < 0 ? 8 : 18], [3, i < 0 ? 0 : 2]] }),
      { before: 120 },
    );
    const verdict = triage(figures, { ...SETTINGS, hold: FLEET, idleTimeoutSeconds: 600 });
    expect(text(verdict, 'baseline-rate')).toBe('22.1 requests a minute, 10.1 before.');
    expect(text(verdict, 'baseline-slow-share')).toMatch(/^10 % slow, 0 % before\.$/);
    expect(verdict.baseline).toMatchObject({ slowSharePercent: 0, requestsPerMinute: 10.1 });
  });

  it('counts what hung as slow before as after', () => {
    const figures = byHand(60, () => ({ answered: [[0.05, 9]], elb504: 1 }), { before: 120 });
    expect(text(triage(figures, SETTINGS), 'baseline-slow-share')).toBe('10 % slow, 10 % before.');
  });

  it('shows what is usual where nothing came', () => {
    const silent = byHand(60, (i) => (i < 0 ? { answered: [[0.05, 4]] } : {}), { before: 60 });
    const verdict = triage(silent, SETTINGS);
    expect(verdict).toMatchObject({ verdict: 'no-data', confidence: 'high' });
    expect(text(verdict, 'no-requests')).toContain('before it there were 4 requests a minute');
  });

  it('may be missing, and what could not be read lowers the confidence', () => {
    const nothing = byHand(60, () => ({}));
    expect(triage(nothing, SETTINGS)).toMatchObject({ verdict: 'no-data', confidence: 'medium' });
    const unread = triage({ ...nothing, missing: ['Two files were cut short.'] }, SETTINGS);
    expect(unread).toMatchObject({ verdict: 'no-data', confidence: 'low' });
    expect(unread.limits).toContain('Two files were cut short.');
  });
});

describe('routes of an access log', () => {
  const verdict = triage(
    figuresFrom(
      {
        seed: 12,
        holds: [{ profile: FLEET, clients: 10 }],
        requests: {
          ratePerMinute: 120,
          routes: ['/a', '/b', '/c', '/d', '/e', '/f', '/g'].map((path) => ({ method: 'GET', path })),
        },
        slowdowns: [{ kind: 'wide', from: NOON, to: NOON + 3600, path: '/d' }],
      },
      { source: 'access-logs', hoursBefore: 1 },
    ),
    SETTINGS,
  );

  it('are the held ones and the slowest five of the rest, the slowest first', () => {
    expect(verdict.routes?.map(({ held }) => held)).toEqual([true, false, false, false, false, false]);
    expect(verdict.routes?.[1]).toMatchObject({ method: 'GET', path: '/d' });
    expect(verdict.routes?.[1]?.slow).toBe(verdict.counts.slow.value);
  });

  it('never call a held route slow', () => {
    expect(verdict.routes?.[0]).toMatchObject({ product: 'elastic-fleet', slow: 0 });
  });

  it('name the route to look at', () => {
    expect(verdict.verdict).toBe('idle-long-polls-and-slow-requests');
    expect(verdict.nextSteps[0]).toMatch(/^Look at GET \/d first/);
  });
});

describe('next steps and headlines', () => {
  it('raise the idle timeout that severs holds to twice the hold', () => {
    const settings = { ...SETTINGS, hold: profileOf('consul'), clients: 20, idleTimeoutSeconds: 300 };
    const severed = byHand(60, () => ({ answered: [0.05], elb504: 4 }));
    const verdict = triage(severed, settings);
    expect(verdict.nextSteps[0]).toBe(
      'Raise the idle timeout of the load balancer from 300 to 660 s (idle_timeout.timeout_seconds).',
    );
    expect(headline(verdict)).toContain('cuts long polls of up to 319 s with 504');
  });

  it('blame the target where the idle timeout is longer than the hold', () => {
    const settings = { ...SETTINGS, hold: FLEET, clients: 20, idleTimeoutSeconds: 900 };
    const verdict = triage(
      byHand(60, () => ({ answered: [0.05], elb504: 2 })),
      settings,
    );
    expect(verdict.verdict).toBe('severed-holds');
    expect(verdict.nextSteps[0]).toContain('The target does not end its holds');
  });

  it('point at health before anything else where no target is healthy', () => {
    const dead = { ...byHand(60, () => ({ elb502: 3 })), health: { healthyHosts: 0 } };
    expect(text(triage(dead, SETTINGS), 'healthy-targets')).toBe('No target is healthy.');
    const silent = { ...byHand(60, () => ({})), health: { healthyHosts: 0 } };
    expect(triage(silent, SETTINGS).nextSteps[0]).toContain('No target is healthy');
  });

  it('say that 504s without a known hold may be long polls', () => {
    const verdict = triage(
      byHand(60, () => ({ answered: [[0.05, 5]], elb504: 2 })),
      { ...SETTINGS, idleTimeoutSeconds: 60 },
    );
    expect(verdict).toMatchObject({ verdict: 'slow-requests', confidence: 'medium' });
    expect(headline(verdict)).toBe(
      'Requests hang: 120 ended with a 504 at the idle timeout, unless they are long polls that it severs.',
    );
    expect(text(verdict, 'time-outs')).toContain('or long polls that it severs');
    expect(verdict.nextSteps.join()).toContain('declare `hold` in the config');
  });

  it('mark minutes that may still change', () => {
    const figures = byHand(60, () => ({ answered: [[0.05, 5]] }));
    const verdict = triage({ ...figures, window: { ...figures.window, provisionalFrom: NOON + 3420 } }, SETTINGS);
    expect(verdict.window.provisionalFrom).toBe('2026-11-20T12:57:00.000Z');
    expect(verdict.limits).toContain('Minutes from 12:57 UTC on may still change.');
  });
});

it('names a single 502 of the load balancer, though one is no share of anything', () => {
  const verdict = triage(
    byHand(60, (i) => ({ answered: [0.05], elb502: i === 30 ? 1 : 0 })),
    SETTINGS,
  );

  expect(verdict.verdict).toBe('normal');
  expect(text(verdict, 'load-balancer-errors')).toMatch(
    /^1 request ended with a 502 or 503 of the load balancer itself/,
  );
});
