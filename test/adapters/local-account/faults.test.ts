import { setTimeout as delay } from 'node:timers/promises';
import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTagsCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../lib/adapters/local-account/faults.ts';
import { DATA, FLEET, FLEET_DIMENSIONS, request, START, start } from './_account.ts';

const TRAFFIC = [{ targetGroup: FLEET, requests: [0, 1, 2, 3].map((minute) => request(minute, minute + 1)) }];
const METRIC = { Namespace: 'AWS/ApplicationELB', MetricName: 'TargetResponseTime', Dimensions: FLEET_DIMENSIONS };

const askMetrics = () =>
  new GetMetricDataCommand({
    StartTime: new Date(START * 1000),
    EndTime: new Date((START + 600) * 1000),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [{ Id: 'q', MetricStat: { Metric: METRIC, Period: 60, Stat: 'Maximum' } }],
  });

const begin = (...faults: FaultRule[]) => start({ ...DATA, traffic: TRAFFIC }, { faults });

describe('A fault by script', () => {
  it.each(['throttle', 'server-error', 'cut', 'cut-within'] as const)(
    'of the kind %s is tried again by the SDK until the call succeeds',
    async (fault) => {
      const { cloudWatch, elb, account } = await begin({ call: '*', fault, times: 1 });
      const metrics = await cloudWatch.send(askMetrics());
      account.faults.set([{ call: '*', fault, times: 1 }]);
      const tags = await elb.send(new DescribeTagsCommand({ ResourceArns: [FLEET] }));

      expect(metrics.MetricDataResults?.[0]?.Values).toEqual([1, 2, 3, 4]);
      expect(tags.TagDescriptions).toHaveLength(1);
      expect(account.calls.map(({ call, fault: met }) => [call, met])).toEqual([
        ['GetMetricData', fault],
        ['GetMetricData', undefined],
        ['DescribeTags', fault],
        ['DescribeTags', undefined],
      ]);
    },
  );

  it.each([
    ['throttle', 'Throttling', 'ThrottlingException', 400],
    ['server-error', 'InternalServiceFault', 'InternalFailure', 500],
    ['access-denied', 'AccessDenied', 'AccessDenied', 403],
  ] as const)('of the kind %s reaches the caller as %s when it stays', async (fault, metrics, tags, status) => {
    const { cloudWatch, elb } = await begin({ call: '*', fault });
    const [first, second] = await Promise.allSettled([
      cloudWatch.send(askMetrics()),
      elb.send(new DescribeTagsCommand({ ResourceArns: [FLEET] })),
    ]);

    expect(first).toMatchObject({ reason: { name: metrics, $metadata: { httpStatusCode: status } } });
    expect(second).toMatchObject({ reason: { name: tags, $metadata: { httpStatusCode: status } } });
  });

  it('access-denied is not tried again, and names the action', async () => {
    const { cloudWatch, account } = await begin({ call: 'GetMetricData', fault: 'access-denied' });

    await expect(cloudWatch.send(askMetrics())).rejects.toThrow('not authorized to perform: cloudwatch:GetMetricData');
    expect(account.calls).toHaveLength(1);
  });

  it('partial-data gives the newer half and says so', async () => {
    const { cloudWatch } = await begin({ call: 'GetMetricData', fault: 'partial-data' });
    const { MetricDataResults, NextToken } = await cloudWatch.send(askMetrics());

    expect(MetricDataResults).toMatchObject([{ Values: [3, 4], StatusCode: 'PartialData' }]);
    expect(NextToken).toBeUndefined();
  });

  it('partial-data of another call is refused: it could never happen', async () => {
    await expect(begin({ call: 'DescribeTags', fault: 'partial-data' })).rejects.toThrow(RangeError);
  });

  it('slow answers later', async () => {
    const { cloudWatch } = await begin({ call: 'GetMetricData', fault: 'slow', seconds: 0.2 });
    const answered = cloudWatch.send(askMetrics()).then(() => 'answered');

    expect(await Promise.race([answered, delay(100, 'waiting')])).toBe('waiting');
    expect(await answered).toBe('answered');
  });

  it('hits the call it names, as often as it says, after the calls it lets pass', async () => {
    const { cloudWatch, elb, account } = await begin({
      call: 'GetMetricData',
      fault: 'access-denied',
      after: 1,
      times: 2,
    });
    await elb.send(new DescribeTargetGroupsCommand({}));
    await cloudWatch.send(new DescribeAlarmsCommand({}));
    for (let i = 0; i < 4; i++) await cloudWatch.send(askMetrics()).catch(() => undefined);

    expect(account.calls.map(({ fault }) => fault)).toEqual([
      undefined,
      undefined,
      undefined,
      'access-denied',
      'access-denied',
      undefined,
    ]);
  });

  it('hits only calls that name what it is about, and counts no others', async () => {
    const { elb, account } = await begin({ call: '*', fault: 'access-denied', about: 'fleet/', times: 1 });
    const other = FLEET.replace(/targetgroup\/[^/]+/, 'targetgroup/other');
    const fleet = FLEET.replace(/targetgroup\/[^/]+/, 'targetgroup/fleet');
    for (const arn of [other, fleet, other, fleet]) {
      await elb.send(new DescribeTagsCommand({ ResourceArns: [arn] })).catch(() => undefined);
    }

    expect(account.calls.map(({ fault }) => fault)).toEqual([undefined, 'access-denied', undefined, undefined]);
  });
});
