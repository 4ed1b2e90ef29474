import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Watched, WatchedMetric } from '../../lambda/runbook/event-types.ts';
import { evaluatedSeconds, markerOf, subjectsOf, watchedBy } from '../../lambda/runbook/targets-watched.ts';
import { parseMarker, printMarker } from '../../lib/core/alarms/marker.ts';
import type { AccountAlarm } from '../../lib/core/inventory/account.ts';

const targetGroup = 'targetgroup/fleet/943f017f100becff';
const loadBalancer = 'app/edge/50dc6c495c0c9188';
const names = { targetGroup, loadBalancer };

function metric(changes: Partial<WatchedMetric> = {}): WatchedMetric {
  const dimensions = { TargetGroup: targetGroup, LoadBalancer: loadBalancer };
  return { namespace: 'AWS/ApplicationELB', name: 'TargetResponseTime', stat: 'p95', dimensions, ...changes };
}

function watched(changes: Partial<Watched> = {}): Watched {
  return { metrics: [metric()], plain: true, ...changes };
}

describe('A marker', () => {
  it('gives objective, hold and names', () => {
    const description = `x is slow.\n${printMarker({
      ...names,
      hold: { ceilingSeconds: 300, spreadSeconds: -30 },
      slow: { from: 0.826446281, to: 9.8497326758, sharePercent: 1 },
    })}`;

    expect(markerOf({ description })).toMatchObject({
      ...names,
      ours: true,
      settings: {
        objectiveSeconds: 0.826446281,
        slowSharePercent: 1,
        hold: { name: 'elastic-fleet', releaseLaw: 'broadcast' },
      },
    });
  });

  it('names no product where several hold as long, or none does', () => {
    for (const ceilingSeconds of [50, 123]) {
      const description = printMarker({ ...names, hold: { ceilingSeconds, spreadSeconds: 0 } });

      expect(markerOf({ description })?.settings.hold).toMatchObject({ name: 'custom', ceilingSeconds });
    }
  });

  it('of plain requests says that nothing is held', () => {
    const description = printMarker({ ...names, slow: { from: 0.826446281 } });

    expect(markerOf({ description })?.settings).toEqual({ objectiveSeconds: 0.826446281, traffic: 'requests' });
  });

  it.each([
    'holdband:1 tg=targetgroup/a/b lb=app/edge/50dc6c495c0c9188',
    'holdband:1 tg=targetgroup/fleet/943f017f100becff lb=app/edge',
    `holdband:1 tg=${targetGroup} lb=${loadBalancer} slow=0:`,
    `holdband:1 tg=${targetGroup} lb=${loadBalancer} slow=9999:`,
    `holdband:1 tg=${targetGroup} lb=${loadBalancer} slow=1: share=0`,
    `holdband:1 tg=${targetGroup} lb=${loadBalancer} slow=1: share=100`,
    `holdband:1 tg=${targetGroup} lb=${loadBalancer} hold=0`,
    `holdband:1 tg=${targetGroup} lb=${loadBalancer} hold=30-30`,
  ])('that somebody edited into nonsense is none: %s', (description) => {
    expect(parseMarker(description)).toBeDefined();
    expect(markerOf({ description })).toBeUndefined();
  });
});

describe('The metrics of an alarm', () => {
  it.each(['p95', 'p50', 'Average', 'AVERAGE', 'Maximum', 'tm99', 'TM(10%:90%)', 'IQM', 'wm95'])(
    'give its threshold as the objective where it compares a length: %s',
    (stat) => {
      expect(subjectsOf(watched({ metrics: [metric({ stat })], threshold: 2 }))).toEqual([
        { ...names, settings: { objectiveSeconds: 2 }, ours: false },
      ]);
    },
  );

  it.each([
    ['p99', 1],
    ['p99.9', 0.1],
    ['p97.5', 2.5],
  ])('allow no more slow requests than %s does: %d %%', (stat, slowSharePercent) => {
    expect(subjectsOf(watched({ metrics: [metric({ stat })], threshold: 2 }))[0]?.settings).toEqual({
      objectiveSeconds: 2,
      slowSharePercent,
    });
  });

  it.each<[string, Partial<Watched>]>([
    ['a count', { metrics: [metric({ stat: 'TC(2:)' })], threshold: 2 }],
    ['a share', { metrics: [metric({ stat: 'PR(2:)' })], threshold: 2 }],
    ['a sum', { metrics: [metric({ stat: 'Sum' })], threshold: 2 }],
    ['another metric', { metrics: [metric({ name: 'RequestCount', stat: 'Average' })], threshold: 2 }],
    ['an expression', { plain: false, threshold: 2 }],
    ['nobody knows what', {}],
    ['nothing', { threshold: 0 }],
  ])('give no objective where it compares %s', (_, changes) => {
    expect(subjectsOf(watched(changes))).toEqual([{ ...names, settings: {}, ours: false }]);
  });

  it('name every target group once, and no load balancer beside them', () => {
    const other = 'targetgroup/search/a540128a211cfd00';
    const metrics = [
      metric(),
      metric({ name: 'RequestCount' }),
      metric({ dimensions: { TargetGroup: other, LoadBalancer: loadBalancer } }),
      metric({ name: 'HTTPCode_ELB_504_Count', dimensions: { LoadBalancer: loadBalancer } }),
    ];

    expect(subjectsOf(watched({ metrics, plain: false })).map((subject) => subject.targetGroup)).toEqual([
      targetGroup,
      other,
    ]);
  });

  it.each<[string, Partial<WatchedMetric>]>([
    ['of another service', { namespace: 'AWS/EC2' }],
    ['of a Network Load Balancer', { dimensions: { LoadBalancer: 'net/edge/50dc6c495c0c9188' } }],
    ['of something by an odd name', { dimensions: { TargetGroup: 'targetgroup/../x', LoadBalancer: 'app/a' } }],
  ])('%s are about no target group', (_, changes) => {
    expect(subjectsOf(watched({ metrics: [metric(changes)] }))).toEqual([]);
  });

  it('are judged by nothing that crashes, whatever an account has', () => {
    const described = fc.record({
      AlarmDescription: fc.option(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `holdband:1 ${text}`),
        ),
        { nil: undefined },
      ),
      Threshold: fc.option(fc.double(), { nil: undefined }),
      Dimensions: fc.array(fc.record({ Name: fc.constantFrom('TargetGroup', 'LoadBalancer'), Value: fc.string() })),
      Namespace: fc.constant('AWS/ApplicationELB'),
    });
    fc.assert(
      fc.property(described, (properties) => {
        const alarm: AccountAlarm = { kind: 'metric', name: 'a', arn: 'a', state: 'ALARM', properties };
        for (const { settings } of subjectsOf(watchedBy(alarm))) {
          expect(settings.objectiveSeconds ?? 1).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('How far back an alarm looks', () => {
  const alarm = (properties: object): AccountAlarm => ({
    ...{ kind: 'metric', name: 'a', arn: 'a', state: 'ALARM' },
    properties: properties as AccountAlarm['properties'],
  });

  it('follows from its longest period, however it has its metrics', () => {
    expect(evaluatedSeconds(alarm({ Period: 300, EvaluationPeriods: 3 }))).toBe(900);
    const Metrics = [{ MetricStat: { Period: 60 } }, { Expression: 'a', Period: 900 }];
    expect(evaluatedSeconds(alarm({ Metrics, EvaluationPeriods: 2 }))).toBe(1800);
    expect(evaluatedSeconds(alarm({ AlarmRule: 'ALARM("b")' }))).toBe(0);
  });
});
