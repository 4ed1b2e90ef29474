import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredAlarm } from '../../../lib/adapters/local-account/alarm-store.ts';
import { eventBridgeEvent, lambdaEvent } from '../../../lib/adapters/local-account/events.ts';
import { alarmNotification, snsEvent } from '../../../lib/adapters/local-account/sns-events.ts';

interface Recorded {
  readonly id: string;
  readonly subject?: string;
  readonly payload: Record<string, never>;
}

/** Events and notifications recorded from CloudWatch; source and licence in NOTICE. */
const RECORDED = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../_fixtures/recorded-notifications.json'), 'utf8'),
) as Recorded[];

function recorded(id: string): Recorded {
  const found = RECORDED.find((one) => one.id === id);
  if (!found) throw new Error(`no recording ${id}`);
  return found;
}

const at = (time: string) => Date.parse(time.replace('+0000', 'Z')) / 1000;

/** Where two JSON values have other members, or values of other types. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, shapeOf(inner)]),
  );
}

const ACCOUNT = '123456789012';
const ARN = `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:stackd-native-alarm-delivery-4b416420a7`;

const DELIVERY: StoredAlarm = {
  kind: 'MetricAlarm',
  name: 'stackd-native-alarm-delivery-4b416420a7',
  arn: ARN,
  settings: {
    AlarmDescription: 'native delivery initial configuration',
    Namespace: 'Stackd/NativeAlarmDelivery',
    MetricName: 'UnpublishedValue',
    Dimensions: [{ Name: 'Probe', Value: 'stackd-native-alarm-delivery-4b416420a7' }],
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  },
  state: 'ALARM',
  reason: 'enabled_transition_alarm',
  reasonData: '{"probe":"enabled_transition_alarm","nested":{"number":7,"enabled":true}}',
  stateChangedAt: at('2026-09-14T05:45:39.688+0000'),
  configuredAt: at('2026-09-14T05:42:25.543+0000'),
  updatedAt: at('2026-09-14T05:45:39.688+0000'),
};
const BEFORE = {
  state: 'OK',
  reason: 'enabled_transition_ok',
  reasonData: '{"probe":"enabled_transition_ok","nested":{"number":7,"enabled":true}}',
  stateChangedAt: at('2026-09-14T05:45:02.890+0000'),
} as const;

/** Ids are made up for each configuration and each event. */
function withoutIds(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner) => (key === 'id' ? '' : inner));
  return JSON.parse(text);
}

describe('the event of a Lambda alarm action', () => {
  it('is the recorded one', () => {
    expect(withoutIds(lambdaEvent({ alarm: DELIVERY, previous: BEFORE }))).toEqual(
      withoutIds(recorded('lambda-action').payload),
    );
  });

  it('of a composite names its rule and its suppressor, no metric and no description', () => {
    const event = recorded('lambda-composite-wait-release').payload as never as ReturnType<typeof lambdaEvent>;
    const { alarmData } = event;
    const { alarmRule, actionsSuppressor } = alarmData.configuration;
    const composite: StoredAlarm = {
      ...DELIVERY,
      kind: 'CompositeAlarm',
      name: alarmData.alarmName,
      arn: event.alarmArn,
      settings: {
        AlarmDescription: 'not in the event',
        AlarmRule: alarmRule,
        ActionsSuppressor: actionsSuppressor,
        ActionsSuppressorWaitPeriod: 5,
        ActionsSuppressorExtensionPeriod: 5,
      },
      reason: alarmData.state.reason,
      reasonData: alarmData.state.reasonData ?? '',
      stateChangedAt: at(alarmData.state.timestamp),
    };
    const previous = {
      state: 'ALARM',
      reason: alarmData.previousState.reason,
      reasonData: alarmData.previousState.reasonData ?? '',
      stateChangedAt: at(alarmData.previousState.timestamp),
      suppressedBy: 'WaitPeriod',
    } as const;

    expect(lambdaEvent({ alarm: composite, previous })).toEqual(event);
  });
});

describe('the event on EventBridge', () => {
  it('is the recorded one', () => {
    expect(withoutIds(eventBridgeEvent({ alarm: DELIVERY, previous: BEFORE }))).toEqual(
      withoutIds(recorded('eventbridge-state-change').payload),
    );
  });

  it('has the same id for the same change, and another for another', () => {
    const id = (stateChangedAt: number) =>
      eventBridgeEvent({ alarm: { ...DELIVERY, stateChangedAt }, previous: BEFORE }).id;

    expect(id(1000)).toBe(id(1000));
    expect(id(1000)).not.toBe(id(1060));
  });
});

describe('the notification of an alarm', () => {
  it.each(['sns-metric-math', 'sns-composite', 'sns-single-metric-long-name'])('has the shape of %s', (id) => {
    const { payload, subject } = recorded(id) as never as { payload: Record<string, unknown>; subject: string };
    const trigger = payload.Trigger as Record<string, unknown> | undefined;
    const composite = trigger === undefined;
    const alarm: StoredAlarm = {
      ...DELIVERY,
      kind: composite ? 'CompositeAlarm' : 'MetricAlarm',
      name: String(payload.AlarmName),
      arn: String(payload.AlarmArn),
      reason: String(payload.NewStateReason),
      reasonData: JSON.stringify({
        triggeringAlarms: [{ arn: 'a', state: { value: 'ALARM', timestamp: '2026-09-14T11:18:52.496+0000' } }],
      }),
      settings: {
        AlarmDescription: payload.AlarmDescription,
        AlarmActions: payload.AlarmActions,
        ...(composite ? { AlarmRule: payload.AlarmRule } : { ...trigger, ...metricOf(trigger) }),
      },
    };
    const notification = alarmNotification({ alarm, previous: { ...BEFORE, state: 'INSUFFICIENT_DATA' } });

    expect(shapeOf(JSON.parse(notification.message))).toEqual(shapeOf(payload));
    expect(notification.subject).toBe(subject);
    expect(notification.subject.length).toBeLessThanOrEqual(100);
  });

  it('reaches a function as a record of SNS', () => {
    const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:page`;
    const notification = alarmNotification({ alarm: DELIVERY, previous: BEFORE });

    const [record] = snsEvent(topic, notification, 1_789_000_000).Records;

    expect(record).toMatchObject({ EventSource: 'aws:sns', Sns: { TopicArn: topic, Message: notification.message } });
  });
});

/** Settings as PutMetricAlarm takes them, of what a notification shows. */
function metricOf(trigger: Record<string, unknown>): Record<string, unknown> {
  const { Metrics: metrics, Statistic: statistic } = trigger as {
    Metrics?: { MetricStat?: { Metric: Record<string, unknown> } }[];
    Statistic?: string;
  };
  if (!metrics) return { Statistic: `${statistic?.slice(0, 1)}${statistic?.slice(1).toLowerCase()}`, Dimensions: [] };
  const plain = metrics.map((query) =>
    query.MetricStat
      ? { ...query, MetricStat: { ...query.MetricStat, Metric: { ...query.MetricStat.Metric, Dimensions: [] } } }
      : query,
  );
  return { Metrics: plain, Period: undefined };
}
