import { describe, expect, it } from 'vitest';
import { requestsCut } from '../../../../lib/core/inventory/check/rules/requests-cut.ts';
import { FLEET } from '../../alarms/_targets.ts';
import { discovery, facts, found, judge } from './_facts.ts';

const CUT = {
  id: 'cut-by-idle-timeout',
  text: 'The load balancer cut 40 requests after 300 s: holds that are longer than the idle timeout, or requests that hang.',
  value: 40,
  unit: 'requests',
};
const say = (more: Parameters<typeof found>[1]) =>
  judge(requestsCut, facts({ discovery: { value: discovery([found('consul', more), found('orders', more)]) } })).found;

describe('requests-cut', () => {
  it('finds a target group whose requests the load balancer cuts, whatever they are', () => {
    expect(say({ traffic: 'unknown', confidence: 'low', evidence: [CUT] })).toMatchObject([
      { subject: 'orders', message: expect.stringMatching(/^the load balancer cut 40 requests after 300 s.*hang$/) },
    ]);
  });

  it('leaves holds that are known to the rules about idle timeouts', () => {
    expect(say({ traffic: 'long-polls', hold: FLEET, evidence: [CUT] })).toEqual([]);
  });

  it('is silent where nothing was cut', () => expect(say({})).toEqual([]));
});
