import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountReader } from '../../../lib/adapters/account-reader.ts';
import type { AccountData } from '../../../lib/adapters/local-account/data.ts';
import { startLocalAccount } from '../../../lib/adapters/local-account/endpoint.ts';
import type { FaultRule } from '../../../lib/adapters/local-account/faults.ts';
import { incidentAccount } from '../../../lib/adapters/local-account/incident.ts';
import { trafficMetrics } from '../../../lib/adapters/local-account/traffic-metrics.ts';
import { backtest } from '../../../lib/core/backtest/backtest.ts';
import {
  type LiveHistoryQuestion,
  planLiveHistory,
  readLiveHistory,
} from '../../../lib/core/backtest/live/read-live.ts';
import type { MetricRead } from '../../../lib/core/backtest/model.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { anAlarm } from '../../core/backtest/_history.ts';

const DAY = Date.UTC(2026, 10, 16) / 1000;
const NOW = DAY + 86_400;
const DIMENSIONS = {
  TargetGroup: 'targetgroup/k8s-elastics-elastics-84f3e7cd35/a540128a211cfd00',
  LoadBalancer: 'app/k8s-elastics-ecksearc-b2c3d4e5f6/60ed7d5a6d1da299',
};
const Dimensions = Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value }));
const search = (name: string, properties: object = {}) => anAlarm(name, { Dimensions, ...properties });

let data: AccountData;
beforeAll(() => {
  data = incidentAccount(dop833Day({ seed: 1, day: DAY }));
});

async function live(question: Partial<LiveHistoryQuestion>, faults: readonly FaultRule[] = []) {
  const endpoint = await startLocalAccount(data, { now: () => NOW, faults });
  const config = {
    endpoint: endpoint.url,
    region: 'us-east-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const clients = { cloudWatch: new CloudWatchClient(config), elb: new ElasticLoadBalancingV2Client(config) };
  const asked = { alarms: [search('p95')], from: DAY, now: NOW, distributions: false, ...question };
  try {
    const plan = planLiveHistory(asked);
    const read = await readLiveHistory(accountReader(clients), plan, () => {});
    return { plan, ...read, calls: endpoint.account.calls.map(({ call }) => call) };
  } finally {
    clients.cloudWatch.destroy();
    clients.elb.destroy();
    await endpoint.close();
  }
}

/** What the account itself would answer, by the minute. */
function truth({ metricName, stat, dimensions }: Omit<MetricRead, 'namespace'>): (number | null)[] {
  const wanted = JSON.stringify(Object.entries(dimensions).sort());
  const metric = trafficMetrics(data).find(
    (each) => each.name === metricName && JSON.stringify(Object.entries(each.dimensions).sort()) === wanted,
  );
  return Array.from(
    { length: 1440 },
    (_, i) => metric?.minutes.get(DAY + 60 * i)?.compute(parseStatistic(stat)) ?? null,
  );
}

const READ = { namespace: 'AWS/ApplicationELB', metricName: 'TargetResponseTime', dimensions: DIMENSIONS };

describe('history read from CloudWatch', () => {
  it('has the statistic of every minute, in one call', async () => {
    const { history, calls } = await live({});

    const values = Array.from(history.series({ ...READ, stat: 'p95' }, 60)?.values ?? [], (v) =>
      Number.isNaN(v) ? null : v,
    );
    expect(values).toEqual(truth({ ...READ, stat: 'p95' }));
    expect(calls).toEqual(['GetMetricData']);
  });

  it('replays an alarm to the slowdown of the day', async () => {
    const { history } = await live({});

    const [replay] = backtest([search('p95')], history).alarms;

    expect(replay?.pages).toBeGreaterThan(0);
    expect(replay?.episodes[0]?.start).toBeGreaterThan(NOW - 3700);
  });

  it('reads a percentile over five minutes at its own period, and calls it approximate', async () => {
    const alarm = search('p95-300', { Period: 300 });
    const { history, plan } = await live({ alarms: [alarm] });

    expect(plan.reads).toMatchObject([{ stat: 'p95', periodSeconds: 300 }]);
    const [replay] = backtest([alarm], history).alarms;
    expect(replay?.notes.join(' ')).toContain('p95 over 5 minutes is approximate');
    expect(replay?.pages).toBe(1);
  });

  it('reads counts over five minutes, and what averages are weighed with, by the minute', async () => {
    const average = { ExtendedStatistic: undefined, Statistic: 'Average', Period: 300 };
    const { plan } = await live({
      alarms: [search('a', average), search('b', { ExtendedStatistic: 'TC(0.8:)', Period: 300 })],
    });

    expect(plan.reads.map(({ stat, periodSeconds }) => [stat, periodSeconds])).toEqual([
      ['Average', 60],
      ['SampleCount', 60],
      ['TC(0.8:)', 60],
    ]);
  });

  it('keeps distributions, from which other objectives follow', async () => {
    const { history, content } = await live({ distributions: true, from: NOW - 7200 });

    expect([...content.metrics].map(({ name }) => name)).toEqual(['TargetResponseTime']);
    for (const stat of ['TC(1.1:)', 'TC(0.826446281:9.8497326758)', 'SampleCount', 'Maximum']) {
      const values = history.series({ ...READ, stat }, 60)?.values ?? [];
      const known = truth({ ...READ, stat }).slice(-120);
      Array.from(values, (value, i) => expect(value, stat).toBeCloseTo(known[i] ?? Number.NaN, 6));
    }
  });

  it('cuts off what CloudWatch no longer has by the minute, and says so', () => {
    const plan = planLiveHistory({ alarms: [search('p95')], from: NOW - 20 * 86_400, now: NOW, distributions: false });

    expect(NOW - plan.from).toBeLessThanOrEqual(15 * 86_400 - 1800);
    expect(plan.notes.join(' ')).toContain('older than 15 days was left out');
  });

  it('does without a call that failed, and names its series', async () => {
    // More than a call holds: each of the two takes its metrics to a call of its own.
    const many = Array.from({ length: 600 }, (_, i) => search(`tc${i}`, { ExtendedStatistic: `TC(${i + 1}:)` }));
    const fault: FaultRule = { call: 'GetMetricData', fault: 'throttle', times: 1 };

    const { history } = await live({ alarms: many, from: NOW - 3600 }, [fault]);

    const { alarms } = backtest(many, history);
    const unknown = alarms.filter((alarm) => alarm.unknown !== undefined).length;
    expect(unknown).toBeGreaterThan(0);
    expect(unknown).toBeLessThan(600);
    expect(history.notes.join(' ')).toMatch(
      /\d+ series could not be read, such as TC\(\d+:\) of TargetResponseTime.*throttled/,
    );
  });

  it('does not take half an answer for a whole one', async () => {
    const { history } = await live({}, [{ call: 'GetMetricData', fault: 'partial-data' }]);

    expect(backtest([search('p95')], history).alarms[0]?.unknown).toContain('history does not have p95');
    expect(history.notes.join(' ')).toContain('answered in part');
  });

  it('fails where not a single call succeeded', async () => {
    await expect(live({}, [{ call: 'GetMetricData', fault: 'access-denied' }])).rejects.toMatchObject({
      failure: 'denied',
    });
  });
});
