import { describe, expect, it } from 'vitest';
import { catalogueEntry, matchProduct } from '../../../lib/core/holds/catalogue.ts';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { figuresOf, truthCounts } from '../../../lib/core/traffic/figures.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { headline, type TriageSettings, triage } from '../../../lib/core/triage/triage.ts';
import type { Count, Verdict } from '../../../lib/core/triage/verdict.ts';
import { FLEET, figuresFrom, HOUR, NOON, SETTINGS, type Traffic } from './scenarios.ts';

const SOURCES = ['access-logs', 'simulation', 'metrics'] as const;
const PLAIN: Traffic = {
  seed: 5,
  idleTimeoutSeconds: 600,
  requests: { ratePerMinute: 20, routes: [{ method: 'GET', path: '/api/status' }] },
};
const POLLS: Traffic = { ...PLAIN, holds: [{ profile: FLEET, clients: 40 }] };
const KNOWN: TriageSettings = { ...SETTINGS, hold: FLEET, clients: 40, idleTimeoutSeconds: 600 };

const NOTHING_TO_DO = 'Nothing to do: no one needs to get up for idle long polls.';

function text(verdict: Verdict, id: string): string {
  return verdict.evidence.find((item) => item.id === id)?.text ?? '';
}

describe.each(SOURCES)('a declared hold that is not the one of the traffic (%s)', (source) => {
  const judge = (traffic: Traffic, hold: HoldProfile, clients?: number) =>
    triage(figuresFrom(traffic, { source }), { ...SETTINGS, hold, idleTimeoutSeconds: 1200, clients });

  it.each([
    ['twice as long', 600, 'normal'],
    ['half as long', 150, 'hold-overruns'],
  ])('%s is said to be, and nothing is sure', (_, ceilingSeconds, expected) => {
    for (const named of [FLEET, { ...FLEET, name: 'custom', routes: [] }]) {
      const verdict = judge(POLLS, { ...named, ceilingSeconds });
      expect(verdict.verdict).toBe(expected);
      expect(verdict.confidence).toBe(source === 'access-logs' ? 'medium' : 'low');
      expect(text(verdict, 'hold-contradicted')).toMatch(
        /^The config says holds of .*, but \d+ response times lie between/,
      );
      expect(verdict.nextSteps.join()).toContain('Compare `hold` in the config');
      expect(verdict.hold?.ceilingSeconds).toBe(ceilingSeconds);
    }
  });

  it('another product is judged by its own figures where routes show it', () => {
    const matrix = catalogueEntry('matrix-sync')?.profile ?? FLEET;
    const verdict = judge(POLLS, matrix);
    if (source !== 'access-logs') {
      expect(text(verdict, 'hold-contradicted')).not.toBe('');
      return;
    }
    expect(verdict).toMatchObject({ verdict: 'idle-long-polls', hold: { source: 'found', name: 'elastic-fleet' } });
    expect(text(verdict, 'expired-holds')).toContain('a hold of 270 to 300 s');
    expect(verdict.nextSteps).toEqual(['Set `hold: elastic-fleet` in the config.']);
  });

  it('nothing at all is said to be held', () => {
    const verdict = judge(PLAIN, FLEET);
    expect(verdict).toMatchObject({ verdict: 'normal', confidence: source === 'access-logs' ? 'medium' : 'low' });
    expect(text(verdict, 'hold-contradicted')).toMatch(/none of \d+ requests in the window or before it was held\.$/);
    expect(headline(verdict)).toContain('the traffic does not have that hold');
    expect(verdict.nextSteps.join()).toContain('`traffic: requests`');
  });

  it('clients that never were are not called gone for sure', () => {
    const verdict = judge(PLAIN, FLEET, 40);
    expect(verdict.verdict).toBe('clients-gone');
    expect(verdict.confidence).not.toBe('high');
    expect(headline(verdict)).toBe(
      'Clients are missing: the config expects long polls, but none of that hold was seen.',
    );
  });

  it('the right hold is not contradicted, through policy changes, clients that leave and severed polls', () => {
    const polls = (more: object): Traffic => ({ ...PLAIN, holds: [{ profile: FLEET, clients: 40, ...more }] });
    const traffics: Traffic[] = [
      POLLS,
      polls({ bursts: [{ at: NOON + 600 }, { at: NOON + 630 }] }),
      polls({ clientChanges: [{ at: NOON - 1800, clients: 0 }] }),
      { ...POLLS, idleTimeoutSeconds: 120 },
    ];
    for (const traffic of traffics) expect(text(judge(traffic, FLEET), 'hold-contradicted')).toBe('');
  });
});

it('a group declared as plain requests that holds is said to', () => {
  const verdict = triage(figuresFrom(POLLS, { source: 'metrics' }), { ...SETTINGS, traffic: 'requests' });
  expect(verdict.verdict).toBe('idle-long-polls');
  expect(text(verdict, 'hold-contradicted')).toContain(
    '`traffic: requests`, but requests are held here for 270 to 300 s',
  );
  expect(verdict.nextSteps).toEqual([expect.stringContaining('Set `traffic: mixed` and `hold: elastic-fleet`')]);
  const exempt = triage(figuresFrom(POLLS, { source: 'metrics' }), { ...SETTINGS, traffic: 'exempt' });
  expect(exempt.nextSteps).toEqual([NOTHING_TO_DO]);
});

it('nothing slow is no slowdown, however wrong the declared hold', () => {
  const profile = { ...FLEET, name: 'custom', ceilingSeconds: 45, spreadSeconds: 0, routes: [] };
  const holds = [{ profile, clients: 12, earlyShare: 0.1, method: 'GET', path: '/poll' }];
  const hold = { ...FLEET, name: 'custom', routes: [] };
  const verdict = triage(figuresFrom({ ...PLAIN, holds }, { source: 'access-logs' }), { ...SETTINGS, hold });
  expect(verdict.counts.slow.value).toBe(0);
  expect([verdict.verdict, ...verdict.also].join()).not.toContain('slow');
});

describe('next steps', () => {
  it('say that there is nothing to do beside idle long polls alone', () => {
    const slowdowns = [{ kind: 'wide' as const, from: NOON, to: NOON + 3600 }];
    expect(triage(figuresFrom(POLLS), KNOWN).nextSteps).toContain(NOTHING_TO_DO);
    expect(triage(figuresFrom({ ...POLLS, slowdowns }), KNOWN).nextSteps).not.toContain(NOTHING_TO_DO);
  });

  it('name the route in doubt, and do not send to the logs who comes from there', () => {
    const slowdowns = [{ kind: 'fixed-timeout' as const, from: NOON - 10_800, to: NOON + 3600 }];
    const steps = (source: TargetGroupFigures['source']) => {
      const verdict = triage(figuresFrom({ ...PLAIN, slowdowns }, { source }), SETTINGS);
      expect(verdict.verdict).toBe('not-separable');
      expect(text(verdict, 'baseline-slow-share')).toBe('');
      return verdict.nextSteps.join(' ');
    };
    expect(steps('access-logs')).toContain('See what GET /api/status waits for');
    expect(steps('access-logs')).not.toContain('Or triage access logs');
    expect(steps('metrics')).toContain('Or triage access logs');
  });

  it('do not ask for a hold that is declared', () => {
    const verdict = triage(figuresFrom(POLLS, { source: 'metrics' }), { ...KNOWN, objectiveSeconds: 100 });
    expect(verdict.verdict).toBe('not-separable');
    expect(verdict.nextSteps.join()).not.toContain('declare');
  });

  it('tell how requests were slow that nobody answered', () => {
    const slowdowns = [{ kind: 'hanging' as const, from: NOON, to: NOON + 1800 }];
    const verdict = triage(
      figuresFrom({ ...PLAIN, idleTimeoutSeconds: 60, slowdowns }, { source: 'access-logs' }),
      SETTINGS,
    );
    expect(verdict.nextSteps[0]).toMatch(/^Look at GET \/api\/status first: .*\(all ended with a 504\)\.$/);
  });
});

it('requests that their clients give up are named, with the route and the time', () => {
  const profile = { ...FLEET, name: 'custom', routes: [] };
  const holds = [{ profile, clients: 6, method: 'GET', path: '/export', clientTimeoutSeconds: 20 }];
  const verdict = triage(figuresFrom({ ...PLAIN, holds }, { source: 'access-logs' }), SETTINGS);
  expect(verdict).toMatchObject({ verdict: 'normal', confidence: 'medium' });
  expect(text(verdict, 'given-up')).toMatch(
    /^\d+ requests ended with a 460: the client gave up .*, most after about 20 s\.$/,
  );
  expect(headline(verdict)).toMatch(/^Nothing that was answered stands out, but clients gave up before \d+ answers\.$/);
  expect(verdict.nextSteps.join()).toContain('GET /export');
});

describe('sentences', () => {
  it('miss clients over the time they are missed in, not over the hour', () => {
    const holds = [{ profile: FLEET, clients: 40, clientChanges: [{ at: NOON + 1800, clients: 0 }] }];
    const verdict = triage(figuresFrom({ ...PLAIN, holds }), KNOWN);
    expect(headline(verdict)).toMatch(/^Clients are gone: only 0 polls parked of late/);
  });

  it.each(SOURCES)('count the polls of a storm as polls (%s)', (source) => {
    const storms = [{ from: NOON + 1800, to: NOON + 3600, gapSeconds: 2 }];
    const holds = [{ profile: FLEET, clients: 10, storms }];
    const traffic = { ...PLAIN, from: NOON - 10_800, to: NOON + 3600, holds };
    const requests = simulate(traffic);
    const figures = figuresOf(requests, {
      targetGroup: 'targetgroup/x/1',
      loadBalancer: 'app/x/1',
      window: HOUR,
      source,
      productOf: (method, target) => matchProduct(method, target)?.id,
    });
    const verdict = triage(figures, { ...KNOWN, clients: 10 });
    const truth = truthCounts(requests, HOUR);
    expect(verdict.verdict).toBe('poll-storm');
    expect(inside(verdict.counts.fast, truth.fast) && inside(verdict.counts.earlyReleases, truth.earlyReleases)).toBe(
      true,
    );
    expect(text(verdict, 'poll-rate-expected')).toContain('polls a minute were answered');
    expect([text(verdict, 'clients-differ'), text(verdict, 'release-burst')]).toEqual(['', '']);
  });

  it('say that severed polls are not among the parked', () => {
    const traffic = { ...POLLS, idleTimeoutSeconds: 280 };
    const verdict = triage(figuresFrom(traffic), { ...KNOWN, idleTimeoutSeconds: 280 });
    expect(text(verdict, 'parked-requests')).toContain('severed ones have no response time');
    expect(text(verdict, 'clients-differ')).toBe('');
  });
});

describe.each(['simulation', 'metrics'] as const)('what releases may have made is not slow for sure (%s)', (source) => {
  it.each([
    ['two policy changes within half a minute', [1800, 1830]],
    ['releases seconds apart', [1500, 1504, 1508, 2400, 2403]],
  ])('%s', (_, times) => {
    for (const seed of [1, 2, 3]) {
      const holds = [{ profile: FLEET, clients: 40, bursts: times.map((at) => ({ at: NOON + at })) }];
      const { verdict, counts } = triage(figuresFrom({ ...PLAIN, seed, holds }, { source }), KNOWN);
      expect(verdict).toBe('idle-long-polls');
      expect(counts.slow.low).toBe(0);
      expect(counts.slow.value).toBeLessThan(5);
      expect(inside(counts.earlyReleases, 40 * times.length)).toBe(true);
    }
  });
});

it('a broadcast that finds all polls in their last seconds is within the range', () => {
  const profile = { ...FLEET, spreadSeconds: 0 };
  const holds = [
    { profile, clients: 40, phases: 'locked' as const, bursts: [{ at: NOON + 305 }, { at: NOON + 1500 }] },
  ];
  const requests = simulate({ ...PLAIN, from: NOON - 10_800, to: NOON + 3600, holds });
  const productOf = (method: string, target: string) => matchProduct(method, target)?.id;
  for (const source of SOURCES) {
    const names = { targetGroup: 'targetgroup/x/1', loadBalancer: 'app/x/1', window: HOUR, source, productOf };
    const { counts } = triage(figuresOf(requests, names), { ...KNOWN, hold: profile });
    expect(inside(counts.earlyReleases, truthCounts(requests, HOUR).earlyReleases)).toBe(true);
  }
});

it.each(['signalr', 'consul', 'matrix-sync'])('busy %s is idle long polls, nothing of it slow', (id) => {
  const profile = catalogueEntry(id)?.profile ?? FLEET;
  for (const earlyShare of [0.1, 0.3, 0.6]) {
    const traffic = { ...PLAIN, holds: [{ profile, clients: 30, earlyShare }] };
    for (const source of SOURCES) {
      const settings = { ...SETTINGS, idleTimeoutSeconds: 600 };
      const { verdict, also } = triage(figuresFrom(traffic, { source }), settings);
      expect([verdict, ...also]).toEqual(['idle-long-polls']);
    }
  }
});

function inside({ low, high }: Count, truth: number): boolean {
  return low <= truth && truth <= high;
}
