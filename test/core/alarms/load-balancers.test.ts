import { describe, expect, it } from 'vitest';
import { parseMarker } from '../../../lib/core/alarms/marker.ts';
import { planLoadBalancers } from '../../../lib/core/alarms/plan.ts';
import type { Severity, Target } from '../../../lib/core/targets.ts';
import { evaluate } from './_metric-math.ts';
import { ELASTICSEARCH, FLEET_SERVER } from './_targets.ts';

const SECOND: Target = {
  ...FLEET_SERVER,
  name: 'fleet-eu',
  clients: 35,
  targetGroup: { ...FLEET_SERVER.targetGroup, name: 'eu', fullName: 'targetgroup/eu/1' },
};

function withGuard(target: Target, on: boolean, severity?: Severity): Target {
  return { ...target, guards: { ...target.guards, 'severed-holds': { on, ...(severity ? { severity } : {}) } } };
}

/** Clients being severed, for so many 504s in 15 minutes. */
function severed(targets: readonly Target[], count: number | undefined): number | undefined {
  return evaluate(planLoadBalancers(targets).alarms[0]?.expression ?? '', { severed: count });
}

describe('severed-holds', () => {
  it('is one alarm for a load balancer, however many target groups hold behind it', () => {
    const { alarms } = planLoadBalancers([FLEET_SERVER, SECOND, ELASTICSEARCH]);

    expect(alarms.map(({ name }) => name)).toEqual(['holdband-prod-k8s-elastics-eckfleet-a1b2c3d4e5-severed-holds']);
    expect(alarms[0]?.description).toContain('fleet-eu, fleet-server');
  });

  it('is one alarm for a load balancer whose name CDK writes in another way for each target group', () => {
    const { loadBalancer } = FLEET_SERVER;
    const named = (target: Target, token: number): Target => ({
      ...target,
      loadBalancer: { ...loadBalancer, fullName: `\${Token[TOKEN.${token}]}`, name: `\${Token[TOKEN.${token + 1}]}` },
    });
    const beside = named({ ...ELASTICSEARCH, idleTimeoutSeconds: 300 }, 30);
    const holding = [named({ ...FLEET_SERVER, idleTimeoutSeconds: undefined }, 10), named(SECOND, 20)];

    expect(planLoadBalancers([...holding, beside]).alarms).toMatchObject([{ threshold: 8 }]);
  });

  it('counts 504s of the load balancer by its own dimension: they name no target group', () => {
    expect(planLoadBalancers([FLEET_SERVER]).alarms[0]?.metrics).toEqual([
      {
        id: 'severed',
        metricName: 'HTTPCode_ELB_504_Count',
        stat: 'Sum',
        dimensions: { LoadBalancer: FLEET_SERVER.loadBalancer.fullName },
      },
    ]);
  });

  it('turns 504s into clients severed over and over: one client on 300 s makes three in 15 minutes', () => {
    expect(severed([FLEET_SERVER], 3)).toBe(1);
    expect(severed([FLEET_SERVER], undefined)).toBe(0);
  });

  it.each([
    [[FLEET_SERVER], 1],
    [[FLEET_SERVER, SECOND], 8],
  ])('breaches above a fifth of the clients, at least one', (targets, threshold) => {
    expect(planLoadBalancers(targets).alarms[0]).toMatchObject({
      comparison: 'GreaterThanThreshold',
      threshold,
      severity: 'ticket',
      periodSeconds: 900,
      evaluationPeriods: 1,
    });
  });

  it('counts the clients it knows and says whose it does not', () => {
    const [alarm] = planLoadBalancers([FLEET_SERVER, { ...SECOND, clients: undefined }]).alarms;

    expect(alarm?.threshold).toBe(1);
    expect(alarm?.description).toContain('Counted without 1 whose clients are not given');
  });

  it('tells the runbook the one target group that holds, and of several only the load balancer', () => {
    const [one] = planLoadBalancers([FLEET_SERVER, ELASTICSEARCH]).alarms;
    const [several] = planLoadBalancers([FLEET_SERVER, SECOND]).alarms;

    expect(parseMarker(one?.description ?? '')?.targetGroup).toBe(FLEET_SERVER.targetGroup.fullName);
    expect(parseMarker(several?.description ?? '')).toEqual({ loadBalancer: FLEET_SERVER.loadBalancer.fullName });
  });

  it('takes the most urgent severity asked for behind the load balancer', () => {
    const targets = [withGuard(FLEET_SERVER, true, 'ticket'), withGuard(SECOND, true, 'page')];

    expect(planLoadBalancers(targets).alarms[0]?.severity).toBe('page');
  });

  it('is left out only where every target group switches it off', () => {
    const off = [withGuard(FLEET_SERVER, false), withGuard(SECOND, false)];

    expect(planLoadBalancers(off).leftOut[0]?.reason).toBe('switched off in the config');
    expect(planLoadBalancers([...off.slice(1), FLEET_SERVER]).alarms).toHaveLength(1);
  });

  it.each([
    ['idleTimeout', { idleTimeoutSeconds: undefined }],
    ['clients', { clients: undefined }],
  ])('is left out, mendably, where %s is not given', (key, without) => {
    const { alarms, leftOut } = planLoadBalancers([{ ...FLEET_SERVER, ...without }]);

    expect(alarms).toEqual([]);
    expect(leftOut).toMatchObject([{ subject: FLEET_SERVER.loadBalancer.name, mendable: true }]);
    expect(leftOut[0]?.reason).toContain(`${key} is not given`);
  });

  it('learns the idle timeout from any target behind the load balancer', () => {
    const beside = { ...ELASTICSEARCH, loadBalancer: FLEET_SERVER.loadBalancer, idleTimeoutSeconds: 300 };

    expect(planLoadBalancers([{ ...FLEET_SERVER, idleTimeoutSeconds: undefined }, beside]).alarms).toHaveLength(1);
  });

  it('fails when targets disagree about the idle timeout of their load balancer', () => {
    expect(() => planLoadBalancers([FLEET_SERVER, { ...SECOND, idleTimeoutSeconds: 600 }])).toThrow(
      /environments\.prod\.targets\.fleet-eu\.idleTimeout: is 600 s, but fleet-server says 300 s/,
    );
  });

  it('is not made for a load balancer without long polls', () => {
    expect(planLoadBalancers([ELASTICSEARCH])).toEqual({ alarms: [], leftOut: [] });
  });

  it('comes by load balancer name, whatever the order of the targets', () => {
    const other: Target = {
      ...SECOND,
      loadBalancer: { ...SECOND.loadBalancer, name: 'a-first', fullName: 'app/a-first/2' },
    };
    const there = planLoadBalancers([FLEET_SERVER, other]);

    expect(there.alarms.map(({ subject }) => subject)).toEqual(['a-first', FLEET_SERVER.loadBalancer.name]);
    expect(planLoadBalancers([other, FLEET_SERVER])).toEqual(there);
  });

  it('says the same of several targets behind one, whatever their order', () => {
    expect(planLoadBalancers([SECOND, FLEET_SERVER])).toEqual(planLoadBalancers([FLEET_SERVER, SECOND]));
  });
});
