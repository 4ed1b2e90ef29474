import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../../lib/core/alarms/definition.ts';
import { planLoadBalancers, planTarget } from '../../../lib/core/alarms/plan.ts';
import type { Target } from '../../../lib/core/targets.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import type { SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import type { HoldTraffic, TrafficScenario } from '../../../lib/core/traffic/scenario.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { minutesInAlarm } from './_replay.ts';
import { ELASTICSEARCH, FLEET, FLEET_SERVER, MATRIX } from './_targets.ts';

const START = Date.UTC(2026, 10, 20) / 1000;
const HOUR = 3600;
const FOUR_HOURS = { from: START, to: START + 4 * HOUR };
/** What goes wrong does so here. */
const EVENT = { from: START + 2 * HOUR, to: START + 2.5 * HOUR };

/** Five agents and three other requests a minute, as at DOP-833. */
function fleetTraffic(hold: Partial<HoldTraffic> = {}, rest: Partial<TrafficScenario> = {}): SimulatedRequest[] {
  const holds = [{ profile: FLEET, clients: 5, ...hold }];
  return simulate({ seed: 5, ...FOUR_HOURS, idleTimeoutSeconds: 300, holds, requests: { ratePerMinute: 3 }, ...rest });
}

/** Kinds of the alarms that fire at any time, guards of the load balancer included. */
function fires(target: Target, requests: readonly SimulatedRequest[], spell = FOUR_HOURS): string[] {
  const alarms = [...planTarget(target).alarms, ...planLoadBalancers([target]).alarms];
  return alarms.filter((alarm) => minutesInAlarm(alarm, requests, spell).length > 0).map(({ kind }) => kind);
}

function alarmOf(target: Target, kind: string): AlarmDefinition {
  const alarm = planTarget(target).alarms.find((made) => made.kind === kind);
  if (!alarm) throw new Error(`${kind} was not made`);
  return alarm;
}

describe('the day of DOP-833', () => {
  const day = dop833Day({ seed: 7, day: START });

  it('pages nobody for fleet-server: neither its polls nor the policy change are slow', () => {
    expect(fires(FLEET_SERVER, day.fleet, day.day)).toEqual([]);
  });

  it('pages for elasticsearch, and only while it is slow', () => {
    const { from = 0, to = 0 } = day.slowdown ?? {};

    const paged = minutesInAlarm(alarmOf(ELASTICSEARCH, 'slow-1m'), day.elasticsearch, day.day);

    expect(Math.min(...paged)).toBeLessThanOrEqual(from + 5 * 60);
    expect(Math.min(...paged)).toBeGreaterThan(from);
    expect(Math.max(...paged)).toBeLessThanOrEqual(to + 5 * 60);
  });

  it('pages nobody for elasticsearch on a day without a slowdown', () => {
    const calm = dop833Day({ seed: 7, day: START, slow: 0 });

    expect(fires(ELASTICSEARCH, calm.elasticsearch, calm.day)).toEqual([]);
  });
});

describe('slow requests beside long polls', () => {
  it('page at the scale of DOP-833, three requests a minute', () => {
    const slow = fleetTraffic({}, { slowdowns: [{ kind: 'wide', ...EVENT }] });

    expect(fires(FLEET_SERVER, slow)).toContain('slow-5m');
  });

  it('that hang page as hangs', () => {
    const requests = { ratePerMinute: 30 };
    const hanging = fleetTraffic({}, { requests, slowdowns: [{ kind: 'fixed-timeout', ...EVENT, seconds: 30 }] });

    expect(fires(FLEET_SERVER, hanging)).toEqual(['wide-5m', 'hang']);
  });

  it('page among a thousand clients while a policy change ends all their polls', () => {
    const target = { ...FLEET_SERVER, clients: 1000 };
    const hold = { clients: 1000, bursts: [{ at: EVENT.from + 600, overSeconds: 5 }] };
    const requests = { ratePerMinute: 300 };

    expect(fires(target, fleetTraffic(hold, { requests }))).toEqual([]);
    expect(fires(target, fleetTraffic(hold, { requests, slowdowns: [{ kind: 'wide', ...EVENT }] }))).toEqual([
      'slow-1m',
      'slow-5m',
      'low-5m',
      'wide-5m',
    ]);
  });

  it('page beside polls that messages end all the time, and not without', () => {
    const target = { ...FLEET_SERVER, hold: MATRIX, clients: 200, idleTimeoutSeconds: 600 };
    const hold = { profile: MATRIX, clients: 200, earlyShare: 0.5 };
    const rest = { idleTimeoutSeconds: 600, requests: { ratePerMinute: 60 } };

    expect(fires(target, fleetTraffic(hold, rest))).toEqual([]);
    expect(fires(target, fleetTraffic(hold, { ...rest, slowdowns: [{ kind: 'wide', ...EVENT }] }))).toContain(
      'slow-1m',
    );
  });
});

describe('what goes wrong with long polls', () => {
  it('pages when clients leave', () => {
    expect(fires(FLEET_SERVER, fleetTraffic({ clientChanges: [{ at: EVENT.from, clients: 2 }] }))).toEqual([
      'holds-stopped',
    ]);
  });

  it('pages when clients that cancel by nature stop asking', () => {
    const profile = { ...FLEET, cancels: true };
    const target = { ...FLEET_SERVER, hold: profile };
    const cancels = { perClientPerHour: 6 };

    expect(fires(target, fleetTraffic({ profile, cancels }))).toEqual([]);
    expect(fires(target, fleetTraffic({ profile, cancels, clientChanges: [{ at: EVENT.from, clients: 0 }] }))).toEqual([
      'clients-gone',
    ]);
  });

  it('pages when polls are answered at once and asked again at once', () => {
    expect(fires(FLEET_SERVER, fleetTraffic({ storms: [EVENT] }))).toEqual(['holds-stopped', 'poll-storm']);
  });

  it('is a ticket when polls outlive their hold', () => {
    const target = { ...FLEET_SERVER, idleTimeoutSeconds: 600 };
    const overruns = [{ ...EVENT, share: 0.5, seconds: 400 }];

    expect(fires(target, fleetTraffic({ overruns }, { idleTimeoutSeconds: 600 }))).toEqual(['hold-overrun']);
  });

  it('is a ticket when the load balancer severs polls', () => {
    const target = { ...FLEET_SERVER, clients: 20, idleTimeoutSeconds: 280 };

    expect(fires(target, fleetTraffic({ clients: 20 }, { idleTimeoutSeconds: 280 }))).toEqual(['severed-holds']);
  });

  it('is a ticket when targets answer with errors', () => {
    const requests = { ratePerMinute: 30, errors: [{ during: EVENT, share: 0.5, status: 500 }] };

    expect(fires(FLEET_SERVER, fleetTraffic({}, { requests }))).toEqual(['target-errors']);
  });
});
