import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWidgetEvent, parseEvent } from '../../lambda/runbook/event.ts';
import { alarmArn, direct, eventBridge, SINCE, sns } from './_events.ts';

const GROUP = 'targetgroup/fleet/943f017f100becff';
const DIMENSIONS = { TargetGroup: GROUP, LoadBalancer: 'app/edge/50dc6c495c0c9188' };

/** An event that was recorded from AWS; see NOTICE. */
function recorded(name: string): Record<string, never> {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../_fixtures/alarm-events', `${name}.json`), 'utf8'));
}

describe('A recorded event', () => {
  it('of a composite names the children that set it off, the rule, and no metric', () => {
    expect(parseEvent(recorded('direct-composite'))).toMatchObject({
      kind: 'alarm',
      trigger: 'composite',
      alarm: {
        name: 'CompositeDemo.Main',
        state: 'ALARM',
        at: Date.UTC(2023, 7, 4, 12, 56, 46, 138) / 1000,
        rule: 'ALARM(CompositeDemo.FirstChild) OR ALARM(CompositeDemo.SecondChild)',
        triggeredBy: ['CompositeDemo.FirstChild'],
        metrics: [],
      },
    });
  });

  it('of an alarm on metric math names the metrics, the minutes it looked at and the threshold', () => {
    const minute = Date.UTC(2024, 1, 17, 11, 51) / 1000;

    expect(parseEvent(recorded('direct-metric-math'))).toMatchObject({
      trigger: 'alarm',
      alarm: {
        // The account of the ARN: the event's own field has another.
        place: { partition: 'aws', region: 'eu-west-1', account: '912397435824' },
        metrics: [
          { namespace: 'AWS/Lambda', name: 'Invocations', stat: 'SampleCount', dimensions: {} },
          { namespace: 'AWS/Lambda', name: 'Duration', stat: 'SampleCount', dimensions: {} },
        ],
        plain: false,
        threshold: 10,
        evaluated: { start: minute, end: minute + 60 },
      },
    });
  });

  it.each([
    ['sns-metric', { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions: { InstanceId: 'TestInstance' } }, true],
    [
      'sns-metric-math',
      { namespace: 'AWS/EC2', name: 'NetworkOut', dimensions: { InstanceId: 'TestInstance' } },
      false,
    ],
  ])('%s is refused for its placeholder of an ARN, and understood with a real one', (name, metric, plain) => {
    const event = recorded(name);
    const arn = alarmArn('EXAMPLE');
    const mended = JSON.parse(
      JSON.stringify(event).replaceAll(/arn:aws:cloudwatch:(?:REGION|EXAMPLE):[A-Z_]+:alarm:EXAMPLE/g, arn),
    ) as unknown;

    expect(() => parseEvent(event)).toThrow(/Message.AlarmArn is "arn:aws:cloudwatch:.*", which is no ARN/);
    expect(parseEvent(mended)).toMatchObject({
      trigger: 'sns',
      topicArn: 'arn:aws:sns:EXAMPLE',
      alarm: { arn, metrics: [metric], plain, threshold: 0 },
    });
  });
});

describe('parseEvent', () => {
  it.each([
    ['direct', direct],
    ['EventBridge', eventBridge],
    ['SNS', sns],
  ] as const)('reads the same of an alarm from %s', (_, make) => {
    const call = parseEvent(make('slow', { dimensions: DIMENSIONS, description: 'about', threshold: 2 }));

    expect(call).toMatchObject({
      alarm: {
        name: 'slow',
        arn: alarmArn('slow'),
        place: { partition: 'aws', region: 'us-east-2', account: '111122223333' },
        state: 'ALARM',
        since: SINCE,
        reason: 'Threshold Crossed',
        description: 'about',
        metrics: [{ namespace: 'AWS/ApplicationELB', name: 'TargetResponseTime', stat: 'p95', dimensions: DIMENSIONS }],
        plain: true,
        triggeredBy: [],
      },
    });
  });

  it('reads the children of a composite from SNS', () => {
    const call = parseEvent(sns('all', { rule: 'ALARM("a") OR ALARM("b")', triggeredBy: ['b'] }));

    expect(call).toMatchObject({ alarm: { rule: 'ALARM("a") OR ALARM("b")', triggeredBy: ['b'], metrics: [] } });
  });

  it('takes the minutes of an alarm in a notification from its settings, which is all it has', () => {
    const end = Date.UTC(2026, 10, 20, 10, 5) / 1000;

    expect(parseEvent(sns('slow', { dimensions: DIMENSIONS }))).toMatchObject({
      alarm: { evaluated: { start: end - 180, end }, threshold: 2 },
    });
  });

  it('reads which series of an alarm on several is meant', () => {
    const event = direct('by group');
    const { previousState: _, configuration: __, ...data } = event.alarmData;
    const expression = 'SELECT MAX(TargetResponseTime) FROM "AWS/ApplicationELB" GROUP BY TargetGroup, LoadBalancer';
    const call = parseEvent({
      ...event,
      alarmData: {
        ...data,
        alarmContributor: { id: 'abc', attributes: DIMENSIONS },
        configuration: { metrics: [{ id: 'q1', expression, returnData: true, period: 60 }] },
      },
    });

    expect(call).toMatchObject({
      alarm: { contributor: 'abc', metrics: [{ namespace: 'AWS/ApplicationELB', dimensions: DIMENSIONS }] },
    });
  });

  it('takes an alarm whose state somebody set, which gives no reason', () => {
    const call = parseEvent(direct('slow', { dimensions: DIMENSIONS }));

    expect(call).toHaveProperty('alarm.reason', 'Threshold Crossed');
    expect(call).not.toHaveProperty('alarm.evaluated');
  });

  it('passes a reason over that is no JSON: the page is explained all the same', () => {
    const event = direct('slow', { dimensions: DIMENSIONS });
    const state = { ...event.alarmData.state, reasonData: '{"a":' };

    expect(parseEvent({ ...event, alarmData: { ...event.alarmData, state } })).not.toHaveProperty('alarm.evaluated');
  });

  it('reads what a person asks for', () => {
    const event = { targetGroup: GROUP, start: '2026-11-20T09:00:00Z', end: '2026-11-20T11:00:00+01:00' };

    expect(parseEvent(event)).toEqual({
      ...{ kind: 'target-group', trigger: 'manual', targetGroup: GROUP },
      ...{ start: Date.UTC(2026, 10, 20, 9) / 1000, end: Date.UTC(2026, 10, 20, 10) / 1000 },
    });
  });

  const timeRange = { mode: 'relative', start: 1_000_000_000, end: 1_003_600_000, relativeStart: 3_600_000 };
  it.each([
    ['the range of the dashboard', { timeRange }, {}, { start: 1_000_000, end: 1_003_600 }],
    [
      'what is zoomed into before it',
      { timeRange: { ...timeRange, zoom: { start: 1_001_000_000, end: 1_002_000_000 } } },
      {},
      { start: 1_001_000, end: 1_002_000 },
    ],
    ['a range of its own before both', { timeRange }, { start: '1970-01-01T00:00:00Z' }, { start: 0 }],
    ['no range', {}, {}, {}],
  ])('takes of a widget %s', (_, context, params, range) => {
    const event = { targetGroup: GROUP, ...params, widgetContext: { theme: 'dark', width: 400, ...context } };

    expect(parseEvent(event)).toEqual({
      ...{ kind: 'target-group', trigger: 'widget', targetGroup: GROUP, widget: { theme: 'dark', width: 400 } },
      ...range,
    });
    expect(isWidgetEvent(event)).toBe(true);
  });

  it('takes "describe" before everything else', () => {
    expect(parseEvent({ describe: true, widgetContext: {} })).toEqual({ kind: 'describe' });
  });

  const good = direct('slow', { dimensions: DIMENSIONS });
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /^the event is missing/],
    ['a list', [], /^the event is \[\]/],
    ['an object of nothing', {}, /^targetGroup is missing/],
    ['an event of another service', { source: 'aws.ec2', detail: {} }, /^alarmArn is missing/],
    ['an alarm of another service', { ...good, source: 'aws.ec2' }, /^source is "aws.ec2", not "aws.cloudwatch"/],
    ['another EventBridge event', { ...eventBridge('a'), 'detail-type': 'Scheduled Event' }, /^detail-type is "Sch/],
    ['no state', { ...good, alarmData: { ...good.alarmData, state: undefined } }, /^alarmData.state is missing/],
    ['no name', { ...good, alarmData: { ...good.alarmData, alarmName: '' } }, /^alarmData.alarmName is ""/],
    ['an ARN of something else', { ...good, alarmArn: 'arn:aws:sns:us-east-2:111122223333:a' }, /which is no alarm/],
    [
      'a time that is none',
      direct('a', { since: 'yesterday' }),
      /alarmData.state.timestamp is "yesterday", which is no/,
    ],
    ['two messages', { Records: [...sns('a').Records, ...sns('b').Records] }, /^Records is \[/],
    ['a message in words', { Records: [{ Sns: { TopicArn: 'a', Message: 'hello' } }] }, /Message is no JSON/],
    [
      'a message of its own',
      { Records: [{ Sns: { TopicArn: 'a', Message: '{"version":"1.0"}' } }] },
      /AlarmName is miss/,
    ],
    ['a start after the end', { targetGroup: GROUP, start: '2026-11-20', end: '2026-11-19' }, /is not before end/],
    ['two days', { targetGroup: GROUP, start: '2026-11-18', end: '2026-11-20' }, /longer than 24 hours/],
    ['a start that is none', { targetGroup: GROUP, start: 'noon' }, /^start is "noon", which is no time/],
    ['a large event', { ...good, source: 'x'.repeat(500) }, /^source is "x{79}…/],
  ])('refuses %s, and names the shapes it takes', (_, event, message) => {
    expect(() => parseEvent(event)).toThrow(message);
    expect(() => parseEvent(event)).toThrow(
      /; accepted are: .*alarmData.*CloudWatch Alarm State Change.*Records.*"describe"/,
    );
  });

  it('refuses or reads anything, and crashes over nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.object({ key: fc.constantFrom(...KEYS) })), (event) => {
        try {
          parseEvent(event);
        } catch (error) {
          expect(error).toMatchObject({ code: 'EventNotUnderstood' });
        }
      }),
    );
  });
});

const KEYS = ['source', 'alarmArn', 'alarmData', 'Records', 'detail-type', 'detail', 'targetGroup', 'widgetContext'];
