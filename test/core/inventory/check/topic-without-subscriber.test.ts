import { describe, expect, it } from 'vitest';
import type { Fact, TopicState } from '../../../../lib/core/inventory/check/facts.ts';
import { topicWithoutSubscriber } from '../../../../lib/core/inventory/check/rules/topic-without-subscriber.ts';
import { alarm, facts, judge } from './_facts.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
const CONFIRMED = { protocol: 'https', confirmed: true };
const PENDING = { protocol: 'email', confirmed: false };
const OURS = alarm('holdband-prod-orders-page', { AlarmActions: [TOPIC] });
const OTHERS = alarm('latency', { AlarmActions: [TOPIC] });

const say = (topic: Fact<TopicState> | undefined, alarms = [OURS]) =>
  judge(topicWithoutSubscriber, facts({ alarms: { value: alarms }, topics: new Map(topic ? [[TOPIC, topic]] : []) }));

describe('topic-without-subscriber', () => {
  it('is silent about a topic that reaches somebody', () => {
    expect(say({ value: [PENDING, CONFIRMED] })).toEqual({ found: [], open: [] });
  });

  it.each<[string, TopicState, string, string]>([
    ['without subscription', [], 'it has no subscription', 'subscribe whoever'],
    ['whose subscriptions are all pending', [PENDING], '1 subscription, none of them confirmed', 'confirm a'],
    ['that does not exist', 'gone', 'a topic that does not exist', 'a topic that somebody reads'],
  ])('finds a topic %s', (_, state, message, advice) => {
    const { found } = say({ value: state });

    expect(found).toMatchObject([
      { subject: TOPIC, message: expect.stringContaining(message), advice: expect.stringContaining(advice) },
    ]);
    expect(found[0]?.severity).toBeUndefined();
  });

  it('weighs less where only alarms of others act on it, and counts them', () => {
    expect(say({ value: [] }, [OTHERS, alarm('errors', { AlarmActions: [TOPIC] })]).found).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('latency and 1 more tell') },
    ]);
    expect(say({ value: [] }, [OTHERS, OURS]).found[0]?.severity).toBeUndefined();
  });

  it('says it before the actions of ours are on', () => {
    const shadow = alarm(OURS.name, { AlarmActions: [TOPIC], ActionsEnabled: false });

    expect(say({ value: [] }, [shadow]).found).toMatchObject([
      { severity: 'info', message: expect.stringContaining('its actions are not on yet') },
    ]);
    expect(say({ value: [] }, [shadow, OURS]).found[0]?.severity).toBeUndefined();
  });

  it('asks nothing of alarms of others whose actions are disabled', () => {
    expect(say({ value: [] }, [alarm('latency', { AlarmActions: [TOPIC], ActionsEnabled: false })]).found).toEqual([]);
  });

  it('does not judge topics of other accounts, or that could not be read', () => {
    expect(say(undefined).open).toEqual([{ subject: TOPIC, reason: 'it is of another account or Region' }]);
    expect(say({ unread: 'denied' }).open).toEqual([{ subject: TOPIC, reason: 'denied' }]);
  });
});
