import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import { holdTo } from '../../../lib/core/holds/profile.ts';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { findHold } from '../../../lib/core/triage/find-hold.ts';
import { triage } from '../../../lib/core/triage/triage.ts';
import { FLEET, figuresFrom, NOON, profileOf, SETTINGS, type Traffic } from './scenarios.ts';

const objectiveSeconds = 0.8;
const others = { ratePerMinute: 20, routes: [{ method: 'GET', path: '/api/orders' }] };

/** Products whose hold a load balancer sees, and that the model works for. */
const FINDABLE = CATALOGUE.filter((entry) => entry.held && entry.headers === 'held' && entry.refusal === undefined);

function traffic(id: string, more: Partial<Traffic> = {}): Traffic {
  const entry = FINDABLE.find((each) => each.id === id);
  const profile = profileOf(id);
  const [example] = entry?.examples ?? [];
  const [method, path] = example?.split(' ') ?? [];
  const hold = { profile, clients: 30, ...(method && path && { method, path }) };
  return { seed: 5, idleTimeoutSeconds: 4000, requests: others, holds: [hold], ...more };
}

describe('every product of the catalogue', () => {
  it('is more than a handful', () => {
    expect(FINDABLE.length).toBeGreaterThan(15);
  });

  it.each(FINDABLE.map(({ id }) => id))('%s is recognised by its route', (id) => {
    const found = findHold(figuresFrom(traffic(id), { source: 'access-logs', hoursBefore: 0 }), { objectiveSeconds });
    expect(found).toMatchObject({ profile: { name: id }, confidence: 'high', separable: true });
    expect(Math.abs(holdTo(found?.profile ?? FLEET) - holdTo(profileOf(id)))).toBeLessThan(
      0.05 * holdTo(profileOf(id)),
    );
  });

  it.each(FINDABLE.map(({ id }) => id))('the hold of %s is found without routes', (id) => {
    const figures = figuresFrom(traffic(id), { source: 'metrics' });
    const found = findHold(figures, { objectiveSeconds, idleTimeoutSeconds: 4000 });
    expect(found?.separable).toBe(true);
    expect(Math.abs(holdTo(found?.profile ?? FLEET) - holdTo(profileOf(id)))).toBeLessThan(0.1 * holdTo(profileOf(id)));
    expect(triage(figures, { ...SETTINGS, idleTimeoutSeconds: 4000 }).verdict).toBe('idle-long-polls');
  });
});

describe('a hold nobody has heard of', () => {
  const profile = { ...FLEET, name: 'custom', ceilingSeconds: 77, spreadSeconds: 0, routes: [] };
  const unknown: Traffic = {
    seed: 9,
    idleTimeoutSeconds: 120,
    requests: others,
    holds: [{ profile, clients: 12, method: 'GET', path: '/wait' }],
  };

  it('is found by its clients asking again, with certainty', () => {
    const found = findHold(figuresFrom(unknown, { source: 'access-logs', hoursBefore: 0 }), { objectiveSeconds });
    expect(found).toMatchObject({
      confidence: 'high',
      profile: { name: 'found', ceilingSeconds: 77, spreadSeconds: 0 },
    });
    expect(found?.reason).toContain('GET /wait');
  });

  it('is found without routes by its steady band, with less', () => {
    const found = findHold(figuresFrom(unknown, { source: 'metrics' }), { objectiveSeconds, idleTimeoutSeconds: 120 });
    expect(found).toMatchObject({ confidence: 'medium', separable: true, profile: { ceilingSeconds: 77 } });
  });

  it('is told to be declared with its figures', () => {
    const verdict = triage(figuresFrom(unknown, { source: 'access-logs', hoursBefore: 0 }), SETTINGS);
    expect(verdict.nextSteps.join()).toContain('hold: { ceiling: 77s, spread: 0s }');
  });
});

describe('clients that all poll in step', () => {
  it('are as steady as any, though what ends in a piece of time is not', () => {
    const profile = profileOf('elasticsearch-fleet-checkpoints');
    for (const seed of [1, 2, 3]) {
      const holds = [{ profile, clients: 30, phases: 'locked' as const, gapSeconds: 0.1 }];
      const figures = figuresFrom({ seed, holds }, { source: 'metrics', hoursBefore: 5 });

      expect(findHold(figures, { objectiveSeconds })).toMatchObject({ separable: true, confidence: 'medium' });
    }
  });
});

describe('clients that go in the evening', () => {
  it('are as steady as any from one piece of the day to the next', () => {
    const begin = NOON - 8 * 3600;
    const profile = { ...FLEET, name: 'custom', ceilingSeconds: 77, spreadSeconds: 0, routes: [] };
    const clientChanges = Array.from({ length: 9 }, (_, hour) => ({
      at: begin + 3600 * hour,
      clients: 36 - 4 * hour,
      overSeconds: 1800,
    }));
    const holds = [{ profile, clients: 36, method: 'GET', path: '/wait', clientChanges }];
    for (const seed of [1, 2, 3]) {
      const figures = figuresFrom({ seed, holds }, { source: 'metrics', hoursBefore: 8 });

      expect(findHold(figures, { objectiveSeconds })).toMatchObject({ separable: true, confidence: 'medium' });
    }
  });
});

describe('a hold measured among early releases', () => {
  it.each([
    ['no jitter', 45, 0, 0.5],
    ['jitter', 300, -30, 0.2],
    ['no jitter at all', 30, 0, 0.3],
  ])('has %s where it has', (_, ceilingSeconds, spreadSeconds, earlyShare) => {
    const profile = { ...FLEET, name: 'custom', ceilingSeconds, spreadSeconds, releaseLaw: 'message-driven' as const };
    const holds = [{ profile, clients: 40, earlyShare, method: 'GET', path: '/wait' }];
    for (const seed of [1, 2, 3]) {
      const figures = figuresFrom({ seed, requests: others, holds }, { source: 'access-logs', hoursBefore: 0 });
      const found = findHold(figures, { objectiveSeconds });
      expect(Math.abs((found?.profile.ceilingSeconds ?? 0) - ceilingSeconds)).toBeLessThanOrEqual(1);
      expect(Math.abs((found?.profile.spreadSeconds ?? 1) - spreadSeconds)).toBeLessThanOrEqual(0.03 * ceilingSeconds);
    }
  });
});

describe('a hold set to another length', () => {
  it('is measured, not taken from the catalogue', () => {
    const longer = { ...FLEET, ceilingSeconds: 600 };
    const figures = figuresFrom({ seed: 3, holds: [{ profile: longer, clients: 20 }] }, { source: 'access-logs' });
    const found = findHold(figures, { objectiveSeconds });
    expect(found?.profile).toMatchObject({ name: 'elastic-fleet' });
    expect(found?.profile.ceilingSeconds).toBeGreaterThan(590);
    expect(found?.profile.ceilingSeconds).toBeLessThanOrEqual(602);
  });

  it('and switched off is no hold at all', () => {
    const path = '/api/v4/jobs/request';
    const figures = figuresFrom(
      { seed: 3, requests: { ratePerMinute: 30, routes: [{ method: 'POST', path }] } },
      { source: 'access-logs', hoursBefore: 0 },
    );
    expect(figures.routes?.[0]?.held).toBe(true);
    expect(findHold(figures, { objectiveSeconds })).toBeUndefined();
    expect(triage(figures, SETTINGS).verdict).toBe('normal');
  });
});

describe('what only looks like a hold is not believed', () => {
  const seeds = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    // Common time-outs, ceilings that products of the catalogue hold for without jitter, and none of either.
    seconds: fc.constantFrom(5, 7, 10, 25, 29.5, 30, 50, 55, 60, 90, 240),
    source: fc.constantFrom<TargetGroupFigures['source']>('access-logs', 'simulation', 'metrics'),
  });
  const always = { from: NOON - 10_800, to: NOON + 3600 };

  it('a dependency that gives up after a fixed time', () => {
    fc.assert(
      fc.property(seeds, ({ seed, seconds, source }) => {
        const slowdowns = [{ kind: 'fixed-timeout' as const, seconds, ...always }];
        const figures = figuresFrom({ seed, requests: { ratePerMinute: 20 }, slowdowns }, { source });
        expect(findHold(figures, { objectiveSeconds, idleTimeoutSeconds: 600 })?.separable ?? false).toBe(false);
        expect(triage(figures, { ...SETTINGS, idleTimeoutSeconds: 600 }).verdict).toBe('not-separable');
      }),
      { numRuns: 33 },
    );
  });

  it.each([
    ['answers 5xx', { errorShare: 1, ...always }, '5xx'],
    ['began with the window', { from: NOON, to: NOON + 3600 }, 'the time before had none'],
  ])('one that %s: the reason says so', (_, how, words) => {
    const slowdowns = [{ kind: 'fixed-timeout' as const, ...how }];
    const figures = figuresFrom({ seed: 4, requests: { ratePerMinute: 30 }, slowdowns }, { source: 'metrics' });
    expect(findHold(figures, { objectiveSeconds })?.reason).toContain(words);
  });

  it('one that grows with the traffic: the reason says so', () => {
    const requests = { ratePerMinute: 30, diurnal: { swing: 0.95, peakHour: 12 } };
    const slowdowns = [{ kind: 'fixed-timeout' as const, from: NOON - 36_000, to: NOON + 3600 }];
    const figures = figuresFrom({ seed: 4, requests, slowdowns }, { source: 'metrics', hoursBefore: 10 });
    expect(findHold(figures, { objectiveSeconds })?.reason).toContain('grow with the traffic');
  });

  it('ordinary slowness, which has no ceiling', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom('wide' as const, 'tail' as const, 'near' as const),
        (seed, kind) => {
          const slowdowns = [{ kind, from: NOON, to: NOON + 3600 }];
          const figures = figuresFrom({ seed, requests: { ratePerMinute: 60 }, slowdowns }, { source: 'metrics' });
          expect(findHold(figures, { objectiveSeconds })).toBeUndefined();
        },
      ),
      { numRuns: 12 },
    );
  });

  it('a job that a timer starts every few minutes, however steady: nobody waits most of the time', () => {
    const profile = { ...FLEET, name: 'job', ceilingSeconds: 30, spreadSeconds: 0, routes: [] };
    const timer = (gapSeconds: number) => [{ profile, clients: 2, gapSeconds, method: 'POST', path: '/job' }];
    const separable = (gapSeconds: number) =>
      findHold(figuresFrom({ seed: 1, holds: timer(gapSeconds) }, { source: 'metrics' }), { objectiveSeconds })
        ?.separable;

    expect([separable(90), separable(1)]).toEqual([false, true]);
  });

  it('fewer than ten long responses', () => {
    const figures = figuresFrom(
      { seed: 2, holds: [{ profile: FLEET, clients: 2 }] },
      { source: 'metrics', hoursBefore: 0, window: { start: NOON, end: NOON + 1200 } },
    );
    expect(findHold(figures, { objectiveSeconds })).toBeUndefined();
  });
});
