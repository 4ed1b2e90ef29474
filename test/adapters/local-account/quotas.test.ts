import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Quotas, TIME_HEADER } from '../../../lib/adapters/local-account/quotas.ts';

const NOW = 1_800_000_000;
const HOUR = 3600;

/** Counts how many of so many calls are let through at each second. */
function through(service: 'ELBv2' | 'CloudWatch' | 'SNS', call: string, calls: number, at: readonly number[]) {
  const quotas = new Quotas({}, () => NOW);
  return at.map((second) => {
    const request = { headers: { [TIME_HEADER]: String(NOW + second) } } as unknown as IncomingMessage;
    return Array.from({ length: calls }, () => quotas.allows(service, call, {}, request)).filter(Boolean).length;
  });
}

/** A call of GetMetricData for this many series by the minute, from hours ago until now. */
function metrics(series: number, hours: number) {
  const query = { MetricStat: { Period: 60 } };
  return {
    StartTime: NOW - hours * HOUR,
    EndTime: NOW,
    MetricDataQueries: Array.from({ length: series }, () => query),
  };
}

describe('The quotas of the local account', () => {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html
  it('let 40 describing calls of Elastic Load Balancing through at once, and 10 a second after that', () => {
    expect(through('ELBv2', 'DescribeTags', 100, [0, 1, 2.5, 60])).toEqual([40, 10, 15, 40]);
  });

  it('count all describing calls of Elastic Load Balancing together', () => {
    const quotas = new Quotas({ clock: () => NOW }, () => NOW);
    const request = { headers: {} } as IncomingMessage;
    const allows = (call: string) =>
      Array.from({ length: 30 }, () => quotas.allows('ELBv2', call, {}, request)).filter(Boolean).length;

    expect([allows('DescribeTags'), allows('DescribeRules')]).toEqual([30, 10]);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  it.each([
    ['ListMetrics', 25],
    ['DescribeAlarms', 9],
    ['DescribeAlarmHistory', 3],
    ['PutMetricAlarm', 3],
    ['DeleteAlarms', 3],
  ])('let %s through %i times a second', (call, perSecond) => {
    expect(through('CloudWatch', call, 100, [0, 1])).toEqual([perSecond, perSecond]);
  });

  it('give 180,000 data points a second of the last three hours, 396,000 of what is older', () => {
    const quotas = new Quotas({ clock: () => NOW }, () => NOW);
    const request = { headers: {} } as IncomingMessage;
    const points = (series: number, hours: number) => {
      let given = 0;
      while (quotas.allows('CloudWatch', 'GetMetricData', metrics(series, hours), request))
        given += series * hours * 60;
      return given;
    };

    expect([points(500, 3), points(100, 15)]).toEqual([180_000, 360_000]);
  });

  it('do not limit what no document limits', () => {
    expect(through('SNS', 'Publish', 1000, [0])).toEqual([1000]);
  });
});
