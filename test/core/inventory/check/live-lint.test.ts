import { describe, expect, it } from 'vitest';
import { check } from '../../../../lib/core/inventory/check/check.ts';
import type { CheckFacts } from '../../../../lib/core/inventory/check/facts.ts';
import { FLEET, FLEET_SERVER } from '../../alarms/_targets.ts';
import { BALANCER, BALANCER_ELB, discovery, elbOf, environment, facts, found, group } from './_facts.ts';

const TARGET = { ...FLEET_SERVER, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
const attributes = (arn: string, key: string, value: string) => new Map([[arn, { value: new Map([[key, value]]) }]]);
const idleTimeout = (seconds: number) => attributes(BALANCER.arn, 'idle_timeout.timeout_seconds', String(seconds));
const delay = (seconds: number) =>
  attributes(elbOf('orders').arn, 'deregistration_delay.timeout_seconds', String(seconds));
const HOLDING = { discovery: { value: discovery([found('orders', { traffic: 'long-polls', hold: FLEET })]) } };

function said(changes: Partial<CheckFacts>, ids: RegExp) {
  const { findings } = check(facts(changes), { today: '2026-11-16' });
  return findings.filter(({ rule }) => ids.test(rule));
}

describe('lint against live attributes', () => {
  it('goes by the idle timeout that the load balancer has, not by that of the config', () => {
    const environments = [environment([{ ...TARGET, idleTimeoutSeconds: 600 }])];

    expect(said({ environments, loadBalancerAttributes: idleTimeout(60) }, /^idle-timeout/)).toMatchObject([
      { rule: 'idle-timeout-below-hold', severity: 'error', subject: 'prod/orders', environment: 'prod' },
    ]);
    expect(said({ environments, loadBalancerAttributes: idleTimeout(600) }, /^idle-timeout/)).toEqual([]);
  });

  it('lints target groups that were found to hold and the config does not have', () => {
    const changes = { ...HOLDING, loadBalancerAttributes: idleTimeout(60), targetGroupAttributes: delay(30) };

    expect(said(changes, /^(idle|dereg|clients|settings)/)).toMatchObject([
      { rule: 'idle-timeout-below-hold', subject: 'orders' },
      { rule: 'deregistration-delay-below-hold', subject: 'orders' },
    ]);
  });

  it('notices health checks that take minutes', () => {
    const slow = group('orders', { healthCheck: { intervalSeconds: 60, unhealthyThreshold: 10 } });

    expect(said({ ...HOLDING, targetGroups: { value: [slow] } }, /^health/)).toMatchObject([
      { rule: 'health-check-slow-to-notice' },
    ]);
  });

  it('notices that the day of an exemption has passed', () => {
    const { hold: _, clients: __, ...rest } = TARGET;
    const exempt = { reason: 'moves in autumn', until: '2026-11-15' };
    const environments = [environment([{ ...rest, traffic: 'exempt', exempt }])];

    expect(said({ environments }, /^exempt/)).toMatchObject([{ rule: 'exempt-expired', subject: 'prod/orders' }]);
  });

  it('lists an idle timeout that could not be read as not judged, and not as a setting to look up', () => {
    const { findings, notJudged } = check(
      facts({
        environments: [environment([{ ...TARGET, idleTimeoutSeconds: undefined } as never])],
        loadBalancerAttributes: new Map([[BALANCER.arn, { unread: 'denied' }]]),
      }),
      { today: '2026-11-16' },
    );

    expect(notJudged).toContainEqual({
      rule: 'live-lint',
      subject: 'prod/orders',
      reason: 'its idle timeout is not known: denied',
    });
    expect(findings.filter(({ rule }) => rule === 'idle-timeout-unknown')).toEqual([]);
  });

  it('is set rule by rule under rules:', () => {
    const { findings } = check(facts({ ...HOLDING, loadBalancerAttributes: idleTimeout(60) }), {
      rules: { 'idle-timeout-below-hold': { severity: 'off' } },
      today: '2026-11-16',
    });

    expect(findings.filter(({ rule }) => rule.startsWith('idle'))).toEqual([]);
  });
});
