import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import { pagesOnHolds } from '../../../lib/core/inventory/alarms-on-holds.ts';
import { FLEET_SERVER } from '../alarms/_targets.ts';
import { alarm, GROUP, mathAlarm, OF_LOAD_BALANCER } from './_alarms.ts';

const statistic = (stat: string, changes: Readonly<Record<string, unknown>> = {}) =>
  pagesOnHolds(alarm({ ExtendedStatistic: stat, ...changes }), GROUP);
const basic = (stat: string, changes: Readonly<Record<string, unknown>> = {}) =>
  pagesOnHolds(alarm({ Statistic: stat, ...changes }), GROUP);

describe('an alarm pages on holds', () => {
  it.each([
    'p50',
    'p95',
    'p99.9',
    'tm99',
    'TM(:400)',
    'TM(0.8:)',
    'WM(:90%)',
    'IQM',
    'PR(0.8:)',
    'TC(0.8:)',
    'TS(0.8:)',
  ])('through %s above 0.8', (stat) =>
    expect(statistic(stat)).toMatchObject({ scope: 'target-group', pages: 'yes', statistics: [stat] }),
  );

  it.each(['Average', 'Maximum', 'Sum', 'Minimum'])('through %s above 0.8', (stat) =>
    expect(basic(stat)).toMatchObject({ pages: 'yes' }),
  );

  it('through the share of fast requests, which holds lower', () =>
    expect(statistic('PR(:0.8)', { ComparisonOperator: 'LessThanThreshold', Threshold: 95 })?.pages).toBe('yes'));

  it('through a winsorized mean, which counts a hold as its upper bound', () => {
    expect(statistic('WM(:0.9)')?.pages).toBe('yes');
    expect(statistic('WM(:0.7)')).toBeUndefined();
  });

  it('through the response times of the whole load balancer', () =>
    expect(pagesOnHolds(alarm({ Dimensions: OF_LOAD_BALANCER }), GROUP)).toMatchObject({
      scope: 'load-balancer',
      reason:
        'It reads p95 of the response times of the whole load balancer: idle holds of 270 to 300 s alone put it in ALARM.',
    }));

  it('through one metric beside an empty list of queries, as some servers show it', () =>
    expect(statistic('p95', { Metrics: [] })?.pages).toBe('yes'));

  it('through metric math on response times', () =>
    expect(
      pagesOnHolds(mathAlarm('m1 * 1000', { m1: ['TargetResponseTime', 'Average'] }, { Threshold: 800 }), GROUP),
    ).toMatchObject({ statistics: ['Average'], pages: 'yes' }));

  it('through metric math that asks for traffic first', () =>
    expect(
      pagesOnHolds(
        mathAlarm('IF(m2 > 5, m1)', { m1: ['TargetResponseTime', 'Average'], m2: ['RequestCount', 'Sum'] }),
        GROUP,
      )?.pages,
    ).toBe('yes'));

  it('as far as a count of them reaches its threshold', () => {
    expect(statistic('TC(0.8:)', { Threshold: 5 })).toBeUndefined();
    const busy = { ...GROUP, holdsPerMinute: 10 };
    expect(pagesOnHolds(alarm({ ExtendedStatistic: 'TC(0.8:)', Threshold: 5 }), busy)?.pages).toBe('yes');
  });
});

describe('an alarm does not page on holds', () => {
  it.each(['TM(:240)', 'TC(0.8:240)', 'PR(0.8:240)', 'TS(0.8:240)', 'TC(330:)'])('through %s', (stat) =>
    expect(statistic(stat)).toBeUndefined(),
  );

  it('where no hold reaches its threshold', () => {
    expect(basic('Maximum', { Threshold: 300 })).toBeUndefined();
    expect(basic('Maximum', { Threshold: 299 })?.pages).toBe('yes');
  });

  it('where requests alone set it off as well', () => expect(basic('SampleCount', { Threshold: 0 })).toBeUndefined());

  it('where too few samples keep a percentile from being judged', () =>
    expect(statistic('p95', { EvaluateLowSampleCountPercentile: 'ignore' })).toBeUndefined());

  it('on the response times of another target group, or load balancer', () => {
    const other = (Name: string, Value: string) => alarm({ Dimensions: [{ Name, Value }] });
    expect(pagesOnHolds(other('TargetGroup', 'targetgroup/search/a540128a211cfd00'), GROUP)).toBeUndefined();
    expect(pagesOnHolds(other('LoadBalancer', 'app/other/50dc6c495c0c9188'), GROUP)).toBeUndefined();
  });

  it('on another metric', () => expect(basic('Sum', { MetricName: 'RequestCount' })).toBeUndefined());

  it('through metric math that has response times among its queries and does not use them', () =>
    expect(
      pagesOnHolds(mathAlarm('m2', { m1: ['TargetResponseTime', 'p95'], m2: ['RequestCount', 'Sum'] }), GROUP),
    ).toBeUndefined());

  it('where holdband made it', () => {
    expect(pagesOnHolds(alarm({ AlarmName: 'holdband-prod-fleet-slow-5m' }), GROUP)).toBeUndefined();
    const marker = `holdband:1 tg=${GROUP.targetGroup} lb=${GROUP.loadBalancer} hold=300-30`;
    expect(pagesOnHolds(alarm({ AlarmDescription: `Slow.\n${marker}` }), GROUP)).toBeUndefined();
  });
});

it.each(planTarget(FLEET_SERVER).alarms.filter(({ kind }) => kind.startsWith('slow') || kind === 'hang'))(
  'the hold-aware alarm $kind would not page on holds under another name either',
  (planned) => {
    const metrics = planned.metrics.map(({ id, metricName, stat, dimensions }) => ({
      Id: id,
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: metricName,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: planned.periodSeconds,
        Stat: stat,
      },
    }));
    const properties = {
      AlarmName: 'copied',
      Metrics: [...metrics, { Id: 'result', Expression: planned.expression, ReturnData: true }],
      EvaluationPeriods: planned.evaluationPeriods,
      DatapointsToAlarm: planned.datapointsToAlarm,
      Threshold: planned.threshold,
      ComparisonOperator: planned.comparison,
      TreatMissingData: planned.treatMissingData,
    };
    const { targetGroup, loadBalancer } = FLEET_SERVER;
    const group = {
      ...GROUP,
      targetGroup: targetGroup.fullName,
      loadBalancer: loadBalancer.fullName,
      holdsPerMinute: 50,
    };
    expect(pagesOnHolds(properties, group)).toBeUndefined();
    const generic = alarm({ Dimensions: metrics[0]?.MetricStat.Metric.Dimensions });
    expect(pagesOnHolds(generic, group)?.pages).toBe('yes');
  },
);

it('an alarm whose evaluation is not known is named, and not judged', () => {
  const band = {
    ...mathAlarm('ANOMALY_DETECTION_BAND(m1, 2)', { m1: ['TargetResponseTime', 'p95'] }),
    ComparisonOperator: 'GreaterThanUpperThreshold',
    ThresholdMetricId: 'e1',
  };
  const found = pagesOnHolds(band, GROUP);
  expect(found?.pages).toBe('unknown');
  expect(found?.reason).toContain('anomaly detection band');
});

it('law: a percentile alarm pages on holds exactly where its threshold is below the longest hold', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 51, max: 99 }),
      fc.double({ min: 0.1, max: 600, noNaN: true }),
      (percent, threshold) => {
        const found = statistic(`p${percent}`, { Threshold: threshold });
        expect(found !== undefined).toBe(threshold < 300);
      },
    ),
  );
});
