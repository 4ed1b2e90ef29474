import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricPoints } from '../../core/inventory/account.ts';
import type { MathQuestion } from '../../core/inventory/account-writer.ts';
import { readFailed } from '../read-failed.ts';

const PERIOD = 60;

/** What CloudWatch itself makes of an expression over one metric `m1`. One page: for a few hours. @throws ReadFailedError */
export async function readMath(client: CloudWatchClient, question: MathQuestion): Promise<MetricPoints> {
  const { expression, metric, start, end } = question;
  const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: metric.namespace, MetricName: metric.metricName, Dimensions };
  const command = new GetMetricDataCommand({
    StartTime: new Date(start * 1000),
    EndTime: new Date(end * 1000),
    ScanBy: 'TimestampAscending',
    MetricDataQueries: [
      { Id: 'm1', MetricStat: { Metric, Period: PERIOD, Stat: metric.stat }, ReturnData: false },
      { Id: 'e1', Expression: expression, Period: PERIOD },
    ],
  });
  try {
    const { MetricDataResults: [result] = [] } = await client.send(command);
    return {
      at: (result?.Timestamps ?? []).map((time) => time.getTime() / 1000),
      values: result?.Values ?? [],
      complete: result?.StatusCode === 'Complete',
    };
  } catch (error) {
    throw readFailed('cloudwatch:GetMetricData', error);
  }
}
