import { parseArn } from '../../../config/arns.ts';
import { plural } from '../../../triage/words.ts';
import { madeByHoldband } from '../../alarms-on-holds.ts';
import { actionsInAlarm, actionsToCome } from '../actions.ts';
import { known, type TopicState, whyNot } from '../facts.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/**
 * Error where an alarm of ours acts on it, else warning: the topic delivers to nobody. Info while only alarms in shadow mode are to
 * act on it.
 */
export const topicWithoutSubscriber: CheckRule = {
  id: 'topic-without-subscriber',
  severity: 'error',
  *check(facts) {
    const alarms = known(facts.alarms);
    if (!alarms) return yield notJudged('every topic', `the alarms are not known: ${whyNot(facts.alarms)}`);
    const acting = Map.groupBy(
      alarms.flatMap((alarm) => actionsToCome(alarm).map((topic) => ({ topic, alarm }))),
      ({ topic }) => topic,
    );
    for (const [topic, users] of acting) {
      if (parseArn(topic)?.service !== 'sns') continue;
      const fact = facts.topics.get(topic);
      const state = known(fact);
      if (state === undefined) {
        yield notJudged(topic, fact ? whyNot(fact) : 'it is of another account or Region');
        continue;
      }
      if (state !== 'gone' && state.some(({ confirmed }) => confirmed)) continue;
      const ours = users.some(({ alarm }) => madeByHoldband({ AlarmName: alarm.name, ...alarm.properties }));
      const isActing = users.some(({ alarm }) => actionsInAlarm(alarm.properties).includes(topic));
      const [{ alarm: first }] = users as [(typeof users)[number]];
      const who = users.length === 1 ? `${first.name} tells` : `${first.name} and ${users.length - 1} more tell`;
      yield {
        subject: topic,
        message: `${who} ${what(state)}${isActing ? '' : '; its actions are not on yet'}`,
        advice: advice(state),
        ...(!ours && { severity: 'warning' as const }),
        ...(!isActing && { severity: 'info' as const }),
      };
    }
  },
};

function what(state: TopicState): string {
  if (state === 'gone') return 'a topic that does not exist';
  if (state.length === 0) return 'a topic that reaches nobody: it has no subscription';
  return `a topic that reaches nobody: ${plural(state.length, 'subscription')}, none of them confirmed`;
}

function advice(state: TopicState): string {
  if (state === 'gone') return 'let the alarm act on a topic that somebody reads';
  return state.length === 0
    ? 'subscribe whoever is on call'
    : 'confirm a subscription: AWS sent a message to its endpoint';
}
