import { parseArn } from '../../../config/arns.ts';
import { plural } from '../../../triage/words.ts';
import { madeByHoldband } from '../../alarms-on-holds.ts';
import { actionsInAlarm } from '../actions.ts';
import { known, whyNot } from '../facts.ts';
import { type CheckRule, notJudged } from '../rule.ts';

/** Error where an alarm of ours acts on it, else warning: the topic delivers to nobody. */
export const topicWithoutSubscriber: CheckRule = {
  id: 'topic-without-subscriber',
  severity: 'error',
  *check(facts) {
    const alarms = known(facts.alarms);
    if (!alarms) return yield notJudged('every topic', `the alarms are not known: ${whyNot(facts.alarms)}`);
    const acting = Map.groupBy(
      alarms.flatMap((alarm) => actionsInAlarm(alarm.properties).map((topic) => ({ topic, alarm }))),
      ({ topic }) => topic,
    );
    for (const [topic, users] of acting) {
      if (parseArn(topic)?.service !== 'sns') continue;
      const fact = facts.topics.get(topic);
      const subscriptions = known(fact);
      if (!subscriptions) {
        yield notJudged(topic, fact ? whyNot(fact) : 'it is of another account or Region');
        continue;
      }
      if (subscriptions.some(({ confirmed }) => confirmed)) continue;
      const pending = subscriptions.length;
      const ours = users.some(({ alarm }) => madeByHoldband({ AlarmName: alarm.name, ...alarm.properties }));
      const [{ alarm: first }] = users as [(typeof users)[number]];
      const others = users.length > 1 ? ` and ${users.length - 1} more` : '';
      yield {
        subject: topic,
        message: `${first.name}${others} ${users.length > 1 ? 'tell' : 'tells'} a topic that reaches nobody: ${pending === 0 ? 'it has no subscription' : `${plural(pending, 'subscription')}, none of them confirmed`}`,
        advice:
          pending === 0 ? 'subscribe whoever is on call' : 'confirm a subscription: AWS sent a message to its endpoint',
        ...(!ours && { severity: 'warning' as const }),
      };
    }
  },
};
