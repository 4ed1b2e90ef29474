import { describe, expect, it } from 'vitest';
import type { AlarmDefinition, AlarmKind } from '../../../lib/core/alarms/definition.ts';
import { parseMarker } from '../../../lib/core/alarms/marker.ts';
import { planEnvironment, planTarget } from '../../../lib/core/alarms/plan.ts';
import { GUARD_IDS, type Target } from '../../../lib/core/targets.ts';
import { ELASTICSEARCH, everyGuard, FLEET, FLEET_SERVER, MATRIX, PROD } from './_targets.ts';

/** One line an alarm: name, window, comparison with threshold, missing data, severity. */
function inShort(alarms: readonly AlarmDefinition[]): string[] {
  return alarms.map((alarm) => {
    const window = `${alarm.periodSeconds} s ${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods}`;
    const sign = alarm.comparison === 'LessThanThreshold' ? '<' : '>';
    return `${alarm.name}: ${window}, ${sign} ${alarm.threshold}, ${alarm.treatMissingData}, ${alarm.severity}`;
  });
}

function latency(target: Target, kind: AlarmKind): AlarmDefinition {
  const alarm = planTarget(target).alarms.find((made) => made.kind === kind);
  if (!alarm) throw new Error(`${kind} was not made`);
  return alarm;
}

/** Squared z and margin as the expression has them. */
function proofOf({ expression }: AlarmDefinition): { zSquared: number; margin: number } {
  const [, margin] = /\)\)\)\)? - ([\d.]+)\) > 0\)/.exec(expression) ?? [];
  const [, zSquared] = /\) > ([\d.]+)\*/.exec(expression) ?? [];
  return { zSquared: Number(zSquared), margin: Number(margin) };
}

describe('the plan of DOP-833', () => {
  const { targets, loadBalancers, costPerMonth } = planEnvironment(PROD);
  const [fleet, elasticsearch] = targets.map(({ plan }) => plan);

  it('watches fleet-server for slowness beside its polls, and for everything that can go wrong with them', () => {
    expect(inShort(fleet?.alarms ?? [])).toEqual([
      'holdband-prod-fleet-server-slow-1m: 60 s 3 of 5, > 5, notBreaching, page',
      'holdband-prod-fleet-server-slow-5m: 300 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-near-10m: 600 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-low-5m: 300 s 3 of 5, > 5, notBreaching, page',
      'holdband-prod-fleet-server-wide-5m: 300 s 3 of 4, > 5, notBreaching, page',
      'holdband-prod-fleet-server-hang: 60 s 8 of 15, > 5, notBreaching, page',
      'holdband-prod-fleet-server-holds-stopped: 900 s 1 of 1, < 2.5, breaching, page',
      'holdband-prod-fleet-server-no-healthy-target: 60 s 3 of 3, < 1, breaching, page',
      'holdband-prod-fleet-server-poll-storm: 300 s 2 of 2, > 0, notBreaching, page',
      'holdband-prod-fleet-server-target-errors: 300 s 2 of 3, > 5, notBreaching, ticket',
      'holdband-prod-fleet-server-unhealthy-targets: 60 s 2 of 3, > 0, notBreaching, ticket',
    ]);
  });

  it('watches elasticsearch for slowness', () => {
    expect(inShort(elasticsearch?.alarms ?? [])).toEqual([
      'holdband-prod-elasticsearch-slow-1m: 60 s 3 of 5, > 5, notBreaching, page',
      'holdband-prod-elasticsearch-slow-5m: 300 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-elasticsearch-no-healthy-target: 60 s 3 of 3, < 1, breaching, page',
      'holdband-prod-elasticsearch-target-errors: 300 s 2 of 3, > 5, notBreaching, ticket',
      'holdband-prod-elasticsearch-unhealthy-targets: 60 s 2 of 3, > 0, notBreaching, ticket',
    ]);
  });

  it('watches the load balancer that holds for severed polls', () => {
    expect(inShort(loadBalancers.alarms)).toEqual([
      'holdband-prod-k8s-elastics-eckfleet-a1b2c3d4e5-severed-holds: 900 s 1 of 1, > 1, notBreaching, ticket',
    ]);
  });

  it('pages through one composite over the paging alarms, tickets stay outside', () => {
    expect(fleet?.composite).toMatchObject({
      name: 'holdband-prod-fleet-server-page',
      subject: 'fleet-server',
      children: [
        ...['slow-1m', 'slow-5m', 'near-10m', 'low-5m', 'wide-5m', 'hang'],
        ...['holds-stopped', 'no-healthy-target', 'poll-storm'],
      ].map((kind) => `holdband-prod-fleet-server-${kind}`),
    });
  });

  it('says what is left out, and that none of it can be mended', () => {
    expect(fleet?.leftOut.map(({ kind, mendable }) => [kind, mendable])).toEqual([
      ['clients-gone', false],
      ['hold-overrun', false],
    ]);
  });

  it('costs $5.00 a month at list price', () => {
    expect(costPerMonth).toEqual({ alarmMetrics: 40, composites: 2, dollars: 5, pricesAsOf: '2026-11' });
  });

  it('ends every description, the composite too, with the marker', () => {
    const described = [...(fleet?.alarms ?? []), ...(fleet?.composite ? [fleet.composite] : [])];

    for (const { description } of described) {
      expect(parseMarker(description.split('\n').at(-1) ?? '')).toEqual({
        targetGroup: FLEET_SERVER.targetGroup.fullName,
        loadBalancer: FLEET_SERVER.loadBalancer.fullName,
        hold: { ceilingSeconds: 300, spreadSeconds: -30 },
        slow: { from: 0.826446281, to: 9.8497326758, sharePercent: 5 },
      });
    }
  });
});

describe('planTarget', () => {
  it('adds windows and bands at level thorough', () => {
    const { alarms } = planTarget({ ...FLEET_SERVER, level: 'thorough' });

    expect(inShort(alarms.slice(0, 10))).toEqual([
      'holdband-prod-fleet-server-slow-1m: 60 s 3 of 5, > 5, notBreaching, page',
      'holdband-prod-fleet-server-slow-5m: 300 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-slow-10m: 600 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-slow-15m: 900 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-near-10m: 600 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-low-5m: 300 s 3 of 5, > 5, notBreaching, page',
      'holdband-prod-fleet-server-mid-5m: 300 s 3 of 4, > 5, notBreaching, page',
      'holdband-prod-fleet-server-wide-5m: 300 s 3 of 4, > 5, notBreaching, page',
      'holdband-prod-fleet-server-hang: 60 s 8 of 15, > 5, notBreaching, page',
      'holdband-prod-fleet-server-hang-10m: 600 s 2 of 2, > 5, notBreaching, page',
    ]);
  });

  it.each([
    ['slow-1m', FLEET, 3, 1],
    ['slow-5m', FLEET, 3, 1.5],
    ['slow-1m', MATRIX, 3.5, 1.5],
    ['slow-5m', MATRIX, 3.5, 1.5],
    ['slow-10m', MATRIX, 4, 2],
    ['slow-15m', FLEET, 3.5, 2],
    ['near-10m', FLEET, 2, 2],
    ['low-5m', MATRIX, 2.5, 1],
    ['mid-5m', MATRIX, 3, 1],
    ['wide-5m', FLEET, 2.5, 2],
    ['hang-10m', MATRIX, 4, 2],
    ['hang', FLEET, 3.5, 2],
  ] as const)('asks of %s the proof its release law needs', (kind, hold, z, margin) => {
    const proof = proofOf(latency({ ...FLEET_SERVER, hold, level: 'thorough' }, kind));

    expect(proof.zSquared).toBeCloseTo(z * z, 9);
    expect(proof.margin).toBe(margin);
  });

  it('looks for hangs above the slow band', () => {
    expect(latency(FLEET_SERVER, 'hang').metrics.map(({ stat }) => stat)).toEqual([
      'TC(:9.8497326758)',
      'TC(9.8497326758:54.7636992375)',
      'TC(72.8904836851:)',
      'TC(228.7615623902:)',
    ]);
  });

  it.each([
    ['near-10m', 'TC(0.826446281:1.61051)'],
    ['low-5m', 'TC(0.826446281:5.054470285)'],
    ['mid-5m', 'TC(1.61051:9.8497326758)'],
    ['wide-5m', 'TC(0.826446281:54.7636992375)'],
    ['hang-10m', 'TC(9.8497326758:54.7636992375)'],
  ] as const)('counts the slow requests of %s in %s', (kind, slow) => {
    const stats = latency({ ...FLEET_SERVER, level: 'thorough' }, kind).metrics.map(({ stat }) => stat);

    expect(stats).toContain(slow);
  });

  it('asks for periods in a row beside holds that are longer, after which polls come back in step', () => {
    const { alarms } = planTarget({ ...FLEET_SERVER, hold: { ...FLEET, ceilingSeconds: 600 }, level: 'thorough' });

    expect(inShort(alarms).filter((alarm) => alarm.includes('-5m: '))).toEqual([
      'holdband-prod-fleet-server-slow-5m: 300 s 2 of 2, > 5, notBreaching, page',
      'holdband-prod-fleet-server-low-5m: 300 s 3 of 3, > 5, notBreaching, page',
      'holdband-prod-fleet-server-mid-5m: 300 s 3 of 3, > 5, notBreaching, page',
      'holdband-prod-fleet-server-wide-5m: 300 s 3 of 3, > 5, notBreaching, page',
    ]);
  });

  it('goes without parts of a slow band that is too short for them', () => {
    const { leftOut } = planTarget({ ...FLEET_SERVER, hold: { ...FLEET, ceilingSeconds: 20, spreadSeconds: 0 } });

    expect(leftOut).toContainEqual(
      expect.objectContaining({
        kind: 'low-5m',
        reason: expect.stringContaining('too early to be looked at in parts'),
      }),
    );
  });

  it('breaches above the share of the config', () => {
    expect(latency({ ...FLEET_SERVER, slowSharePercent: 12 }, 'slow-1m').threshold).toBe(12);
  });

  it('reads the metrics by target group and load balancer, which is how AWS publishes them', () => {
    for (const { metrics } of planTarget(FLEET_SERVER).alarms) {
      for (const { dimensions } of metrics) {
        expect(dimensions).toEqual({
          LoadBalancer: FLEET_SERVER.loadBalancer.fullName,
          TargetGroup: FLEET_SERVER.targetGroup.fullName,
        });
      }
    }
  });

  it('counts with PR and the sample count where the config says so', () => {
    const stats = latency({ ...FLEET_SERVER, countForm: 'PR' }, 'slow-1m').metrics.map(({ stat }) => stat);

    expect(stats).toContain('PR(0.826446281:9.8497326758)');
    expect(stats).toContain('SampleCount');
  });

  it('takes the flat estimate for broadcast products', () => {
    expect(latency({ ...FLEET_SERVER, estimate: 'flat' }, 'slow-1m').metrics).toHaveLength(3);
  });

  it('fails when the flat estimate meets polls that wait for messages', () => {
    expect(() => planTarget({ ...FLEET_SERVER, estimate: 'flat', hold: MATRIX })).toThrow(
      /environments\.prod\.targets\.fleet-server\.estimate: .*matrix-sync.*use survivor/,
    );
  });

  it('gives a mixed group the same latency alarms as a dedicated one', () => {
    const ofKind = (target: Target) => planTarget(target).alarms.slice(0, 3);

    expect(ofKind({ ...FLEET_SERVER, traffic: 'mixed' })).toEqual(ofKind(FLEET_SERVER));
  });

  it('leaves the latency alarms out, mendably, where holds and slow requests have one length', () => {
    const { alarms, leftOut } = planTarget({ ...FLEET_SERVER, objectiveSeconds: 61 });

    expect(alarms.map(({ kind }) => kind)).not.toContain('slow-1m');
    expect(leftOut[0]).toMatchObject({ kind: 'slow-1m', mendable: true });
    expect(leftOut[0]?.reason).toMatch(/300 s is below 5 x the objective of 61 s/);
  });

  it('gives an exempt group guards only, and says why', () => {
    const target: Target = {
      ...ELASTICSEARCH,
      traffic: 'exempt',
      exempt: { reason: 'load tests until the move', until: '2027-01-31' },
    };
    const { alarms, leftOut } = planTarget(target);

    expect(alarms.map(({ kind }) => kind)).toEqual(['no-healthy-target', 'target-errors', 'unhealthy-targets']);
    expect(leftOut[0]?.reason).toBe('exempt until 2027-01-31: load tests until the move');
  });

  it('guards the polls of an exempt group that has a hold', () => {
    const kinds = planTarget({ ...FLEET_SERVER, traffic: 'exempt', idleTimeoutSeconds: 600 }).alarms;

    expect(kinds.map(({ kind }) => kind)).toEqual([
      'holds-stopped',
      'no-healthy-target',
      'hold-overrun',
      'target-errors',
      'unhealthy-targets',
    ]);
  });

  it('makes no composite where nothing pages', () => {
    const target: Target = {
      ...ELASTICSEARCH,
      traffic: 'exempt',
      guards: everyGuard({ on: true, severity: 'ticket' }),
    };

    expect(planTarget(target).composite).toBeUndefined();
  });

  it('makes every guard somewhere', () => {
    const cancelling = { ...FLEET_SERVER, hold: { ...FLEET, cancels: true }, idleTimeoutSeconds: 600 };
    const plans = planEnvironment({
      ...PROD,
      targets: [FLEET_SERVER, { ...cancelling, name: 'b', loadBalancer: ELASTICSEARCH.loadBalancer }],
    });
    const made = [...plans.targets.map(({ plan }) => plan), plans.loadBalancers].flatMap(({ alarms }) => alarms);

    expect(made.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...GUARD_IDS]));
  });

  it('gives the same plan for the same target', () => {
    expect(planTarget(structuredClone(FLEET_SERVER))).toEqual(planTarget(FLEET_SERVER));
  });

  it('keeps names when the target group is made again', () => {
    const again = { ...FLEET_SERVER, targetGroup: { ...FLEET_SERVER.targetGroup, fullName: 'targetgroup/new/2' } };
    const names = (target: Target) => planTarget(target).alarms.map(({ name }) => name);

    expect(names(again)).toEqual(names(FLEET_SERVER));
  });
});

describe('planEnvironment', () => {
  it('fails when two targets have one name: the second alarm would replace the first', () => {
    const twice = { ...PROD, targets: [FLEET_SERVER, FLEET_SERVER] };

    expect(() => planEnvironment(twice)).toThrow(/holdband-prod-fleet-server-slow-1m: alarm name of both/);
  });

  it('links the dashboard of its own Region', () => {
    const { targets } = planEnvironment({ ...PROD, region: 'cn-north-1', partition: 'aws-cn' });

    expect(targets[0]?.plan.alarms[0]?.description).toContain(
      'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#dashboards/dashboard/holdband-prod',
    );
  });

  it('costs what its targets and load balancers cost together', () => {
    const { targets, costPerMonth } = planEnvironment(PROD);

    expect(targets.map((planned) => planned.costPerMonth.dollars)).toEqual([3.6, 1.3]);
    expect(costPerMonth.dollars).toBe(5);
  });
});
