import { describe, expect, it } from 'vitest';
import { PRICES } from '../../../lib/core/alarms/cost.ts';
import { costOf } from '../../../lib/core/diff/alarm-cost.ts';
import { alarmOf, compositeOf, recordOf } from './_alarms.ts';

const query = (Id: string, Period = 60) => ({ Id, MetricStat: { Metric: { MetricName: Id }, Period, Stat: 'Sum' } });
const math = (...Metrics: object[]) => recordOf('math', { Metrics });
const metricsOf = (...alarms: Parameters<typeof costOf>[0]) => costOf(alarms).cost.alarmMetrics;

describe('the cost of alarms', () => {
  it('is for every metric that an alarm reads, and for every composite, by the table of prices', () => {
    const expression = { Id: 'e', Expression: 'a + b' };
    const { cost, unpriced } = costOf([alarmOf(), math(query('a'), query('b'), expression), compositeOf('ALARM(a)')]);

    expect(cost).toEqual({ alarmMetrics: 3, composites: 1, dollars: 0.8, pricesAsOf: PRICES.asOf });
    expect(unpriced).toBe(0);
  });

  it('of none is nothing', () => {
    expect(costOf([]).cost.dollars).toBe(0);
  });

  it('counts an anomaly band as the metric and the two limits', () => {
    const band = { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(a, 2)' };

    expect(metricsOf(recordOf('anomaly', { ThresholdMetricId: 'band', Metrics: [query('a'), band] }))).toBe(3);
  });

  it('counts an expression without metrics as one', () => {
    expect(metricsOf(math({ Id: 'e', Expression: 'TIME_SERIES(1)' }))).toBe(1);
  });

  it.each([
    ['a period below a minute', alarmOf({ Period: 10 })],
    ['one of several periods below a minute', math(query('a'), query('b', 30))],
    ['an anomaly band with a period below a minute', recordOf('anomaly', { Metrics: [query('a', 10)] })],
    [
      'a Metrics Insights query',
      math({ Id: 'q', Expression: 'SELECT MAX(CPUUtilization) FROM "AWS/EC2"', Period: 60 }),
    ],
    ['PromQL', recordOf('promql', {})],
    ['logs', recordOf('log', {})],
  ])('has no price for %s, and counts it', (_, alarm) => {
    expect(costOf([alarm])).toMatchObject({ cost: { alarmMetrics: 0, composites: 0 }, unpriced: 1 });
  });
});
