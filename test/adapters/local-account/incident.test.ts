import { describe, expect, it } from 'vitest';
import { environmentAccount, incidentAccount } from '../../../lib/adapters/local-account/incident.ts';
import { trafficMetrics } from '../../../lib/adapters/local-account/traffic-metrics.ts';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import type { Environment } from '../../../lib/core/targets.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { samplesOf } from '../../../lib/core/traffic/samples.ts';
import { START } from './_account.ts';

const day = dop833Day({ seed: 1, day: START });

const CONFIG = `
version: 1
environments:
  prod:
    account: "444455556666"
    region: eu-central-1
    notify: arn:aws:sns:eu-central-1:444455556666:on-call
    targets:
      - name: consul
        loadBalancer: arn:aws:elasticloadbalancing:eu-central-1:444455556666:loadbalancer/app/edge/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:eu-central-1:444455556666:targetgroup/consul/943f017f100becff
        traffic: mixed
        hold: { ceiling: 60s, release: message-driven }
        idleTimeout: 120s
        deregistrationDelay: 90s
      - name: web
        loadBalancer: arn:aws:elasticloadbalancing:eu-central-1:444455556666:loadbalancer/app/edge/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:eu-central-1:444455556666:targetgroup/web/a540128a211cfd00
        traffic: requests
`;
const [environment] = resolveEnvironments(readConfig(CONFIG, 'holdband.yaml')) as [Environment];

describe('The account of the incident', () => {
  it('has every response time of the day in its metrics', () => {
    const series = trafficMetrics(incidentAccount(day)).find(
      ({ name, dimensions }) => name === 'TargetResponseTime' && dimensions.TargetGroup?.includes('fleetser'),
    );
    const all = new StoredDistribution();
    for (const stored of series?.minutes.values() ?? []) all.merge(stored);

    expect(all.sampleCount).toBe(samplesOf(day.fleet).length);
  });
});

describe('The account of an environment', () => {
  const account = environmentAccount(environment, day, 1);

  it('has its account, its Region, and each load balancer once', () => {
    expect(account).toMatchObject({ accountId: '444455556666', region: 'eu-central-1' });
    expect(account.loadBalancers).toEqual([
      expect.objectContaining({ attributes: { 'idle_timeout.timeout_seconds': '120' } }),
    ]);
    expect(account.targetGroups[0]?.attributes).toEqual({ 'deregistration_delay.timeout_seconds': '90' });
  });

  it('sends a group that holds polls of its own hold', () => {
    const longest = Math.max(...samplesOf(account.traffic?.[0]?.requests ?? []));

    expect(longest).toBeGreaterThan(59);
    expect(longest).toBeLessThan(70);
  });

  it('adds the groups of a load balancer up', () => {
    const metrics = trafficMetrics(account).filter(({ name }) => name === 'RequestCount');
    const totals = metrics.map(({ dimensions, minutes }) => {
      const sum = [...minutes.values()].reduce((total, stored) => total + stored.sum, 0);
      return [Object.keys(dimensions).length, sum] as const;
    });
    const of = (count: number) => totals.filter(([n]) => n === count).reduce((total, [, sum]) => total + sum, 0);

    expect(of(1)).toBe(of(2));
    expect(of(1)).toBeGreaterThan(80_000);
  });
});
