import { describe, expect, it } from 'vitest';
import type { AlarmDefinition, AlarmPlan } from '../../../lib/core/alarms/definition.ts';
import { compositeRule, requirePlannable, requireWithinLimits } from '../../../lib/core/alarms/limits.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import type { InputError } from '../../../lib/core/errors.ts';
import type { Target } from '../../../lib/core/targets.ts';
import { FLEET_SERVER } from './_targets.ts';

const PLAN = planTarget(FLEET_SERVER);
const [ALARM] = PLAN.alarms as [AlarmDefinition];

function planOf(changed: Partial<AlarmDefinition>): AlarmPlan {
  return { alarms: [{ ...ALARM, ...changed }], leftOut: [] };
}

function composite(children: readonly string[]): AlarmPlan {
  return { alarms: [], leftOut: [], composite: { name: 'page', subject: 's', description: 'd', children } };
}

describe('requireWithinLimits', () => {
  it.each<[string, Partial<AlarmDefinition>, Partial<AlarmDefinition>, RegExp]>([
    ['a name', { name: 'n'.repeat(255) }, { name: 'n'.repeat(256) }, /name has 256 characters; at most 255/],
    [
      'a description',
      { description: 'd'.repeat(1024) },
      { description: 'd'.repeat(1025) },
      /description has 1025 characters; at most 1024/,
    ],
    [
      'an expression',
      { expression: 'e'.repeat(2048) },
      { expression: 'e'.repeat(2049) },
      /expression has 2049 characters; at most 2048/,
    ],
    [
      'metrics',
      { metrics: Array(10).fill(ALARM.metrics[0]) },
      { metrics: Array(11).fill(ALARM.metrics[0]) },
      /has 11 metrics; at most 10/,
    ],
    [
      'a look back',
      { periodSeconds: 3600, evaluationPeriods: 24 },
      { periodSeconds: 3600, evaluationPeriods: 25 },
      /25 periods of 3600 s; at most 86400 s/,
    ],
    ['a period', { periodSeconds: 60 }, { periodSeconds: 90 }, /period must be whole minutes, got: 90 s/],
    [
      'data points to fire',
      { datapointsToAlarm: 5, evaluationPeriods: 5 },
      { datapointsToAlarm: 6, evaluationPeriods: 5 },
      /got: 6 of 5/,
    ],
  ])('takes %s up to the limit and fails when it is above', (_what, fits, above, message) => {
    expect(() => requireWithinLimits(planOf(fits))).not.toThrow();
    expect(() => requireWithinLimits(planOf(above))).toThrow(message);
  });

  it('fails when a composite has more than 100 children', () => {
    const children = Array.from({ length: 101 }, (_, i) => `a${i}`);

    expect(() => requireWithinLimits(composite(children.slice(1)))).not.toThrow();
    expect(() => requireWithinLimits(composite(children))).toThrow(/has 101 child alarms; at most 100/);
  });

  it('fails when the rule of a composite is too long', () => {
    const children = Array.from({ length: 50 }, (_, i) => `${i}`.padStart(200, 'n'));

    expect(() => requireWithinLimits(composite(children))).toThrow(/rule has \d+ characters; at most 10240/);
  });

  it('names every alarm that is refused, not only the first', () => {
    const plan = {
      alarms: [
        planOf({ name: 'a', periodSeconds: 90 }),
        planOf({ name: 'b', metrics: Array(11).fill(ALARM.metrics[0]) }),
      ].flatMap(({ alarms }) => alarms),
      leftOut: [],
    };

    expect(() => requireWithinLimits(plan)).toThrow(/a: period.*\nb: has 11 metrics/);
  });
});

describe('compositeRule', () => {
  it('is in ALARM while any child is', () => {
    expect(compositeRule(['a', 'b'])).toBe('ALARM("a") OR ALARM("b")');
  });
});

describe('requirePlannable', () => {
  it.each<[Partial<Target>, RegExp]>([
    [{ objectiveSeconds: 0 }, /objective: must be above 0 s, got: 0/],
    [{ objectiveSeconds: Number.NaN }, /objective: must be above 0 s, got: NaN/],
    [{ slowSharePercent: 0 }, /slowShare: must be above 0 % and below 100 %, got: 0/],
    [{ slowSharePercent: 100 }, /slowShare: .*got: 100/],
    [{ clients: 0 }, /clients: must be a whole number, 1 or more, got: 0/],
    [{ clients: 2.5 }, /clients: .*got: 2.5/],
    [{ idleTimeoutSeconds: 4001 }, /idleTimeout: must be 1 s to 4000 s, got: 4001/],
    [{ hold: undefined }, /hold: traffic long-polls needs a hold/],
  ])('fails for %j', (changed, message) => {
    expect(() => requirePlannable({ ...FLEET_SERVER, ...changed })).toThrow(message);
  });

  it('tells every problem at once, with a stable code', () => {
    try {
      requirePlannable({ ...FLEET_SERVER, clients: 0, objectiveSeconds: -1 });
      expect.unreachable('two problems were taken');
    } catch (error) {
      expect(error).toMatchObject({ name: 'InputError', code: 'TargetRefused' });
      expect((error as InputError).problems.map(({ where }) => where)).toEqual([
        'environments.prod.targets.fleet-server.objective',
        'environments.prod.targets.fleet-server.clients',
      ]);
    }
  });
});
