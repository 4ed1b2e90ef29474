import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import { holdTo } from '../../../lib/core/holds/profile.ts';
import { classify } from '../../../lib/core/inventory/discover-classify.ts';
import { byHand, FLEET, figuresFrom, NOON, profileOf, type Traffic } from '../triage/scenarios.ts';

const SETTINGS = { objectiveSeconds: 0.8, idleTimeoutSeconds: 4000 };
const DEFAULT_IDLE = { objectiveSeconds: 0.8, idleTimeoutSeconds: 60 };
const WATCHED = CATALOGUE.filter((entry) => entry.held && entry.headers === 'held' && entry.refusal === undefined);
const others = (ratePerMinute: number) => ({ ratePerMinute, routes: [{ method: 'GET', path: '/api/orders' }] });

const seen = (traffic: Traffic, settings = SETTINGS) => classify(figuresFrom(traffic, { source: 'metrics' }), settings);
const ids = ({ evidence }: ReturnType<typeof classify>) => evidence.map(({ id }) => id);

describe('A target group of a catalogue product', () => {
  it.each(WATCHED.map(({ id }) => id))('%s is found by its metrics, the hold as long as it is', (id) => {
    const profile = profileOf(id);
    const found = seen({ seed: 11, idleTimeoutSeconds: 4000, requests: others(20), holds: [{ profile, clients: 30 }] });

    expect(['mixed', 'long-polls']).toContain(found.traffic);
    expect(found.confidence).not.toBe('low');
    const longest = holdTo(found.hold ?? FLEET);
    expect(Math.abs(longest - holdTo(profile))).toBeLessThan(0.1 * holdTo(profile));
  });

  it('has its name where the spread of its holds tells it apart', () => {
    const found = seen({ seed: 1, idleTimeoutSeconds: 4000, holds: [{ profile: FLEET, clients: 30 }] });

    expect(found).toMatchObject({ traffic: 'long-polls', confidence: 'high', hold: { name: 'elastic-fleet' } });
  });

  it('is mixed as soon as holds are the smaller part', () => {
    const holds = [{ profile: FLEET, clients: 30 }];
    const traffic = (rate: number) => seen({ seed: 3, idleTimeoutSeconds: 600, requests: others(rate), holds }).traffic;

    expect([traffic(2), traffic(60)]).toEqual(['long-polls', 'mixed']);
  });
});

describe('Polls that are released early', () => {
  it('are polls, not other requests among holds', () => {
    const holds = [{ profile: profileOf('cometd'), clients: 10, earlyShare: 0.5 }];
    const found = seen({ seed: 3, idleTimeoutSeconds: 60, requests: others(55), holds }, DEFAULT_IDLE);

    expect(found.traffic).toBe('long-polls');
    expect(found.evidence.at(-1)?.text).toMatch(/ended with a hold, about .* were released before, .* otherwise\.$/);
  });
});

describe('A target group that holds nothing', () => {
  it('is requests, certainly with many of them over hours', () => {
    const found = seen({ seed: 2, requests: others(60) }, DEFAULT_IDLE);

    expect(found).toMatchObject({ traffic: 'requests', confidence: 'high' });
    expect(found.hold).toBeUndefined();
  });

  it('is less certain the fewer requests there were', () => {
    const confidence = (ratePerMinute: number) =>
      seen({ seed: 2, requests: others(ratePerMinute) }, DEFAULT_IDLE).confidence;

    expect([confidence(2), confidence(0.2)]).toEqual(['medium', 'low']);
  });

  it('is doubted where responses are long and spread out', () => {
    const slowdowns = [{ kind: 'tail' as const, from: NOON - 10_800, to: NOON + 3600, seconds: 8 }];
    const found = seen({ seed: 4, requests: others(60), slowdowns }, DEFAULT_IDLE);

    expect(found).toMatchObject({ traffic: 'requests', confidence: 'low' });
    expect(ids(found)).toContain('long-responses');
  });

  it('is likely, not certain, where a few of very many were long', () => {
    const figures = byHand(240, () => ({ answered: [[0.05, 200]] }));
    const long = byHand(240, (minute) => ({ answered: [[0.05, 200], ...(minute % 12 === 0 ? [5 + minute / 4] : [])] }));

    expect(classify(figures, DEFAULT_IDLE).confidence).toBe('high');
    expect(classify(long, DEFAULT_IDLE)).toMatchObject({ traffic: 'requests', confidence: 'medium' });
  });

  it('is doubted where long responses meet an idle timeout that somebody raised', () => {
    const figures = byHand(1, () => ({
      answered: [
        [0.05, 2000],
        [12, 3],
      ],
    }));

    expect(ids(classify(figures, SETTINGS))).toContain('idle-timeout-raised');
    expect(ids(classify(figures, DEFAULT_IDLE))).not.toContain('idle-timeout-raised');
  });
});

describe('The trap', () => {
  it('a dependency that gives up after a fixed 30 s is unknown, and never a hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(10, 20, 60), (seed, ratePerMinute) => {
        const slowdowns = [{ kind: 'fixed-timeout' as const, from: NOON - 10_800, to: NOON + 3600, seconds: 30 }];
        const found = seen({ seed, requests: others(ratePerMinute), slowdowns });

        expect(found).toMatchObject({ traffic: 'unknown', confidence: 'low' });
        expect(ids(found)[0]).toBe('not-separable');
      }),
      { numRuns: 12 },
    );
  });
});

describe('Holds that never end', () => {
  it('are unknown, not requests, where the idle timeout cuts them', () => {
    const holds = [{ profile: profileOf('consul'), clients: 30 }];
    const found = seen({ seed: 6, idleTimeoutSeconds: 60, requests: others(5), holds }, DEFAULT_IDLE);

    expect(found).toMatchObject({ traffic: 'unknown', confidence: 'low' });
    expect(ids(found)).toEqual(['cut-by-idle-timeout']);
  });

  it('are no reason to doubt where a neighbour behind the same load balancer has them', () => {
    // 504s are the load balancer's: this group answered all of its requests.
    const figures = byHand(1, () => ({ answered: [[0.05, 2000]], elb504: 500 }));

    expect(
      classify({ ...figures, minutes: figures.minutes.map((m) => ({ ...m, requests: 2000 })) }, DEFAULT_IDLE).traffic,
    ).toBe('requests');
  });
});

describe('A target group without figures', () => {
  it('has no traffic where nobody sent a request, which is certain', () => {
    expect(
      classify(
        byHand(1, () => ({})),
        SETTINGS,
      ),
    ).toMatchObject({ traffic: 'no-traffic', confidence: 'high', requests: 0 });
  });

  it('has no traffic, but not for certain, where a part could not be read', () => {
    const figures = { ...byHand(1, () => ({})), missing: ['A page was not read.'] };

    expect(classify(figures, SETTINGS)).toMatchObject({ traffic: 'no-traffic', confidence: 'low' });
  });

  it('is unknown with the reason where they could not be read', () => {
    const figures = { ...byHand(1, () => ({})), unread: { reason: 'It was denied.', nextStep: 'Allow it.' } };

    expect(classify(figures, SETTINGS)).toMatchObject({
      traffic: 'unknown',
      confidence: 'low',
      evidence: [{ id: 'figures-unread', text: 'It was denied.' }],
    });
  });
});
