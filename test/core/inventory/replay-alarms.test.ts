import { describe, expect, it } from 'vitest';
import {
  type AccountAlarm,
  type AccountReader,
  type MetricRequest,
  ReadFailedError,
} from '../../../lib/core/inventory/account.ts';
import { replayAlarms } from '../../../lib/core/inventory/replay-alarms.ts';
import { alarm, mathAlarm } from './_alarms.ts';

const START = Date.UTC(2026, 10, 21, 10) / 1000;
const WINDOW = { start: START, end: START + 3600 };

function accountAlarm(properties: Record<string, unknown>): AccountAlarm {
  const name = String(properties.AlarmName);
  return {
    kind: 'metric',
    name,
    arn: `arn:aws:cloudwatch:us-east-2:111122223333:alarm:${name}`,
    state: 'OK',
    properties,
  };
}

/** Answers every query from a function of time; counts are 4 a period. */
function reader(valueAt: (at: number, period: number) => number | undefined, complete = true) {
  const requests: MetricRequest[] = [];
  const metrics: AccountReader['metrics'] = async (request) => {
    requests.push(request);
    const series = request.queries.map(({ id, stat, periodSeconds = 60 }) => {
      const at: number[] = [];
      const values: number[] = [];
      for (let time = request.start; time < request.end; time += periodSeconds) {
        const value = stat === 'SampleCount' ? 4 : valueAt(time, periodSeconds);
        if (value === undefined) continue;
        at.push(time);
        values.push(value);
      }
      return [id, { at, values, complete }] as const;
    });
    return { series: new Map(series), problems: [] };
  };
  return { requests, reader: { metrics } as AccountReader };
}

/** Slow from minute 20 to minute 30 of the window. */
const tenSlowMinutes = (at: number) => (at >= START + 20 * 60 && at < START + 30 * 60 ? 5 : 0.1);

describe('a replay', () => {
  it('counts the minutes an alarm was in ALARM, from its third bad minute to the first good one', async () => {
    const account = reader(tenSlowMinutes);
    const replays = await replayAlarms(account.reader, [accountAlarm(alarm())], WINDOW);

    expect(replays.get('latency-high')).toEqual({ minutesInAlarm: 8, everySeconds: 60 });
  });

  it('reads all alarms with one call', async () => {
    const account = reader(tenSlowMinutes);
    const alarms = [
      alarm(),
      alarm({ AlarmName: 'slow-average', Statistic: 'Average', Period: 300, EvaluationPeriods: 1 }),
      mathAlarm('m1 * 1000', { m1: ['TargetResponseTime', 'p95'] }, { Threshold: 800 }),
    ].map(accountAlarm);
    const replays = await replayAlarms(account.reader, alarms, WINDOW);

    expect(account.requests).toHaveLength(1);
    expect(replays.get('latency-math')).toEqual({ minutesInAlarm: 10, everySeconds: 60 });
    expect(replays.get('slow-average')).toEqual({ minutesInAlarm: 14, everySeconds: 60 });
  });

  it('looks at whole periods only where a percentile cannot be put together from minutes', async () => {
    const account = reader(tenSlowMinutes);
    const replays = await replayAlarms(
      account.reader,
      [accountAlarm(alarm({ Period: 300, EvaluationPeriods: 1 }))],
      WINDOW,
    );

    expect(replays.get('latency-high')).toEqual({ minutesInAlarm: 10, everySeconds: 300 });
    expect(account.requests[0]?.queries.map(({ periodSeconds }) => periodSeconds)).toEqual([300, 300]);
  });

  it('of an alarm on one query of Metrics is that of the same alarm without', async () => {
    const { Namespace, MetricName, Dimensions, ExtendedStatistic: Stat, Period, ...rest } = alarm();
    const Metrics = [{ Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat } }];
    const replays = await replayAlarms(reader(tenSlowMinutes).reader, [accountAlarm({ ...rest, Metrics })], WINDOW);

    expect(replays.get('latency-high')).toEqual({ minutesInAlarm: 8, everySeconds: 60 });
  });

  it('says why it cannot be had', async () => {
    const denied = {
      metrics: () => Promise.reject(new ReadFailedError('cloudwatch:GetMetricData', 'denied', 'It was denied.')),
    } as unknown as AccountReader;
    const why = async (from: AccountReader, properties: Record<string, unknown>) =>
      (await replayAlarms(from, [accountAlarm(properties)], WINDOW)).get(String(properties.AlarmName));

    expect(await why(denied, alarm())).toEqual({ unread: 'It was denied' });
    expect(await why(reader(tenSlowMinutes, false).reader, alarm())).toEqual({
      unread: 'CloudWatch gave a part of its data',
    });
    expect(await why(reader(tenSlowMinutes).reader, alarm({ Period: 10 }))).toEqual({
      unread: 'its period of 10 s is below a minute',
    });
    expect(await why(reader(tenSlowMinutes).reader, alarm({ Period: 86_400, EvaluationPeriods: 2 }))).toEqual({
      unread: 'it looks back over more than a day',
    });
  });

  it('leaves out the alarms beyond the 500 queries of one call, and says so', async () => {
    const account = reader(tenSlowMinutes);
    const alarms = Array.from({ length: 251 }, (_, i) => accountAlarm(alarm({ AlarmName: `a${i}` })));
    const replays = await replayAlarms(account.reader, alarms, WINDOW);

    expect(account.requests[0]?.queries).toHaveLength(500);
    expect(replays.get('a250')).toEqual({ unread: 'one call reads 500 metrics at most' });
  });
});
