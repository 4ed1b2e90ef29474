import { describe, expect, it } from 'vitest';
import { classify } from '../../../lib/core/inventory/discover-classify.ts';
import { byHand } from '../triage/scenarios.ts';

const HOURS = 12;
/** Three other requests a minute, and one that the load balancer cuts, in those hours. */
const cutIn = (hours: (hour: number) => boolean) =>
  byHand(60, (minute) => ({ answered: [[0.01, 3]], elb504: hours(Math.floor(minute / 60)) ? 1 : 0 }), {
    before: (HOURS - 1) * 60,
  });
const named = (...names: string[]) => ({ objectiveSeconds: 0.8, idleTimeoutSeconds: 300, names });
const always = cutIn(() => true);
const CONSUL = named('k8s-platform-consulse-c8d72b0179', 'platform/consul-consul-server:8500');

describe('Holds that the load balancer severs', () => {
  it('are those of the product that the names say, where they are cut in every hour', () => {
    const found = classify(always, CONSUL);

    expect(found).toMatchObject({ traffic: 'long-polls', confidence: 'medium', hold: { name: 'consul' } });
    expect(found.evidence.map(({ id }) => id)).toEqual(['cut-by-idle-timeout', 'severed-product']);
    expect(found.evidence[1]?.text).toContain('for 300 to 318.75 s, longer than the idle timeout');
  });

  it('are mixed where they are the smaller part', () => {
    const figures = byHand(60, () => ({ answered: [[0.01, 8]], elb504: 1 }), { before: 660 });

    expect(classify(figures, CONSUL).traffic).toBe('mixed');
  });

  it.each([
    ['nobody says what they are', always, named('k8s-shop-web-95a4f8de46')],
    ['the product named ends its holds within the idle timeout', always, named('elastic-fleet-server')],
    ['two products are named', always, named('consul', 'nomad')],
    ['they are cut in a few hours only', cutIn((hour) => hour >= -3), CONSUL],
    ['a few hours are all there is', byHand(180, () => ({ answered: [[0.01, 3]], elb504: 1 })), CONSUL],
  ])('are unknown where %s', (_, figures, settings) => {
    expect(classify(figures, settings)).toMatchObject({ traffic: 'unknown', confidence: 'low' });
  });
});
