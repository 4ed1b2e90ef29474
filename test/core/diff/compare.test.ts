// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareAlarms, compareProperties } from '../../../lib/core/diff/compare.ts';
import { type AlarmRecord, Unresolved } from '../../../lib/core/diff/model.ts';
import { sideOf, templateOf } from './_sides.ts';

const dimension = (Name: string, Value: unknown) => ({ Name, Value });

describe('comparing properties', () => {
  it('names a property with its value before and after', () => {
    expect(compareProperties({ Threshold: 0.8 }, { Threshold: 2 })).toEqual([
      { name: 'Threshold', before: 0.8, after: 2 },
    ]);
  });

  it('leaves out the side that has none', () => {
    expect(compareProperties({}, { Unit: 'Seconds' })).toEqual([{ name: 'Unit', after: 'Seconds' }]);
    expect(compareProperties({ Unit: 'Seconds' }, {})).toEqual([{ name: 'Unit', before: 'Seconds' }]);
  });

  it.each([
    ['DatapointsToAlarm', { EvaluationPeriods: 3 }, { EvaluationPeriods: 3, DatapointsToAlarm: 3 }],
    ['TreatMissingData', {}, { TreatMissingData: 'missing' }],
    ['ActionsEnabled', {}, { ActionsEnabled: true }],
    ['EvaluateLowSampleCountPercentile', {}, { EvaluateLowSampleCountPercentile: 'evaluate' }],
    ['EvaluationWindow', {}, { EvaluationWindow: { SlidingWindow: {} } }],
    ['AlarmDescription', {}, { AlarmDescription: '' }],
    ['an empty list of dimensions', {}, { Dimensions: [] }],
    ['an empty list of actions', {}, { OKActions: [] }],
    ['ReturnData', { Metrics: [{ Id: 'a' }] }, { Metrics: [{ Id: 'a', ReturnData: true }] }],
    ['null', {}, { Unit: null }],
    ['the order of keys', { A: { x: 1, y: 2 } }, { A: { y: 2, x: 1 } }],
    [
      'the order of dimensions',
      { Dimensions: [dimension('a', 1), dimension('b', 2)] },
      { Dimensions: [dimension('b', 2), dimension('a', 1)] },
    ],
    ['the order and number of actions', { AlarmActions: ['x', 'y', 'x'] }, { AlarmActions: ['y', 'x'] }],
    ['the order of metrics', { Metrics: [{ Id: 'a' }, { Id: 'b' }] }, { Metrics: [{ Id: 'b' }, { Id: 'a' }] }],
    ['the sign of nothing', { Threshold: 0 }, { Threshold: -0 }],
  ])('takes no notice of %s', (_name, before, after) => {
    expect(compareProperties(before, after)).toEqual([]);
    expect(compareProperties(after, before)).toEqual([]);
  });

  it('names DatapointsToAlarm where the default would have been another', () => {
    const changes = compareProperties({ EvaluationPeriods: 3 }, { EvaluationPeriods: 3, DatapointsToAlarm: 2 });

    expect(changes).toEqual([{ name: 'DatapointsToAlarm', after: 2 }]);
  });

  it('names EvaluationPeriods alone where the other one follows it', () => {
    const changes = compareProperties({ EvaluationPeriods: 3 }, { EvaluationPeriods: 5 });

    expect(changes.map(({ name }) => name)).toEqual(['EvaluationPeriods']);
  });

  it('names a dimension by its name and a metric by its id', () => {
    const metrics = (Stat: string, Value: string) => [
      { Id: 'slow', MetricStat: { Stat, Metric: { Dimensions: [dimension('TargetGroup', Value)] } } },
    ];
    const changes = compareProperties(
      { Dimensions: [dimension('TargetGroup', 'a')], Metrics: metrics('p99', 'a') },
      { Dimensions: [dimension('TargetGroup', 'b')], Metrics: metrics('p50', 'b') },
    );

    expect(changes.map(({ name }) => name)).toEqual([
      'Dimensions.TargetGroup',
      'Metrics.slow.MetricStat.Metric.Dimensions.TargetGroup',
      'Metrics.slow.MetricStat.Stat',
    ]);
  });

  it('shows lists whose items have no names of their own as a whole', () => {
    const before = { Metrics: [{ Id: 'a' }, { Id: 'a' }] };

    expect(compareProperties(before, { Metrics: [] })).toEqual([
      { name: 'Metrics', before: before.Metrics, after: [] },
    ]);
  });

  it('compares values left open by their expressions', () => {
    const open = (expression: string) => ({ Threshold: new Unresolved(expression) });

    expect(compareProperties(open('${A}'), open('${A}'))).toEqual([]);
    expect(compareProperties(open('${A}'), open('${B}'))).toHaveLength(1);
    expect(compareProperties(open('a'), { Threshold: 'a' })).toHaveLength(1);
  });

  it('never crashes, finds nothing between equals, and the same both ways', () => {
    const record = fc.dictionary(
      fc.constantFrom(
        'Metrics',
        'Dimensions',
        'Tags',
        'AlarmActions',
        'EvaluationWindow',
        '__proto__',
        'toString',
        'x',
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(record, record, (before, after) => {
        expect(compareProperties(before, structuredClone(before))).toEqual([]);
        const names = compareProperties(before, after).map(({ name }) => name);
        expect(compareProperties(after, before).map(({ name }) => name)).toEqual(names);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

describe('comparing alarms', () => {
  const alarm = (properties: Record<string, unknown>, template = {}): AlarmRecord =>
    sideOf({ ...template, ...(templateOf({ A: properties }) as object) }).alarms[0] as AlarmRecord;
  const seconds = (standard: number) => ({ Parameters: { Seconds: { Type: 'Number', Default: standard } } });

  it('shows a default that changed by its values', () => {
    const [one, other] = [1, 5].map((value) => alarm({ Threshold: { Ref: 'Seconds' } }, seconds(value)));

    expect(compareAlarms(one as AlarmRecord, other as AlarmRecord)).toEqual([
      { name: 'Threshold', before: 1, after: 5 },
    ]);
  });

  it('shows by its expression what differs only for other values of parameters', () => {
    const changes = compareAlarms(alarm({ Threshold: 1 }), alarm({ Threshold: { Ref: 'Seconds' } }, seconds(1)));

    expect(changes).toEqual([{ name: 'Threshold', before: 1, after: new Unresolved('${Seconds}') }]);
  });

  it('shows a condition that came', () => {
    const before = alarm({});

    expect(compareAlarms(before, { ...before, condition: new Unresolved('Production') })).toEqual([
      { name: 'Condition', after: new Unresolved('Production') },
    ]);
    expect(compareAlarms(before, { ...before, condition: true })).toEqual([]);
  });

  it('takes a value left open for whatever the account has', () => {
    const template = alarm({ AlarmActions: [{ Ref: 'Topic' }], Threshold: 2, Tags: [{ Key: 'a', Value: 'b' }] });
    const { Tags, ...settings } = template.properties;
    const deployed: AlarmRecord = {
      ...template,
      properties: {
        ...settings,
        AlarmName: 'made-up',
        AlarmActions: ['arn:aws:sns:us-east-2:111122223333:pages'],
        Threshold: 1,
      },
      deployed: true,
    };

    expect(compareAlarms(deployed, template)).toEqual([{ name: 'Threshold', before: 1, after: 2 }]);
  });
});

describe('an alarm on DynamoDB', () => {
  it('ignores missing data where it says nothing, so that asking for that changes nothing', () => {
    const table = { Namespace: 'AWS/DynamoDB', MetricName: 'ThrottledRequests' };
    expect(compareProperties(table, { ...table, TreatMissingData: 'ignore' })).toEqual([]);
    expect(compareProperties(table, { ...table, TreatMissingData: 'missing' })).toHaveLength(1);
  });
});
