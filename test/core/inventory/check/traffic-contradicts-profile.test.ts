import { describe, expect, it } from 'vitest';
import { trafficContradictsProfile } from '../../../../lib/core/inventory/check/rules/traffic-contradicts-profile.ts';
import type { ConfiguredAs } from '../../../../lib/core/inventory/discovery.ts';
import { FLEET_SERVER } from '../../alarms/_targets.ts';
import { BALANCER_ELB, discovery, elbOf, environment, facts, found, judge } from './_facts.ts';

const TARGET = { ...FLEET_SERVER, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
const ENVIRONMENTS = [environment([TARGET])];
const UNREAD = { id: 'figures-unread', text: 'cloudwatch:GetMetricData was denied.', value: 0, unit: 'requests' };

function given(more: Partial<ConfiguredAs>, group: Parameters<typeof found>[1] = {}) {
  const configured = { environment: 'prod', target: TARGET, ...more };
  return facts({
    environments: ENVIRONMENTS,
    discovery: { value: discovery([found('orders', { ...group, configured })]) },
  });
}

describe('traffic-contradicts-profile', () => {
  const rule = trafficContradictsProfile;

  it('says what the traffic says against the config', () => {
    const contradiction = 'The config says traffic: long-polls, but none of 5,000 requests was held.';

    expect(judge(rule, given({ contradiction })).found).toMatchObject([
      {
        subject: 'prod/orders',
        target: { key: 'traffic' },
        message: 'the config says traffic: long-polls, but none of 5,000 requests was held',
      },
    ]);
  });

  it('is silent where they agree', () => expect(judge(rule, given({}))).toEqual({ found: [], open: [] }));

  it('does not judge traffic that could not be read', () => {
    expect(judge(rule, given({}, { evidence: [UNREAD] })).open).toMatchObject([{ subject: 'prod/orders' }]);
    expect(judge(rule, facts({ environments: ENVIRONMENTS, discovery: { unread: 'denied' } })).open).toHaveLength(1);
  });
});
