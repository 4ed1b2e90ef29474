import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../lib/adapters/files/node-files.ts';
import { type LocalEndpoint, startLocalAccount } from '../../../lib/adapters/local-account/endpoint.ts';
import { incidentAccount } from '../../../lib/adapters/local-account/incident.ts';
import type { AlarmDefinition } from '../../../lib/core/alarms/definition.ts';
import { planEnvironment } from '../../../lib/core/alarms/plan.ts';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';

const DAY = Date.UTC(2026, 10, 16) / 1000;
const day = dop833Day({ seed: 1, day: DAY });

let endpoint: LocalEndpoint;
let cloudWatch: CloudWatchClient;
let alarms: AlarmDefinition[];

beforeAll(async () => {
  endpoint = await startLocalAccount(incidentAccount(day), { now: () => day.day.to });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  cloudWatch = new CloudWatchClient({ endpoint: endpoint.url, region: 'us-east-2', credentials });
  const config = await nodeFiles(`${import.meta.dirname}/../../..`).readText('holdband.yaml');
  const [environment] = resolveEnvironments(readConfig(config, 'holdband.yaml'));
  if (!environment) throw new Error('the example has an environment');
  const plan = planEnvironment(environment);
  alarms = [...plan.targets.flatMap((target) => target.plan.alarms), ...plan.loadBalancers.alarms];
});
afterAll(async () => {
  cloudWatch.destroy();
  await endpoint.close();
});

/** The series an alarm of the example compares, over the day, as the SDK reads it. */
async function valuesOf(name: string): Promise<{ at: number; value: number }[]> {
  const alarm = alarms.find((candidate) => candidate.name === `holdband-prod-${name}`);
  if (!alarm) throw new Error(`the example has no alarm ${name}`);
  const { metrics, expression, periodSeconds } = alarm;
  const inputs: MetricDataQuery[] = metrics.map(({ id, metricName, stat, dimensions }) => ({
    Id: id,
    ReturnData: false,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: metricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: stat,
    },
  }));
  const answer = await read([...inputs, { Id: 'value', Expression: expression }]);
  const [result] = answer.MetricDataResults ?? [];
  return (result?.Timestamps ?? []).map((at, i) => ({
    at: at.getTime() / 1000,
    value: result?.Values?.[i] ?? Number.NaN,
  }));
}

function read(queries: MetricDataQuery[]) {
  return cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(day.day.from * 1000),
      EndTime: new Date(day.day.to * 1000),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: queries,
    }),
  );
}

describe('metric math of the example over the day of the incident', () => {
  it('finds no slow requests among the long polls, through the policy change too', async () => {
    const values = await valuesOf('fleet-server-slow-5m');

    expect(values).toHaveLength(288);
    expect(values.filter(({ value }) => value > 5)).toEqual([]);
  });

  it('finds Elasticsearch slow for as long as it was', async () => {
    const values = await valuesOf('elasticsearch-slow-1m');
    const slow = values.filter(({ value }) => value > 5).map(({ at }) => at);
    const { from = 0, to = 0 } = day.slowdown ?? {};

    expect(slow.length).toBeGreaterThan(25);
    expect(slow.every((at) => at >= from && at <= to)).toBe(true);
  });

  it('finds five polls parked, in every window after the first', async () => {
    const [, ...values] = await valuesOf('fleet-server-holds-stopped');

    expect(values).toHaveLength(95);
    for (const { value } of values) expect(Math.abs(value - 5)).toBeLessThan(1);
  });

  it('is dense where a guard says so: a metric that is never there is 0', async () => {
    const { MetricDataResults } = await read([
      {
        Id: 'gone',
        ReturnData: false,
        MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName: 'NotThere' }, Period: 3600, Stat: 'Sum' },
      },
      { Id: 'value', Expression: 'TIME_SERIES(0) + gone' },
    ]);

    expect(MetricDataResults?.[0]?.Values).toEqual(Array.from({ length: 24 }, () => 0));
  });

  it('names a function that is not known, in the words of a refusal', async () => {
    const refused = read([{ Id: 'e', Expression: "SEARCH('x', 'Sum', 60)" }]);

    await expect(refused).rejects.toThrow(/^Error in expression 'e': .*SEARCH/);
  });
});
