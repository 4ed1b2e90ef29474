import { z } from 'zod';
import { isStatistic, parseStatistic } from '../../core/statistics/statistic.ts';
import type { LocalAccount } from './account.ts';
import type { MetricSeries } from './data.ts';
import { flag, instant, readInput, wholeNumber } from './input.ts';
import type { MathQuery, MathSeries } from './math.ts';
import { isPeriod, METRIC, SHORT_PERIODS } from './metric-input.ts';
import { type Merged, type Point, readPoints, roundStart } from './metric-store.ts';
import { makeToken, readToken } from './paging.ts';
import { ServiceError } from './service-error.ts';

/** Limits of the API reference of GetMetricData. */
const MAX_QUERIES = 500;
const MAX_POINTS = 100_800;
const ID = /^[a-z][a-zA-Z0-9_]*$/;

const QUERY = z.object({
  Id: z.string(),
  MetricStat: z
    .object({ Metric: METRIC, Period: wholeNumber, Stat: z.string(), Unit: z.string().optional() })
    .optional(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  Period: wholeNumber.optional(),
  ReturnData: flag.default(true),
});
type MetricDataQuery = z.output<typeof QUERY>;

const INPUT = z.object({
  MetricDataQueries: z.array(QUERY),
  StartTime: instant,
  EndTime: instant,
  NextToken: z.string().optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: wholeNumber.default(MAX_POINTS),
});

interface Result {
  readonly id: string;
  readonly label: string;
  /** In the order asked for. */
  readonly points: readonly Point[];
}

/**
 * GetMetricData. Statistics come out as CloudWatch stores them. Periods are counted from the rounded start.
 *
 * Pages are filled result by result; one that goes on has the status `PartialData`. A call with expressions has one page,
 * as the API reference says.
 */
export function getMetricData(input: unknown, account: LocalAccount): object {
  const request = readInput(INPUT, input);
  checkQueries(request.MetricDataQueries);
  if (request.StartTime >= request.EndTime)
    throw new ServiceError('ValidationError', 'The parameter StartTime must be less than the parameter EndTime.');
  const now = account.now();
  const results = resultsOf(request, now, account);
  const math = request.MetricDataQueries.some(({ Expression }) => Expression !== undefined);
  return math ? { MetricDataResults: results.map((result) => shown(result, true)) } : page(results, request);
}

/** @throws ServiceError in the words recorded from the service, where a recording exists */
function checkQueries(queries: readonly MetricDataQuery[]): void {
  const refuse = (message: string) => new ServiceError('ValidationError', message);
  if (queries.length > MAX_QUERIES)
    throw refuse(`The collection MetricDataQueries must not have a size greater than ${MAX_QUERIES}.`);
  for (const [index, { Id, MetricStat, Expression }] of queries.entries()) {
    const at = `MetricDataQueries.member.${index + 1}`;
    if (!ID.test(Id))
      throw refuse(`The value for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
    if (MetricStat && Expression !== undefined)
      throw refuse(
        `The parameters ${at}.Expression and ${at}.MetricStat are mutually exclusive and you have specified both.`,
      );
    if (!MetricStat && Expression === undefined)
      throw refuse(`Either ${at}.Expression or ${at}.MetricStat must be specified.`);
    if (MetricStat && !isStatistic(MetricStat.Stat))
      throw refuse(`The value for parameter ${at}.MetricStat.Stat is not a valid statistic.`);
    if (MetricStat && !isPeriod(MetricStat.Period))
      throw refuse(
        `The parameter ${at}.MetricStat.Period must be a value in the set [${SHORT_PERIODS.join(', ')}] or a multiple of 60.`,
      );
  }
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length)
    throw refuse('The values for parameter id in MetricDataQueries are not unique.');
}

function resultsOf(request: z.output<typeof INPUT>, now: number, account: LocalAccount): Result[] {
  const { MetricDataQueries, EndTime, ScanBy } = request;
  const start = roundStart(request.StartTime, now);
  const series = new Map<string, MathSeries>();
  const merged: Merged = new Map();
  const expressions: MathQuery[] = [];
  for (const { Id, MetricStat, Expression, Label, Period } of MetricDataQueries) {
    if (Expression !== undefined) {
      expressions.push({ id: Id, expression: Expression, ...(Period !== undefined && { period: Period }) });
    } else if (MetricStat) {
      const { Metric, Period: period, Stat, Unit } = MetricStat;
      const found = account.metrics.find(Metric);
      const readable = found && (Unit === undefined || Unit === found.unit);
      const read = (one: MetricSeries): readonly Point[] =>
        account.metrics.once(one.minutes, `${Stat} ${period} ${start} ${EndTime}`, now, () =>
          readPoints(one, { statistic: parseStatistic(Stat), period, start, end: EndTime, now }, merged),
        );
      const points = readable ? read(found) : [];
      series.set(Id, { label: Label ?? Metric.MetricName ?? '', period, points });
    }
  }
  const computed =
    expressions.length === 0 ? undefined : account.evaluateMath({ expressions, series, start, end: EndTime });
  return MetricDataQueries.filter(({ ReturnData }) => ReturnData).map(({ Id, Label }) => {
    const points = series.get(Id)?.points ?? computed?.get(Id) ?? [];
    const label = Label ?? series.get(Id)?.label ?? Id;
    return { id: Id, label, points: ScanBy === 'TimestampAscending' ? points : points.toReversed() };
  });
}

function page(results: readonly Result[], request: z.output<typeof INPUT>): object {
  const { NextToken, MaxDatapoints, ...rest } = request;
  const from = NextToken === undefined ? 0 : readToken(NextToken, rest);
  if (from === undefined) throw new ServiceError('InvalidNextToken', '');
  const to = from + Math.min(Math.max(MaxDatapoints, 1), MAX_POINTS);
  const shownResults: object[] = [];
  let position = 0;
  for (const result of results) {
    const begin = position;
    const end = begin + result.points.length;
    position = end;
    // A result without points belongs to the first page.
    const empty = begin === end && from === 0;
    if (!empty && (end <= from || begin >= to)) continue;
    const points = result.points.slice(Math.max(from - begin, 0), to - begin);
    shownResults.push(shown({ ...result, points }, end <= to));
  }
  return { MetricDataResults: shownResults, ...(position > to && { NextToken: makeToken(to, rest) }) };
}

function shown({ id, label, points }: Result, complete: boolean): object {
  return {
    Id: id,
    Label: label,
    Timestamps: points.map(({ at }) => new Date(at * 1000)),
    Values: points.map(({ value }) => value),
    StatusCode: complete ? 'Complete' : 'PartialData',
  };
}
