import { describe, expect, it } from 'vitest';
import { clientsOff } from '../../../../lib/core/inventory/check/rules/clients-off.ts';
import type { ConfiguredAs } from '../../../../lib/core/inventory/discovery.ts';
import { FLEET_SERVER } from '../../alarms/_targets.ts';
import { BALANCER_ELB, discovery, elbOf, environment, facts, found, judge } from './_facts.ts';

const TARGET = { ...FLEET_SERVER, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
const ENVIRONMENTS = [environment([TARGET])];

function given(more: Partial<ConfiguredAs>) {
  const configured = { environment: 'prod', target: TARGET, ...more };
  return facts({ environments: ENVIRONMENTS, discovery: { value: discovery([found('orders', { configured })]) } });
}

describe('clients-off', () => {
  const off = {
    declared: 5,
    measured: 8.2,
    offPercent: 64,
    evidence: [{ id: 'x', text: '8 were parked.', value: 8, unit: '' }],
  };

  it('says how many clients the config says, and how many there are', () => {
    expect(judge(clientsOff, given({ clientsOff: off })).found).toMatchObject([
      {
        target: { key: 'clients' },
        message: 'the config says 5 clients, the traffic 8.2 (+64 %): 8 were parked',
        advice: 'set clients to 8',
      },
    ]);
  });

  it('is silent where they agree', () => expect(judge(clientsOff, given({}))).toEqual({ found: [], open: [] }));

  it('does not judge figures that do not say', () => {
    expect(judge(clientsOff, given({ clientsOff: 'not known' })).open).toMatchObject([{ subject: 'prod/orders' }]);
    expect(
      judge(clientsOff, facts({ environments: ENVIRONMENTS, targetGroups: { unread: 'denied' } })).open,
    ).toHaveLength(1);
  });
});
