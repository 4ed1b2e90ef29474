import { describe, expect, it } from 'vitest';
import { CredentialsFailedError, ReadFailedError } from '../../../../lib/core/inventory/account.ts';
import { known } from '../../../../lib/core/inventory/check/facts.ts';
import { type CheckReader, readFacts } from '../../../../lib/core/inventory/check/read-facts.ts';
import type { Environment } from '../../../../lib/core/targets.ts';
import { FLEET_SERVER } from '../../alarms/_targets.ts';
import { HOUR } from '../../triage/scenarios.ts';
import { accountOf, group } from '../_discover.ts';
import { alarm, BALANCER_ELB, elbOf, environment } from './_facts.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const denied = (action: string) => async (): Promise<never> => {
  throw new ReadFailedError(action, 'denied', `${action} was denied.`);
};

/** Two target groups, one alarm on a topic, and how often each question was asked. */
function account(changes: Partial<CheckReader> = {}) {
  const asked: Record<string, number> = {};
  const base: CheckReader = {
    ...accountOf([group('orders'), group('carts')]),
    everyAlarm: async () => ({
      items: [alarm('latency', { AlarmActions: [TOPIC, 'arn:aws:sns:us-east-2:999999999999:theirs'] })],
    }),
    historyOfAll: async () => ({ items: [] }),
    topicSubscriptions: async () => [{ protocol: 'https', confirmed: true }],
    ...changes,
  };
  const counting = Object.entries(base).map(([name, ask]) => [
    name,
    (...args: never[]) => {
      asked[name] = (asked[name] ?? 0) + 1;
      return (ask as (...all: never[]) => unknown)(...args);
    },
  ]);
  return { reader: Object.fromEntries(counting) as CheckReader, asked };
}

function read(reader: CheckReader, environments: readonly Environment[] = [], neighbours: readonly Environment[] = []) {
  const question = { region: 'us-east-2', now: HOUR.end, historySeconds: 15 * 86_400, windowSeconds: 3600 };
  return readFacts(reader, { ...question, environments, neighbours, expected: new Map() });
}

describe('reading the facts of a check', () => {
  it('asks nothing twice, and nothing that no rule needs', async () => {
    const { reader, asked } = account();
    const { problems } = await read(reader);

    expect(problems).toEqual([]);
    expect(asked).toEqual({
      loadBalancers: 1,
      targetGroups: 1,
      everyAlarm: 1,
      historyOfAll: 1,
      loadBalancerAttributes: 1,
      metrics: 1,
      tags: 1,
      targetHealth: 2,
      topicSubscriptions: 1,
    });
  });

  it('learns from ARNs which account answered, and sets environments of others apart', async () => {
    const eu = environment([], { name: 'eu', account: '999999999999' });
    const { facts } = await read(account().reader, [environment([]), eu]);

    expect(facts.account).toBe('111122223333');
    expect(facts.environments.map(({ name }) => name)).toEqual(['prod']);
    expect(facts.elsewhere.map(({ name }) => name)).toEqual(['eu']);
  });

  it('takes an account that tells nothing for no account of the config', async () => {
    const none = async () => ({ items: [] });
    const { facts } = await read(account({ everyAlarm: none, targetGroups: none, loadBalancers: none }).reader, [
      environment([]),
    ]);

    expect([facts.environments, facts.elsewhere.map(({ name }) => name)]).toEqual([[], ['prod']]);
  });

  it('goes by the rules of environments that are not checked, too', async () => {
    const excluding = environment([], { name: 'eu', discover: [{ name: 'ord*', exclude: 'a batch service' }] });
    const { facts } = await read(account().reader, [environment([])], [excluding]);
    const excluded = known(facts.discovery)?.groups.flatMap(({ excluded: reason }) => reason ?? []);

    expect(facts.neighbours).toEqual([excluding]);
    expect(excluded).toEqual(['a batch service']);
  });

  it.each([
    ['everyAlarm', 'cloudwatch:DescribeAlarms', 'alarms'],
    ['historyOfAll', 'cloudwatch:DescribeAlarmHistory', 'alarmHistory'],
    ['loadBalancers', 'elasticloadbalancing:DescribeLoadBalancers', 'loadBalancers'],
    ['targetGroups', 'elasticloadbalancing:DescribeTargetGroups', 'targetGroups'],
  ] as const)('does without %s, and lists it', async (name, action, fact) => {
    const { facts, problems } = await read(account({ [name]: denied(action) }).reader);

    expect(facts[fact]).toEqual({ unread: `${action} was denied` });
    expect(problems.filter((text) => text.includes(action))).toHaveLength(1);
  });

  it.each([
    ['loadBalancerAttributes', 'elasticloadbalancing:DescribeLoadBalancerAttributes', 'loadBalancerAttributes'],
    ['targetHealth', 'elasticloadbalancing:DescribeTargetHealth', 'targetHealth'],
    ['topicSubscriptions', 'sns:ListSubscriptionsByTopic', 'topics'],
  ] as const)('does without %s of single resources', async (name, action, fact) => {
    const { facts, problems } = await read(account({ [name]: denied(action) }).reader);

    expect([...facts[fact].values()][0]).toEqual({ unread: `${action} was denied` });
    expect(problems.filter((text) => text.includes(action)).length).toBeGreaterThan(0);
  });

  it('keeps the newer part of a history that breaks off', async () => {
    const entry = { alarm: 'latency', at: HOUR.start, type: 'StateUpdate', summary: '' } as const;
    const failed = new ReadFailedError('cloudwatch:DescribeAlarmHistory', 'throttled', 'It was throttled.');
    const { facts } = await read(account({ historyOfAll: async () => ({ items: [entry], failed }) }).reader);

    expect(facts.alarmHistory).toEqual({ value: [entry], incomplete: 'It was throttled' });
  });

  it('replays alarms on holds where the history does not tell how often they fired', async () => {
    const target = { ...FLEET_SERVER, name: 'orders', targetGroup: elbOf('orders'), loadBalancer: BALANCER_ELB };
    const replayed = async (changes: Partial<CheckReader>) => {
      const { facts } = await read(account(changes).reader, [environment([target])]);
      return [...facts.replays.keys()];
    };
    const failed = new ReadFailedError('cloudwatch:DescribeAlarmHistory', 'throttled', 'It was throttled.');

    expect(await replayed({})).toEqual([]);
    expect(await replayed({ historyOfAll: denied('cloudwatch:DescribeAlarmHistory') })).toEqual(['latency']);
    expect(await replayed({ historyOfAll: async () => ({ items: [], failed }) })).toEqual(['latency']);
  });

  it('keeps the alarms before a page that failed', async () => {
    const failed = new ReadFailedError('cloudwatch:DescribeAlarms', 'throttled', 'It was throttled.');
    const { facts, problems } = await read(
      account({ everyAlarm: async () => ({ items: [alarm('a')], failed }) }).reader,
    );

    expect(facts.alarms).toEqual({ value: [alarm('a')], incomplete: 'It was throttled' });
    expect(problems).toEqual(['Not all alarms could be read: It was throttled.']);
  });

  it('takes a topic that is not there for an answer', async () => {
    const topicSubscriptions = async () => {
      throw new ReadFailedError('sns:ListSubscriptionsByTopic', 'not-found', 'Not there.');
    };
    const { facts, problems } = await read(account({ topicSubscriptions }).reader);

    expect([...facts.topics]).toEqual([[TOPIC, { value: 'gone' }]]);
    expect(problems).toEqual([]);
  });

  it('fails where neither target groups nor alarms can be listed, or nobody is accepted as the caller', async () => {
    const both = { everyAlarm: denied('cloudwatch:DescribeAlarms'), targetGroups: denied('elasticloadbalancing:X') };
    const credentials = async () => {
      throw new CredentialsFailedError('cloudwatch:DescribeAlarms', 'denied', 'No credentials.');
    };

    await expect(read(account(both).reader)).rejects.toThrow('was denied');
    await expect(read(account({ everyAlarm: credentials }).reader)).rejects.toThrow('No credentials.');
  });
});
