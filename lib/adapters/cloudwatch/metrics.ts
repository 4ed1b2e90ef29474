import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MessageData,
} from '@aws-sdk/client-cloudwatch';
import type { MetricAnswer, MetricPoints, MetricQuery, MetricRequest } from '../../core/inventory/account.ts';
import { readFailed } from '../read-failed.ts';

const ACTION = 'cloudwatch:GetMetricData';
const NAMESPACE = 'AWS/ApplicationELB';

/** One series in the making: newest first, as CloudWatch gives it. */
interface Collected {
  readonly at: number[];
  readonly values: number[];
  complete: boolean;
}

/**
 * GetMetricData, newest points first, so that an answer that is cut short lacks the oldest. Further pages are read where
 * CloudWatch names one; a page that fails leaves what came before it.
 *
 * @throws ReadFailedError where not even the first page came
 */
export async function readMetrics(
  client: CloudWatchClient,
  request: MetricRequest,
  signal?: AbortSignal,
): Promise<MetricAnswer> {
  const { queries, start, end, periodSeconds = 60 } = request;
  const series = new Map(queries.map(({ id }): [string, Collected] => [id, { at: [], values: [], complete: false }]));
  const problems = new Set<string>();
  const input: GetMetricDataCommandInput = {
    MetricDataQueries: queries.map((query) => queryOf(query, periodSeconds)),
    StartTime: new Date(start * 1000),
    EndTime: new Date(end * 1000),
    ScanBy: 'TimestampDescending',
  };
  let token: string | undefined;
  do {
    try {
      const page = await client.send(
        new GetMetricDataCommand(token === undefined ? input : { ...input, NextToken: token }),
        signal ? { abortSignal: signal } : {},
      );
      for (const message of page.Messages ?? []) problems.add(sentence(message));
      for (const { Id = '', Timestamps = [], Values = [], StatusCode, Messages = [] } of page.MetricDataResults ?? []) {
        const one = series.get(Id);
        if (!one) continue;
        for (const message of Messages) problems.add(sentence(message));
        for (let i = 0; i < Values.length; i += 1) {
          one.at.push((Timestamps[i] as Date).getTime() / 1000);
          one.values.push(Values[i] as number);
        }
        one.complete = StatusCode === 'Complete';
      }
      token = page.NextToken;
    } catch (error) {
      const failed = readFailed(ACTION, error);
      if (token === undefined) throw failed;
      problems.add(`A further page is missing: ${failed.message}`);
      token = undefined;
    }
  } while (token !== undefined);
  return { series: new Map([...series].map(([id, one]) => [id, oldestFirst(one)])), problems: [...problems] };
}

function queryOf(query: MetricQuery, period: number) {
  const { id, namespace = NAMESPACE, metricName, stat, dimensions, periodSeconds } = query;
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: metricName, Dimensions };
  return { Id: id, MetricStat: { Metric, Period: periodSeconds ?? period, Stat: stat } };
}

function oldestFirst({ at, values, complete }: Collected): MetricPoints {
  return { at: at.reverse(), values: values.reverse(), complete };
}

function sentence({ Code = 'Message', Value = '' }: MessageData): string {
  return `CloudWatch says ${Code}: ${Value.replace(/\.$/, '')}.`;
}
