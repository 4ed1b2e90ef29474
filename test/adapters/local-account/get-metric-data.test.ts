import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { DATA, FLEET, FLEET_DIMENSIONS, LOAD_BALANCER_DIMENSIONS, NOW, request, START, start } from './_account.ts';

const DAY = 86_400;

function query(id: string, stat: string, rest: { name?: string; period?: number; dimensions?: object[] } = {}) {
  const { name = 'TargetResponseTime', period = 60, dimensions = FLEET_DIMENSIONS } = rest;
  const metric = { Namespace: 'AWS/ApplicationELB', MetricName: name, Dimensions: dimensions };
  return { Id: id, MetricStat: { Metric: metric, Period: period, Stat: stat } } as MetricDataQuery;
}

function ask(queries: MetricDataQuery[], rest: Partial<GetMetricDataCommandInput> = {}): GetMetricDataCommand {
  const StartTime = new Date(START * 1000);
  const EndTime = new Date((START + 3600) * 1000);
  return new GetMetricDataCommand({
    StartTime,
    EndTime,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: queries,
    ...rest,
  });
}

async function refusal(cloudWatch: CloudWatchClient, command: GetMetricDataCommand) {
  try {
    await cloudWatch.send(command);
  } catch (error) {
    return error as Error;
  }
  throw new Error('the call was not refused');
}

const minutesOf = (samples: readonly (readonly number[])[], from = START) =>
  samples.map((each, i) => [from + i * 60, StoredDistribution.of(each)] as const);

describe('GetMetricData', () => {
  it('gives every statistic as CloudWatch stores it, minute by minute', async () => {
    const samples = fc.array(fc.double({ min: 0.001, max: 400, noNaN: true }), { minLength: 1, maxLength: 20 });
    const statistics = [
      'Average',
      'Sum',
      'SampleCount',
      'Maximum',
      'p99.9',
      'TC(0.826446281:9.8497326758)',
      'PR(0.8:240)',
      'tm90',
      'IQM',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(samples, { minLength: 1, maxLength: 6 }), async (minutes) => {
        const { cloudWatch, endpoint } = await start({
          ...DATA,
          traffic: [{ targetGroup: FLEET, minutes: minutesOf(minutes) }],
        });
        const answer = await cloudWatch.send(ask(statistics.map((stat, i) => query(`q${i}`, stat))));
        await endpoint.close();
        for (const [i, stat] of statistics.entries()) {
          const expected = minutes.map((each) => StoredDistribution.of(each).compute(parseStatistic(stat)));
          expect(answer.MetricDataResults?.[i]?.Values).toEqual(expected);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('merges minutes into longer periods before the statistic is taken', async () => {
    const minutes = [[0.1, 0.2], [5], [], [0.3, 280], [0.1]];
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf(minutes.filter((each) => each.length > 0)) }];
    const { cloudWatch } = await start({ ...DATA, traffic });
    const answer = await cloudWatch.send(ask([query('q', 'p90', { period: 300 })]));

    expect(answer.MetricDataResults?.[0]?.Values).toEqual([
      StoredDistribution.of(minutes.flat()).compute(parseStatistic('p90')),
    ]);
  });

  it('derives counts and host counts from the requests', async () => {
    const requests = [
      request(0, 0.02),
      request(0, 280, { truth: 'expired-hold' }),
      request(1, 300, { answered: false, elbStatus: 504, truth: 'severed-hold' }),
      request(1, 40, { answered: false, elbStatus: 460, truth: 'cancelled-hold' }),
      request(2, 0.1, { elbStatus: 500, targetStatus: 500 }),
    ];
    const { cloudWatch } = await start({ ...DATA, traffic: [{ targetGroup: FLEET, requests }] });
    const of = (name: string, dimensions = FLEET_DIMENSIONS) => query(name.toLowerCase(), 'Sum', { name, dimensions });
    const answer = await cloudWatch.send(
      ask([
        of('RequestCount'),
        of('HTTPCode_Target_2XX_Count'),
        of('HTTPCode_Target_5XX_Count'),
        of('HTTPCode_ELB_504_Count', LOAD_BALANCER_DIMENSIONS),
        of('HTTPCode_ELB_4XX_Count', LOAD_BALANCER_DIMENSIONS),
        of('HealthyHostCount'),
      ]),
    );

    expect(answer.MetricDataResults?.map(({ Values }) => Values)).toEqual([[2, 2, 1], [2], [1], [1], [1], [1, 1, 1]]);
  });

  it('has no target group for what the load balancer answered itself', async () => {
    const requests = [request(1, 300, { answered: false, elbStatus: 504 })];
    const { cloudWatch } = await start({ ...DATA, traffic: [{ targetGroup: FLEET, requests }] });
    const answer = await cloudWatch.send(ask([query('q', 'Sum', { name: 'HTTPCode_ELB_504_Count' })]));

    expect(answer.MetricDataResults?.[0]?.Values).toEqual([]);
  });

  it('gives newest points first unless asked otherwise', async () => {
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf([[1], [2], [3]]) }];
    const { cloudWatch } = await start({ ...DATA, traffic });
    const answer = await cloudWatch.send(ask([query('q', 'Maximum')], { ScanBy: undefined }));

    expect(answer.MetricDataResults?.[0]?.Values).toEqual([3, 2, 1]);
    expect(answer.MetricDataResults?.[0]?.Timestamps?.[0]).toEqual(new Date((START + 120) * 1000));
  });

  it('leaves out the end, and minutes that are not over', async () => {
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf([[1], [2], [3]]) }];
    const { cloudWatch } = await start({ ...DATA, traffic }, { now: () => START + 150 });
    const until = async (seconds: number) => {
      const EndTime = new Date((START + seconds) * 1000);
      return (await cloudWatch.send(ask([query('q', 'Maximum')], { EndTime }))).MetricDataResults?.[0]?.Values;
    };

    expect(await until(60)).toEqual([1]);
    expect(await until(600)).toEqual([1, 2]);
  });

  it.each([
    [2 * DAY, 60, 1],
    [16 * DAY, 60, 0],
    [16 * DAY, 300, 1],
    [64 * DAY, 300, 0],
    [64 * DAY, 3600, 1],
    [460 * DAY, 3600, 0],
  ])('reads what is %i s old at a period of %i s as %i points', async (age, period, points) => {
    const from = Math.floor((NOW - age) / 3600) * 3600;
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf([[1]], from) }];
    const { cloudWatch } = await start({ ...DATA, traffic });
    const window = { StartTime: new Date(from * 1000), EndTime: new Date((from + 7200) * 1000) };
    const answer = await cloudWatch.send(ask([query('q', 'Maximum', { period })], window));

    expect(answer.MetricDataResults?.[0]?.Values).toHaveLength(points);
  });

  it('rounds the start down to the minute', async () => {
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf([[1]]) }];
    const { cloudWatch } = await start({ ...DATA, traffic });
    const answer = await cloudWatch.send(ask([query('q', 'Maximum')], { StartTime: new Date((START + 59) * 1000) }));

    expect(answer.MetricDataResults?.[0]?.Values).toEqual([1]);
  });

  it('gives at most 100,800 points at once, and the rest by token', async () => {
    const from = NOW - 14 * DAY;
    const stored = StoredDistribution.of([1]);
    const minutes = Array.from({ length: 14 * 1440 }, (_, i) => [from + i * 60, stored] as const);
    const { cloudWatch } = await start({ ...DATA, traffic: [{ targetGroup: FLEET, minutes }] });
    const queries = Array.from({ length: 6 }, (_, i) => query(`q${i}`, 'Maximum'));
    const StartTime = new Date(from * 1000);
    const EndTime = new Date(NOW * 1000);
    const sizes: number[] = [];
    const states: (string | undefined)[] = [];
    const byId = new Map<string, number>();
    for await (const page of paginateGetMetricData(
      { client: cloudWatch },
      { MetricDataQueries: queries, StartTime, EndTime },
    )) {
      const results = page.MetricDataResults ?? [];
      sizes.push(results.reduce((sum, { Values = [] }) => sum + Values.length, 0));
      states.push(results.at(-1)?.StatusCode);
      for (const { Id = '', Values = [] } of results) byId.set(Id, (byId.get(Id) ?? 0) + Values.length);
    }

    expect(sizes).toEqual([100_800, 6 * 20_160 - 100_800]);
    expect([...byId.values()]).toEqual(Array(6).fill(20_160));
    expect(states.at(-1)).toBe('Complete');
  });

  it('marks a result that goes on with the next token as partial', async () => {
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf([[1], [2], [3]]) }];
    const { cloudWatch } = await start({ ...DATA, traffic });
    const first = await cloudWatch.send(ask([query('q', 'Maximum')], { MaxDatapoints: 2 }));
    const last = await cloudWatch.send(ask([query('q', 'Maximum')], { MaxDatapoints: 2, NextToken: first.NextToken }));

    expect(first.MetricDataResults?.[0]).toMatchObject({ Values: [1, 2], StatusCode: 'PartialData' });
    expect(last.MetricDataResults?.[0]).toMatchObject({ Values: [3], StatusCode: 'Complete' });
    expect(last.NextToken).toBeUndefined();
  });

  it('refuses a token of another request', async () => {
    const { cloudWatch } = await start();
    const error = await refusal(cloudWatch, ask([query('q', 'Maximum')], { NextToken: 'garbage' }));

    expect(error.name).toBe('InvalidNextToken');
  });

  it.each([
    [
      'more than 500 queries',
      Array.from({ length: 501 }, (_, i) => query(`q${i}`, 'Sum')),
      /must not have a size greater than 500/,
    ],
    [
      'what is no statistic',
      [query('q', 'not-a-stat')],
      'The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.',
    ],
    [
      'a negative bound',
      [query('a', 'Sum'), query('q', 'WM(-1:0)')],
      'The value for parameter MetricDataQueries.member.2.MetricStat.Stat is not a valid statistic.',
    ],
    [
      'two queries of one id',
      [query('q', 'Sum'), query('q', 'Average')],
      'The values for parameter id in MetricDataQueries are not unique.',
    ],
    [
      'an id with a capital first',
      [query('Bad', 'Sum')],
      'The value for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.',
    ],
    [
      'a period of seven seconds',
      [query('q', 'Sum', { period: 7 })],
      /Period must be a value in the set \[1, 5, 10, 20, 30\]/,
    ],
    ['an expression and a metric in one', [{ ...query('q', 'Sum'), Expression: 'a+1' }], /mutually exclusive/],
    [
      'metric math of a query that is not there',
      [query('a', 'Sum'), { Id: 'e', Expression: 'b*2' }],
      /^Error in expression 'e': /,
    ],
  ])('refuses %s', async (_, queries, message) => {
    const { cloudWatch } = await start();
    const error = await refusal(cloudWatch, ask(queries as MetricDataQuery[]));

    expect(error.name).toBe('ValidationException');
    expect(error.message).toMatch(message as string | RegExp);
  });

  it('refuses a start at the end', async () => {
    const { cloudWatch } = await start();
    const error = await refusal(cloudWatch, ask([query('q', 'Sum')], { EndTime: new Date(START * 1000) }));

    expect(error.message).toBe('The parameter StartTime must be less than the parameter EndTime.');
  });

  it('asks the evaluator it was given for expressions, with the series they read', async () => {
    const traffic = [{ targetGroup: FLEET, minutes: minutesOf([[1], [2]]) }];
    const { cloudWatch } = await start(
      { ...DATA, traffic },
      {
        evaluateMath: ({ series }) =>
          new Map([['e', (series.get('a')?.points ?? []).map(({ at, value }) => ({ at, value: value * 2 }))]]),
      },
    );
    const answer = await cloudWatch.send(
      ask([
        { ...query('a', 'Maximum'), ReturnData: false },
        { Id: 'e', Expression: 'a*2', Label: 'twice' },
      ]),
    );

    expect(answer.MetricDataResults).toMatchObject([
      { Id: 'e', Label: 'twice', Values: [2, 4], StatusCode: 'Complete' },
    ]);
  });
});
