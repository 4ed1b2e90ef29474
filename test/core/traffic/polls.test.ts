import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endedAt, type SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import type { HoldTraffic } from '../../../lib/core/traffic/scenario.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import {
  byClient,
  CONSUL,
  durations,
  expectLaw,
  expectShare,
  FLEET,
  HOUR,
  holdScenario,
  MATRIX,
  ofTruth,
  START,
  uniformLaw,
  waitsAfter,
} from './_scenarios.ts';

const polls = (hold: Partial<HoldTraffic> = {}, hours = 1, seed = 1) => simulate(holdScenario(hold, hours, seed));

describe('idle polls', () => {
  it('last the ceiling less a uniform jitter where the product subtracts it', () => {
    const made = polls({ profile: FLEET }, 4);
    expect(ofTruth(made, 'expired-hold')).toHaveLength(made.length);
    expectLaw(durations(made), uniformLaw(270, 300));
  });

  it('last the ceiling and a uniform jitter where the product adds it', () => {
    expectLaw(durations(polls({ profile: CONSUL }, 4)), uniformLaw(300, 318.75));
  });

  it('last the ceiling and hardly more where there is no jitter', () => {
    const made = durations(polls({ profile: MATRIX }));
    expect(Math.min(...made)).toBeGreaterThan(30);
    expect(Math.max(...made)).toBeLessThan(30.1);
  });

  it('are asked again after a gap of 0.5 to 1.5 s, evenly', () => {
    expectLaw(waitsAfter(polls({ profile: MATRIX })), uniformLaw(0.5, 1.5));
  });

  it('keep as many requests parked as there are clients, less the gaps (Little’s law)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.integer(), (clients, seed) => {
        const seconds = durations(polls({ clients }, 4, seed)).reduce((sum, s) => sum + s, 0);
        const busy = 285 / 286;
        // Polls in flight at either end of four hours blur the count by less than half a poll a client.
        expect(Math.abs(seconds / (4 * HOUR) / clients - busy)).toBeLessThan(0.01);
      }),
      { numRuns: 8 },
    );
  });

  it('go to the product’s own route, with an id for each star and every query parameter', () => {
    expect(polls({ profile: FLEET })[0]).toMatchObject({ method: 'POST', targetStatus: 200 });
    expect(polls({ profile: FLEET })[0]?.path).toMatch(/^\/api\/fleet\/agents\/[0-9a-f-]{36}\/checkin$/);
    expect(polls({ profile: CONSUL })[0]?.path).toMatch(/^\/v1\/[0-9a-f-]{36}\?index=\d+$/);
    expect(polls({ profile: MATRIX })[0]?.path).toBe('/_matrix/client/v3/sync?timeout=30');
  });

  it('have the statuses, the method and the names asked for', () => {
    const made = polls({ statuses: { expired: 304, released: 200 }, method: 'GET', path: '/n', clientPrefix: 'app' });
    expect(made.every((r) => r.elbStatus === 304 && r.method === 'GET' && r.path === '/n')).toBe(true);
    expect(made[0]?.client).toMatch(/^app-\d+$/);
  });
});

describe('phases', () => {
  const firstStarts = (made: SimulatedRequest[]) => byClient(made).map((own) => own[0]?.startedAt ?? 0);

  it('are random by default: first ends are spread over a hold', () => {
    const made = polls({ clients: 500, profile: { ...FLEET, spreadSeconds: 0 } });
    expectLaw(
      byClient(made).map((own) => endedAt(own[0] as SimulatedRequest) - START),
      uniformLaw(0, 301),
    );
  });

  it('are one when locked: all polls begin together', () => {
    const starts = firstStarts(polls({ phases: 'locked' }));
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(1);
  });

  it('stay locked without jitter: after four hours ends still lie within half a minute', () => {
    const made = polls({ phases: 'locked', profile: { ...FLEET, spreadSeconds: 0 } }, 4);
    const last = byClient(made).map((own) => endedAt(own.at(-1) as SimulatedRequest) % 301);
    expect(Math.max(...last) - Math.min(...last)).toBeLessThan(30);
  });

  it('drift apart with jitter: after twelve hours a burst finds polls of all ages', () => {
    const bursts = [{ at: START + 12 * HOUR }];
    const made = polls({ phases: 'locked', clients: 400, bursts }, 13);
    expectLaw(durations(ofTruth(made, 'early-release')), uniformLaw(0, 285));
  });

  it('lock again after a deploy ended every poll', () => {
    const made = polls({ profile: MATRIX, deploys: [{ at: START + 1000 }] });
    const parked = made.filter((r) => r.startedAt < START + 1005 && endedAt(r) > START + 1005);
    expect(parked).toHaveLength(100);
    expect(Math.min(...parked.map(({ startedAt }) => startedAt))).toBeGreaterThan(START + 1000);
  });
});

describe('early releases', () => {
  it('end evenly over the hold when broadcast, at the share asked for', () => {
    const made = polls({ earlyShare: 0.3, profile: MATRIX, releaseLaw: 'broadcast' });
    const early = ofTruth(made, 'early-release');
    expectShare(early.length, made.length, 0.3);
    expectLaw(durations(early), uniformLaw(0, 30));
  });

  it('end at exponential ages when message-driven, at the share asked for', () => {
    const made = polls({ earlyShare: 0.6, profile: MATRIX, clients: 200 });
    const early = ofTruth(made, 'early-release');
    expectShare(early.length, made.length, 0.6);
    const rate = -Math.log(0.4) / 30;
    expectLaw(durations(early), (age) => Math.min(1, (1 - Math.exp(-rate * age)) / 0.6));
  });

  it('hit everybody at once in a burst, at uniform ages', () => {
    const at = START + 1800;
    const made = polls({ clients: 1000, profile: { ...FLEET, spreadSeconds: 0 }, bursts: [{ at }] });
    const early = ofTruth(made, 'early-release');
    expect(early.length).toBeGreaterThan(985); // those in their gap have no poll to release
    expect(early.every((r) => endedAt(r) === at)).toBe(true);
    expectLaw(durations(early), uniformLaw(0, 300));
  });

  it('reach only a share of the clients, spread over some seconds, where asked', () => {
    const bursts = [{ at: START + 1800, reach: 0.4, overSeconds: 20 }];
    const early = ofTruth(polls({ clients: 1000, bursts }), 'early-release');
    expectShare(early.length, 1000, 0.4);
    expectLaw(
      early.map((r) => endedAt(r) - START - 1800),
      uniformLaw(0, 20),
    );
  });

  it('find young polls in the second of two bursts', () => {
    const bursts = [{ at: START + 1800 }, { at: START + 1830 }];
    const second = ofTruth(polls({ bursts }), 'early-release').filter((r) => endedAt(r) > START + 1829);
    expect(second).toHaveLength(100);
    expect(Math.max(...durations(second))).toBeLessThanOrEqual(30);
  });

  it('are followed by what the client acknowledges with', () => {
    const followUps = [{ method: 'POST', path: '/api/fleet/agents/*/acks' }];
    const made = polls({ bursts: [{ at: START + 1800 }], followUps });
    const acks = made.filter(({ path }) => path.endsWith('/acks'));
    expect(acks).toHaveLength(ofTruth(made, 'early-release').length);
    expect(acks.every((r) => r.truth === 'fast' && r.startedAt > START + 1800 && r.startedAt < START + 1801)).toBe(
      true,
    );
  });
});

describe('polls cut short', () => {
  it('end with 504 at an idle timeout below the hold, and back off', () => {
    const made = simulate({ ...holdScenario({}, 4), idleTimeoutSeconds: 200 });
    expect(made.every((r) => r.truth === 'severed-hold' && r.elbStatus === 504 && !r.answered)).toBe(true);
    expect(new Set(durations(made))).toEqual(new Set([200]));
    expectLaw(waitsAfter(made), uniformLaw(60, 120));
  });

  it('are severed at the share of holds that outlast an idle timeout within the jitter', () => {
    const made = simulate({ ...holdScenario({}, 4), idleTimeoutSeconds: 285 });
    expectShare(ofTruth(made, 'severed-hold').length, made.length, 0.5);
  });

  it('end with 460 when the client’s state changes, and back off', () => {
    const made = polls({ cancels: { perClientPerHour: 6 } }, 4);
    const cancelled = ofTruth(made, 'cancelled-hold');
    // Changes while the client backs off cancel nothing: 6 an hour, less those in 90 s each.
    expect(cancelled.length / 400).toBeCloseTo(6 / (1 + (6 * 90) / HOUR), 0);
    expect(cancelled.every((r) => r.elbStatus === 460 && !r.answered && r.durationSeconds < 300)).toBe(true);
    expectLaw(
      waitsAfter(made, (r) => r.truth === 'cancelled-hold'),
      uniformLaw(60, 120),
    );
  });

  it('end with 460 at the client’s own time-out', () => {
    const made = polls({ clientTimeoutSeconds: 60 });
    expect(made.every((r) => r.elbStatus === 460 && r.durationSeconds === 60)).toBe(true);
  });

  it('wait as long as asked after they failed', () => {
    expectLaw(waitsAfter(polls({ clientTimeoutSeconds: 60, backoffSeconds: [5, 10] })), uniformLaw(5, 10));
  });

  it('end in a deploy, some with 502 where the deregistration delay was too short', () => {
    const made = polls({ clients: 1000, deploys: [{ at: START + 1800, cutShare: 0.3 }] });
    const cut = made.filter(({ elbStatus }) => elbStatus === 502);
    const drained = ofTruth(made, 'early-release');
    expectShare(cut.length, 1000, 0.3);
    expect(cut.length + drained.length).toBeGreaterThan(985);
    expect(cut.every((r) => r.truth === 'severed-hold' && !r.answered)).toBe(true);
    expect([...cut, ...drained].every((r) => endedAt(r) >= START + 1800 && endedAt(r) < START + 1802)).toBe(true);
  });
});

describe('faults of a long-poll service', () => {
  it('storm: every poll is answered at once and asked again at once', () => {
    const storms = [{ from: START + 1200, to: START + 1500 }];
    const made = polls({ clients: 10, storms });
    const stormy = made.filter((r) => r.startedAt > START + 1202 && r.startedAt < START + 1499);
    expect(stormy.length / 297 / 10).toBeCloseTo(1 / 0.205, 0);
    expect(stormy.every((r) => r.durationSeconds < 0.02)).toBe(true);
    expect(made.filter((r) => r.startedAt >= START + 1500).every((r) => r.truth === 'expired-hold')).toBe(true);
  });

  it('overrun: polls begun in the spell are not ended in time', () => {
    const overruns = [{ from: START + 600, to: START + 1800, share: 0.5, seconds: 400 }];
    const made = polls({ clients: 400, overruns });
    const begun = made.filter((r) => r.startedAt >= START + 600 && r.startedAt < START + 1800);
    expectShare(ofTruth(begun, 'overrun').length, begun.length, 0.5);
    expect(new Set(durations(ofTruth(made, 'overrun')))).toEqual(new Set([400]));
  });

  it('overrun until the idle timeout where no end is given', () => {
    const overruns = [{ from: START, to: START + HOUR, share: 1 }];
    const made = simulate({ ...holdScenario({ overruns }), idleTimeoutSeconds: 600 });
    const begun = made.filter((r) => r.startedAt >= START);
    expect(begun.every((r) => r.elbStatus === 504 && r.durationSeconds === 600)).toBe(true);
  });

  it('errors: polls fail at once, and the client backs off', () => {
    const made = polls({ errors: [{ during: { from: START + 900, to: START + 1500 }, share: 1, status: 429 }] });
    const failed = made.filter((r) => r.elbStatus === 429);
    expect(failed.length).toBeGreaterThan(100);
    expect(failed.every((r) => r.durationSeconds < 0.1 && r.truth === 'fast' && r.answered)).toBe(true);
    expectLaw(
      waitsAfter(made, (r) => r.elbStatus === 429),
      uniformLaw(60, 120),
    );
  });

  it('clients leave: their polls end with 460 and none follows', () => {
    const made = polls({ clients: 10, clientChanges: [{ at: START + 1800, clients: 3 }] });
    expect(ofTruth(made, 'cancelled-hold')).toHaveLength(7);
    const after = made.filter((r) => r.startedAt > START + 1805);
    expect(new Set(after.map(({ client }) => client)).size).toBe(3);
  });

  it('clients join: they poll from then on', () => {
    const made = polls({ clients: 2, clientChanges: [{ at: START + 1800, clients: 6 }] });
    const of = (test: (r: SimulatedRequest) => boolean) => new Set(made.filter(test).map(({ client }) => client)).size;
    expect(of((r) => r.startedAt < START + 1800)).toBe(2);
    expect(of((r) => r.startedAt > START + 1800)).toBe(6);
  });

  it('clients leave and come back', () => {
    const clientChanges = [
      { at: START + 1200, clients: 0 },
      { at: START + 2400, clients: 10 },
    ];
    const made = polls({ clients: 10, clientChanges });
    expect(made.filter((r) => r.startedAt > START + 1205 && r.startedAt < START + 2400)).toEqual([]);
    expect(made.filter((r) => r.startedAt >= START + 2400).length).toBeGreaterThan(10);
  });
});
