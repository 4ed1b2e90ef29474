import { describe, expect, it } from 'vitest';
import { deployedExtra } from '../../../../lib/core/inventory/check/rules/deployed-extra.ts';
import { DEPLOYED, deployment, named } from './_deployed.ts';
import { judge } from './_facts.ts';

const say = (name: string, changes?: Parameters<typeof deployment>[1]) =>
  judge(deployedExtra, deployment([...DEPLOYED, named(name)], changes));

describe('deployed-extra', () => {
  it('finds an alarm that the config does not have any more', () => {
    const name = 'holdband-prod-old-service-slow-1m';

    expect(say(name).found).toMatchObject([{ subject: name, alarm: name, environment: 'prod' }]);
  });

  it.each(['latency', 'holdband-test-old-slow-1m', 'holdband-prod-runbook-errors'])('leaves %s alone', (name) => {
    expect(say(name).found).toEqual([]);
  });

  it('leaves the alarms of another environment of the config alone', () => {
    const environmentNames = ['prod', 'prod-eu'];

    expect(say('holdband-prod-eu-orders-slow-1m', { environmentNames }).found).toEqual([]);
    expect(say('holdband-prod-us-orders-slow-1m', { environmentNames }).found).toHaveLength(1);
  });

  it('does not judge alarms of a target that the lock does not know', () => {
    const unresolved = [{ environment: 'prod', name: 'orders' }];

    expect(say('holdband-prod-orders-slow-1m', { unresolved })).toMatchObject({
      found: [],
      open: [{ subject: 'prod/orders' }],
    });
  });
});
