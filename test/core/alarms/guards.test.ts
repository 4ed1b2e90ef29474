import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../../lib/core/alarms/definition.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import type { GuardId, Target } from '../../../lib/core/targets.ts';
import { evaluate, type Inputs } from './_metric-math.ts';
import { ELASTICSEARCH, everyGuard, FLEET, FLEET_SERVER, MATRIX } from './_targets.ts';

const CANCELLING = { ...FLEET, cancels: true };
const MIXED: Target = { ...FLEET_SERVER, traffic: 'mixed' };

function guard(target: Target, id: GuardId): AlarmDefinition {
  const alarm = planTarget(target).alarms.find(({ kind }) => kind === id);
  if (!alarm) throw new Error(`${id} was not made: ${reason(target, id)}`);
  return alarm;
}

function reason(target: Target, id: GuardId): string | undefined {
  return planTarget(target).leftOut.find(({ kind }) => kind === id)?.reason;
}

function isMendable(target: Target, id: GuardId): boolean | undefined {
  return planTarget(target).leftOut.find(({ kind }) => kind === id)?.mendable;
}

/** Whether one period with these inputs breaches. */
function breaches(alarm: AlarmDefinition, inputs: Inputs): boolean {
  const value = evaluate(alarm.expression, inputs);
  if (value === undefined) return alarm.treatMissingData === 'breaching';
  return alarm.comparison === 'LessThanThreshold' ? value < alarm.threshold : value > alarm.threshold;
}

describe('holds-stopped', () => {
  it('breaches below half of the clients parked', () => {
    const alarm = guard(FLEET_SERVER, 'holds-stopped');

    expect(breaches(alarm, { seconds: 2.5 * 900 })).toBe(false);
    expect(breaches(alarm, { seconds: 2.49 * 900 })).toBe(true);
  });

  it('breaches without any sample', () => {
    expect(breaches(guard(FLEET_SERVER, 'holds-stopped'), { seconds: undefined })).toBe(true);
  });

  it.each([
    [19, 900],
    [20, 600],
  ])('looks at three holds, at two from 20 clients: %i clients, %i s', (clients, seconds) => {
    const alarm = guard({ ...FLEET_SERVER, clients }, 'holds-stopped');

    expect(alarm).toMatchObject({ periodSeconds: seconds, evaluationPeriods: 1, datapointsToAlarm: 1 });
  });

  it('rounds its window up to whole minutes', () => {
    const consul = { ...FLEET, spreadSeconds: 18.75 };

    expect(guard({ ...FLEET_SERVER, hold: consul, idleTimeoutSeconds: 600 }, 'holds-stopped').periodSeconds).toBe(960);
  });

  it('counts all seconds of a dedicated group, beside other traffic only those above the objective', () => {
    expect(guard(FLEET_SERVER, 'holds-stopped').metrics[0]?.stat).toBe('Sum');
    expect(guard(MIXED, 'holds-stopped').metrics[0]?.stat).toBe('TS(0.826446281:)');
  });

  it('is left out where clients give polls up on purpose', () => {
    expect(reason({ ...FLEET_SERVER, hold: CANCELLING }, 'holds-stopped')).toMatch(/give polls up on purpose/);
  });

  it('is left out, mendably, where the idle timeout severs over a quarter of the holds', () => {
    const at = (idleTimeoutSeconds: number) => ({ ...FLEET_SERVER, idleTimeoutSeconds });

    // Holds end uniformly between 270 and 300 s.
    expect(reason(at(292), 'holds-stopped')).toMatch(/idle timeout of 292 s severs 26.7 % of the idle holds/);
    expect(isMendable(at(292), 'holds-stopped')).toBe(true);
    expect(reason(at(293), 'holds-stopped')).toBeUndefined();
  });

  it('stays where messages end polls long before the idle timeout would', () => {
    expect(reason({ ...FLEET_SERVER, hold: MATRIX, idleTimeoutSeconds: 200 }, 'holds-stopped')).toBeUndefined();
  });

  it('says that clients may be gone, severed or hanging', () => {
    expect(guard(FLEET_SERVER, 'holds-stopped').description).toContain('gone, or severed, or hanging');
  });

  it('is left out where no period of a day holds enough holds', () => {
    const daily = { ...FLEET, ceilingSeconds: 40_000, spreadSeconds: 0 };

    expect(reason({ ...FLEET_SERVER, hold: daily, idleTimeoutSeconds: undefined }, 'holds-stopped')).toMatch(
      /at most a day/,
    );
  });
});

describe('clients-gone', () => {
  const target: Target = { ...FLEET_SERVER, hold: CANCELLING };

  it('breaches below half of the polls that all clients make', () => {
    const alarm = guard(target, 'clients-gone');

    // 5 clients, 900 s, a poll each 300 s: 15 polls.
    expect(alarm).toMatchObject({ periodSeconds: 900, threshold: 7.5 });
    expect(breaches(alarm, { requests: 8, fast: 0 })).toBe(false);
    expect(breaches(alarm, { requests: 7, fast: undefined })).toBe(true);
  });

  it('breaches without any request', () => {
    expect(breaches(guard(target, 'clients-gone'), { requests: undefined, fast: undefined })).toBe(true);
  });

  it('does not take health checks from outside for polls', () => {
    expect(breaches(guard(target, 'clients-gone'), { requests: 100, fast: 95 })).toBe(true);
    expect(breaches(guard(target, 'clients-gone'), { requests: 100, fast: 85 })).toBe(false);
  });

  it('says that clients may be gone, severed or hanging', () => {
    expect(guard(target, 'clients-gone').description).toContain('gone, or severed, or hanging');
  });

  it('is left out beside other traffic, and where holds-stopped does better', () => {
    expect(reason({ ...target, traffic: 'mixed' }, 'clients-gone')).toMatch(/only for traffic long-polls/);
    expect(reason(FLEET_SERVER, 'clients-gone')).toMatch(/holds-stopped/);
  });
});

describe('no-healthy-target', () => {
  it('breaches below one target, and without data', () => {
    const alarm = guard(ELASTICSEARCH, 'no-healthy-target');

    expect(breaches(alarm, { healthy: 1 })).toBe(false);
    expect(breaches(alarm, { healthy: 0 })).toBe(true);
    expect(breaches(alarm, { healthy: undefined })).toBe(true);
  });

  it('needs three minutes of three, so that one late minute pages nobody', () => {
    expect(guard(ELASTICSEARCH, 'no-healthy-target')).toMatchObject({
      periodSeconds: 60,
      datapointsToAlarm: 3,
      evaluationPeriods: 3,
    });
  });
});

describe('poll-storm', () => {
  const storm = () => guard(FLEET_SERVER, 'poll-storm');

  it('breaches with more than 15 times the polls that fit, while fewer than half of the clients are parked', () => {
    expect(breaches(storm(), { requests: 76, seconds: 2.4 * 300 })).toBe(true);
    expect(breaches(storm(), { requests: 75, seconds: 2.4 * 300 })).toBe(false);
    expect(breaches(storm(), { requests: 76, seconds: 2.5 * 300 })).toBe(false);
  });

  it('shows requests a minute', () => {
    expect(evaluate(storm().expression, { requests: 500, seconds: 10 })).toBe(100);
  });

  it('is never below 30 requests in 5 minutes', () => {
    const one = guard({ ...FLEET_SERVER, clients: 1 }, 'poll-storm');

    expect(breaches(one, { requests: 30, seconds: 0 })).toBe(false);
    expect(breaches(one, { requests: 31, seconds: 0 })).toBe(true);
  });

  it('is quiet without data, and where requests leave no samples it still sees them', () => {
    expect(breaches(storm(), { requests: undefined, seconds: undefined })).toBe(false);
    expect(breaches(storm(), { requests: 900, seconds: undefined })).toBe(true);
  });

  it('is left out beside other traffic', () => {
    expect(reason(MIXED, 'poll-storm')).toMatch(/only for traffic long-polls/);
  });
});

describe('hold-overrun', () => {
  const target: Target = { ...FLEET_SERVER, idleTimeoutSeconds: 600 };

  it('counts from the first whole storage bin above 1.02 holds, and breaches with the first', () => {
    const alarm = guard(target, 'hold-overrun');

    expect(alarm.metrics[0]?.stat).toBe('TC(334.9298034956:)');
    expect(breaches(alarm, { overruns: 0 })).toBe(false);
    expect(breaches(alarm, { overruns: undefined })).toBe(false);
    expect(breaches(alarm, { overruns: 1 })).toBe(true);
  });

  it('is left out where the idle timeout ends everything before, and says that it could never fire', () => {
    expect(reason(FLEET_SERVER, 'hold-overrun')).toMatch(/idle timeout of 300 s.*begins at 335 s: it could never fire/);
    expect(reason({ ...target, idleTimeoutSeconds: 334 }, 'hold-overrun')).toBeDefined();
    expect(reason({ ...target, idleTimeoutSeconds: 335 }, 'hold-overrun')).toBeUndefined();
  });

  it('is made where the idle timeout is not known', () => {
    expect(guard({ ...target, idleTimeoutSeconds: undefined }, 'hold-overrun').severity).toBe('ticket');
  });
});

describe('target-errors', () => {
  const errors = () => guard(ELASTICSEARCH, 'target-errors');

  it('breaches above 5 % errors', () => {
    expect(breaches(errors(), { errors: 5, requests: 100 })).toBe(false);
    expect(breaches(errors(), { errors: 6, requests: 100 })).toBe(true);
  });

  it('needs five errors, however few requests there are', () => {
    expect(breaches(errors(), { errors: 4, requests: 4 })).toBe(false);
    expect(breaches(errors(), { errors: 5, requests: 5 })).toBe(true);
  });

  it('is quiet without data', () => {
    expect(evaluate(errors().expression, { errors: undefined, requests: undefined })).toBe(0);
  });
});

describe('unhealthy-targets', () => {
  it('breaches with the first unhealthy target that every node sees', () => {
    const alarm = guard(ELASTICSEARCH, 'unhealthy-targets');

    expect(alarm.metrics[0]).toMatchObject({ metricName: 'UnHealthyHostCount', stat: 'Minimum' });
    expect(breaches(alarm, { unhealthy: 0 })).toBe(false);
    expect(breaches(alarm, { unhealthy: 1 })).toBe(true);
    expect(breaches(alarm, { unhealthy: undefined })).toBe(false);
  });
});

describe('every guard', () => {
  it.each(['holds-stopped', 'poll-storm'] as const)('is left out, mendably, where %s needs clients', (id) => {
    const target = { ...FLEET_SERVER, clients: undefined };

    expect(reason(target, id)).toMatch(/clients is not given/);
    expect(isMendable(target, id)).toBe(true);
  });

  it('is left out with that reason where the config switches it off', () => {
    const target = { ...FLEET_SERVER, guards: { ...FLEET_SERVER.guards, 'poll-storm': { on: false } } };

    expect(reason(target, 'poll-storm')).toBe('switched off in the config');
    expect(planTarget(target).alarms.map(({ kind }) => kind)).not.toContain('poll-storm');
  });

  it('takes the severity of the config', () => {
    const target: Target = { ...FLEET_SERVER, guards: everyGuard({ on: true, severity: 'page' }) };

    expect(guard(target, 'target-errors').severity).toBe('page');
    expect(planTarget(target).composite?.children).toContain('holdband-prod-fleet-server-target-errors');
  });

  it.each(['holds-stopped', 'clients-gone', 'poll-storm', 'hold-overrun'] as const)(
    'that watches long polls is left out of a group of requests: %s',
    (id) => {
      expect(reason(ELASTICSEARCH, id)).toBe('no long polls in this target group');
    },
  );

  it('is either made or left out with a reason', () => {
    const targets = [FLEET_SERVER, MIXED, ELASTICSEARCH, { ...FLEET_SERVER, hold: CANCELLING }];
    const ids = Object.keys(FLEET_SERVER.guards).filter((id) => id !== 'severed-holds');

    for (const target of targets) {
      const { alarms, leftOut } = planTarget(target);
      const told = [...alarms, ...leftOut].map(({ kind }) => kind);
      expect(told).toEqual(expect.arrayContaining(ids));
      expect(new Set(told).size).toBe(told.length);
    }
  });
});
