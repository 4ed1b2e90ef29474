import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../lib/core/config/config.ts';
import { check, LINT } from '../../../../lib/core/inventory/check/check.ts';
import { LIVE_LINT } from '../../../../lib/core/inventory/check/live-lint.ts';
import { CHECK_RULES } from '../../../../lib/core/inventory/check/rules.ts';
import { LINT_RULES } from '../../../../lib/core/inventory/lint.ts';
import { FLEET_SERVER } from '../../alarms/_targets.ts';
import { alarm, BALANCER_ELB, dimensionsOf, elbOf, environment, facts, judge } from './_facts.ts';

const TODAY = '2026-11-16';
const ids = (changes: Parameters<typeof facts>[0], rules = {}) =>
  check(facts(changes), { rules, today: TODAY }).findings.map(({ rule, severity }) => `${severity} ${rule}`);
const GONE = { alarms: { value: [alarm('old', { Dimensions: dimensionsOf('gone') })] } };
const BLIND = { alarms: { unread: 'cloudwatch:DescribeAlarms was denied' } };

describe('check', () => {
  it('shows the heaviest findings first', () => {
    expect(ids(GONE)).toEqual(['error no-latency-alarm', 'warning alarm-on-nothing']);
  });

  it('weighs by the rules of the config, for some alarms where it says so', () => {
    expect(ids(GONE, { 'no-latency-alarm': { severity: 'off' } })).toEqual(['warning alarm-on-nothing']);
    expect(ids(GONE, { 'alarm-on-nothing': { severity: 'info', alarms: ['o*'] } })).toContain('info alarm-on-nothing');
    expect(ids(GONE, { 'alarm-on-nothing': { severity: 'info', alarms: ['x'] } })).toContain(
      'warning alarm-on-nothing',
    );
  });

  it('tells settings that have ended, and goes by the rule again', () => {
    const rules = { 'no-latency-alarm': { severity: 'off', until: '2026-11-15', reason: 'moving' } } as const;
    const { findings, expired } = check(facts(), { rules, today: TODAY });

    expect(findings.map(({ rule }) => rule)).toContain('no-latency-alarm');
    expect(expired).toEqual([{ rule: 'no-latency-alarm', until: '2026-11-15', reason: 'moving' }]);
  });

  it('never says that all is well of what it could not judge', () => {
    const { findings, notJudged } = check(facts(BLIND), { today: TODAY });

    expect(findings).toMatchObject([{ rule: 'not-judged', severity: 'info' }]);
    expect(notJudged.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['no-latency-alarm', 'no-guard', 'alarm-on-nothing', 'topic-without-subscriber']),
    );
  });

  it('lets a config fail on what could not be judged', () => {
    expect(ids(BLIND, { 'not-judged': { severity: 'error' } })).toEqual(['error not-judged']);
  });

  it('does not miss a rule that is off', () => {
    const off = Object.fromEntries(CHECK_RULES.map(({ id }) => [id, { severity: 'off' as const }]));

    expect(check(facts(BLIND), { rules: off, today: TODAY })).toEqual({ findings: [], notJudged: [], expired: [] });
  });

  it('judges nothing of an environment in another account, and says so', () => {
    const elsewhere = [environment([], { name: 'eu', account: '999999999999' })];

    expect(check(facts({ elsewhere }), { today: TODAY }).notJudged).toEqual([
      { rule: '*', subject: 'eu', reason: 'it is account 999999999999, and the credentials are of 111122223333' },
    ]);
  });

  it('judges nothing of an environment where nothing tells the account', () => {
    const { account: _, ...unknown } = facts({ elsewhere: [environment([])] });

    expect(check(unknown, { today: TODAY }).notJudged).toMatchObject([
      { rule: '*', subject: 'prod', reason: expect.stringContaining('nothing that could be listed says which one') },
    ]);
  });

  it('names the environment of what is about the account where there is only one', () => {
    const { findings } = check(facts({ environments: [environment([])] }), { today: TODAY });

    expect(findings.find(({ rule }) => rule === 'no-latency-alarm')?.environment).toBe('prod');
  });

  it.each([...CHECK_RULES.map((rule) => [rule.id, rule] as const), [LIVE_LINT, LINT] as const])(
    'never finds anything, and is never silent, where nothing could be read: %s',
    (_, rule) => {
      const unread = { unread: 'denied' };
      const target = { ...FLEET_SERVER, targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
      const matched = { name: 'fleet-server', match: { name: 'f*' }, traffic: 'requests' };
      const locked = {
        stacks: 1,
        targets: { 'fleet-server': { match: { name: 'f*' }, targetGroup: 'x', loadBalancer: 'y', stack: 1 } },
      };
      // A target with match is no finding of target-group-gone, whatever was read.
      const locks =
        rule.id === 'lock-out-of-date'
          ? new Map([['prod', { settings: { targets: [matched] } as never, locked }]])
          : new Map();
      const blind = facts({
        environments: [environment([target])],
        locks,
        loadBalancers: unread,
        targetGroups: unread,
        discovery: unread,
        alarms: unread,
        alarmHistory: unread,
        targetHealth: new Map(),
        expected: new Map([['prod', unread]]),
      });
      const { found, open } = judge(rule, blind);

      expect(found).toEqual([]);
      expect(open.length).toBeGreaterThan(0);
    },
  );

  it('has ids that no lint rule has', () => {
    const lints = LINT_RULES.map(({ id }) => id);

    expect(CHECK_RULES.map(({ id }) => id).filter((id) => lints.includes(id))).toEqual([]);
  });

  it.each(CHECK_RULES.map(({ id, ofAlarms }) => [id, ofAlarms ?? false] as const))(
    'lets the config set %s, for some alarms where it is about alarms',
    (id, ofAlarms) => {
      const config = (setting: string) => `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    targets:
      - name: orders
        loadBalancer: arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/edge/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/orders/943f017f100becff
        traffic: requests
rules:
  ${id}: ${setting}
`;
      const forSome = () => readConfig(config('{ severity: info, alarms: ["a*"] }'), 'holdband.yaml');

      expect(readConfig(config('off'), 'holdband.yaml').settings.rules?.[id]).toEqual({ severity: 'off' });
      if (ofAlarms) expect(forSome().settings.rules?.[id]).toMatchObject({ alarms: ['a*'] });
      else expect(forSome).toThrow('only with rules about alarms');
    },
  );
});
