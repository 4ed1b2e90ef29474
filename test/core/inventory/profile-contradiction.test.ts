import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import { type Classified, classify } from '../../../lib/core/inventory/discover-classify.ts';
import { profileContradiction } from '../../../lib/core/inventory/profile-contradiction.ts';
import { FLEET, figuresFrom, HOUR, profileOf, type Traffic } from '../triage/scenarios.ts';
import { COUNTED, knownClients, targetOf } from './_clients.ts';

const SETTINGS = { objectiveSeconds: 0.8, idleTimeoutSeconds: 4000 };
const found = (traffic: Traffic): Classified => classify(figuresFrom(traffic, { source: 'metrics' }), SETTINGS);
const POLLS: Traffic = { seed: 1, idleTimeoutSeconds: 4000, holds: [{ profile: FLEET, clients: 30 }] };
const PLAIN: Traffic = { seed: 1, requests: { ratePerMinute: 60 } };
const [polls, plain] = [found(POLLS), found(PLAIN)];
/** One product of each length that several have. */
const SHARED = new Set(['consul', 'cometd', 'gitlab-runner', 'apollo']);
const MIXED = { traffic: 'mixed' } as const;

describe('The traffic contradicts the config', () => {
  it.each([
    [
      'requests where requests are held',
      targetOf({ traffic: 'requests' }),
      polls,
      'says traffic: requests, but requests are held here, from 270 s to 300 s',
    ],
    [
      'holds where none are',
      targetOf({ ...MIXED, hold: FLEET }),
      plain,
      /^The config says traffic: mixed, but none of 1\d,\d{3} requests was held\.$/,
    ],
    [
      'holds of another length',
      targetOf({ ...MIXED, hold: profileOf('signalr') }),
      polls,
      'holds from 90 s to 90 s, but those here last from 270 s to 300 s',
    ],
    [
      'agents that stand alone where something is held',
      targetOf({ hold: { ...FLEET, standalone: true } }),
      polls,
      'holds nothing here, but requests are held, from 270 s',
    ],
  ])('of %s', (_, target, traffic, words) => {
    expect(profileContradiction(target, traffic)).toMatch(words);
  });

  it.each([
    ['the same hold', targetOf({ hold: FLEET }), polls],
    ['requests', targetOf({ traffic: 'requests' }), plain],
    ['an exempt target', targetOf({ traffic: 'exempt', hold: FLEET }), plain],
    ['agents that stand alone and hold nothing', targetOf({ hold: { ...FLEET, standalone: true } }), plain],
  ])('never of %s', (_, target, traffic) => {
    expect(profileContradiction(target, traffic)).toBeUndefined();
  });

  it('never by what is not sure', () => {
    const slowdowns = [{ kind: 'fixed-timeout' as const, from: HOUR.start - 10_800, to: HOUR.end }];
    const unsure = found({ ...PLAIN, slowdowns });

    expect(unsure.hold).toBeDefined();
    expect(profileContradiction(targetOf({ traffic: 'requests' }), unsure)).toBeUndefined();
  });

  it('never where a second product holds more, and the declared one holds as well', () => {
    const traffic = {
      ...POLLS,
      holds: [
        { profile: FLEET, clients: 5 },
        { profile: profileOf('cometd'), clients: 40 },
      ],
    };
    const both = found({ ...traffic, seed: 3 });

    expect(both.hold?.ceilingSeconds).toBeCloseTo(31, -1);
    expect(profileContradiction(targetOf({ ...MIXED, hold: FLEET }), both)).toBeUndefined();
    expect(profileContradiction(targetOf({ ...MIXED, hold: profileOf('signalr') }), both)).toBeDefined();
  });

  it.each(COUNTED.filter(({ id }) => SHARED.has(id)).map((entry) => [entry.id, entry] as const))(
    'never of a product that holds as long as %s',
    (_, entry) => {
      const { figures } = knownClients(entry, 5);
      const traffic = classify(figures, SETTINGS);
      const alike = CATALOGUE.filter(
        ({ profile: { ceilingSeconds, spreadSeconds } }) =>
          ceilingSeconds === entry.profile.ceilingSeconds && spreadSeconds === entry.profile.spreadSeconds,
      );

      expect(alike.length).toBeGreaterThan(1);
      for (const { profile } of alike) {
        expect(profileContradiction(targetOf({ ...MIXED, hold: profile }), traffic)).toBeUndefined();
      }
      expect(profileContradiction(targetOf({ traffic: 'requests' }), traffic)).toContain('are held here');
    },
  );
});
