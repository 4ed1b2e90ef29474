import { describe, expect, it } from 'vitest';
import { clientsOff } from '../../../lib/core/inventory/clients-off.ts';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { FLEET, figuresFrom, HOUR, NOON, profileOf, type Traffic } from '../triage/scenarios.ts';
import { COUNTED, knownClients, targetOf } from './_clients.ts';

const figuresOf = (traffic: Traffic, hoursBefore = 6): TargetGroupFigures =>
  figuresFrom(traffic, { source: 'metrics', hoursBefore });
const fleet = (clients: number): Traffic => ({
  seed: 2,
  idleTimeoutSeconds: 600,
  holds: [{ profile: FLEET, clients }],
});
const declared = (clients: number) => targetOf({ hold: FLEET, clients, idleTimeoutSeconds: 600 });

describe('Clients that the config is right about', () => {
  it.each(COUNTED.slice(0, 4).map((entry) => [entry.id, entry] as const))(
    'are no finding for %s, and half or twice as many are',
    (_, entry) => {
      const { clients, target, figures } = knownClients(entry, 3);

      expect(clientsOff(target(clients), figures)).toBeUndefined();
      expect(clientsOff(target(2 * clients), figures)).toMatchObject({ offPercent: expect.closeTo(-50, -1) });
      expect(clientsOff(target(Math.floor(clients / 2)), figures)).toMatchObject({ declared: Math.floor(clients / 2) });
    },
  );

  it('are none where the config is off by less than a third', () => {
    const figures = figuresOf(fleet(20));

    expect(clientsOff(declared(25), figures)).toBeUndefined();
    expect(clientsOff(declared(16), figures)).toBeUndefined();
  });

  it('are none where they come in the morning and go in the evening, and the config has the most there are', () => {
    const clientChanges = [0, 1, 2, 3, 4, 5, 6].map((hour) => ({
      at: NOON - 3600 * (6 - hour),
      clients: 4 + 6 * hour,
    }));
    const figures = figuresOf({ seed: 1, holds: [{ profile: profileOf('cometd'), clients: 4, clientChanges }] });
    const off = (clients: number) => clientsOff(targetOf({ hold: profileOf('cometd'), clients }), figures);

    expect([off(38), off(22), off(8)]).toEqual([undefined, undefined, undefined]);
    expect(off(60)).toMatchObject({ declared: 60 });
  });

  it('are none where the idle timeout severs some of their polls', () => {
    const severed = { ...fleet(20), idleTimeoutSeconds: 290 };

    expect(
      clientsOff(targetOf({ hold: FLEET, clients: 20, idleTimeoutSeconds: 290 }), figuresOf(severed)),
    ).toBeUndefined();
  });
});

describe('Clients that are not as many', () => {
  it('are told with what was counted', () => {
    const off = clientsOff(declared(10), figuresOf(fleet(5)));

    expect(off).toMatchObject({ declared: 10, measured: expect.closeTo(5, 0), offPercent: -50 });
    expect(typeof off === 'object' && off.evidence.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^4\d\d polls ran out in \d+\.?\d* h, and \d\.?\d* were parked at a time\.$/),
      expect.stringMatching(/^That is \d\.?\d* clients, at least 4\.\d+ and at most 5\.?\d*\.$/),
    ]);
  });

  it('are found among other requests', () => {
    const requests = { ratePerMinute: 60, latency: { medianSeconds: 0.1, sigma: 1 } };
    const figures = figuresOf({ ...fleet(40), requests });
    const target = (clients: number) => targetOf({ ...declared(clients), traffic: 'mixed' });

    expect(clientsOff(target(80), figures)).toMatchObject({ offPercent: -50 });
    expect(clientsOff(target(20), figures)).toMatchObject({ offPercent: 100 });
  });

  it('are none at all where nobody sent a request', () => {
    const none = { ...figuresOf(fleet(5)), minutes: [], baseline: { window: { start: 0, end: NOON }, minutes: [] } };

    expect(clientsOff(declared(5), none)).toMatchObject({
      measured: 0,
      offPercent: -100,
      evidence: [{ id: 'no-requests' }],
    });
  });
});

describe('How many clients there are', () => {
  const figures = figuresOf(fleet(5));

  it.each([
    [
      'the figures could not be read',
      declared(10),
      { ...figures, unread: { reason: 'Denied.', nextStep: 'Allow it.' } },
    ],
    ['a part of them could not be read', declared(10), { ...figures, missing: ['A page was not read.'] }],
    [
      'they are of less than three holds',
      declared(10),
      figuresFrom(fleet(50), { source: 'metrics', hoursBefore: 0, window: { start: NOON, end: NOON + 840 } }),
    ],
    ['no poll ended where the declared hold would', targetOf({ hold: profileOf('signalr'), clients: 10 }), figures],
    ['the hold is as short as a slow request', targetOf({ ...declared(10), objectiveSeconds: 60 }), figures],
    ['all that was parked may have been other slow requests', targetOf({ ...declared(5), traffic: 'mixed' }), slow()],
  ])('is not known where %s', (_, target, of) => {
    expect(clientsOff(target, of)).toBe('not known');
  });

  it.each([
    ['nobody declared it', targetOf({ hold: FLEET })],
    ['nothing is held', targetOf({ traffic: 'requests', clients: 10 })],
    ['the target is exempt', targetOf({ ...declared(10), traffic: 'exempt' })],
    ['agents stand alone', targetOf({ ...declared(10), hold: { ...FLEET, standalone: true } })],
  ])('is no question where %s', (_, target) => {
    expect(clientsOff(target, figures)).toBeUndefined();
  });

  it('is not told by minutes that may still grow', () => {
    const late = { ...figures, window: { ...HOUR, provisionalFrom: HOUR.end - 180 } };
    const doubled = late.minutes.map((minute) => (minute.at >= HOUR.end - 180 ? { ...minute, requests: 1e6 } : minute));

    expect(clientsOff(declared(5), { ...late, minutes: doubled })).toBeUndefined();
  });
});

/** Few clients of long polls, and many requests that take as long as some of the polls. */
function slow(): TargetGroupFigures {
  const latency = { medianSeconds: 20, sigma: 0.6 };
  return figuresOf({ ...fleet(5), requests: { ratePerMinute: 30, latency } });
}
