import { assertNever, InputError } from '../errors.ts';
import { printBound } from './edges.ts';

/** Statistics CloudWatch keeps beside the distribution; they need no raw samples. */
export const BASIC_STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type BasicStatistic = (typeof BASIC_STATISTICS)[number];

/** Trimmed mean, trimmed count, trimmed sum and winsorized mean: they take a range of values or of percent. */
export const TRIMMED_MEASURES = ['TM', 'TC', 'TS', 'WM'] as const;
export type TrimmedMeasure = (typeof TRIMMED_MEASURES)[number];

/** What may be asked of a range of values: the trimmed measures, and percentile rank, which has no percent form. */
export const RANGE_MEASURES = [...TRIMMED_MEASURES, 'PR'] as const;
export type RangeMeasure = (typeof RANGE_MEASURES)[number];

/** A range with at least one bound. The lower one is exclusive, the upper one inclusive. */
interface Bounds {
  /** @default - open: no lower bound */
  readonly from?: number;
  /** @default - open: no upper bound */
  readonly to?: number;
}

/**
 * A CloudWatch statistic, such as `TC(0.8:240)` or `p99.9`, as data. Definitions:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export type Statistic =
  | { readonly kind: 'basic'; readonly name: BasicStatistic }
  /** `pNN`: the value at `percent` (0 to 100) of the samples. */
  | { readonly kind: 'percentile'; readonly percent: number }
  /** `TC(0.8:240)`: bounds are values of the metric, in its unit, 0 and above. */
  | ({ readonly kind: 'range'; readonly measure: RangeMeasure } & Bounds)
  /** `TM(10%:90%)`; `tm90` is `TM(:90%)`. Bounds are percent of the samples, 0 to 100. */
  | ({ readonly kind: 'percent-range'; readonly measure: TrimmedMeasure } & Bounds)
  /** `IQM`: the mean of the middle half, `TM(25%:75%)`. */
  | { readonly kind: 'interquartile-mean' };

/** For messages: every form CloudWatch takes, in one line. */
export const ALLOWED_FORMS =
  'SampleCount, Average, Sum, Minimum, Maximum, IQM, p99.9, tm90, tc90, ts90, wm90, TM|TC|TS|WM(10%:90%), TM|TC|TS|WM|PR(0.8:240)';

// The pattern AWS publishes for the statistic of an anomaly detector, the only published grammar (botocore, service model
// of cloudwatch 2010-08-01, AnomalyDetectorMetricStat), in parts, without its undocumented o, u, _E, _L and _H forms. Its
// 50 characters are left out, too: the model puts no length on the statistic of a query or an alarm.
const SHORT = /^(p|tc|tm|ts|wm)(\d{1,2}(?:\.\d{0,10})?|100)$/;
const RANGE = /^(TM|TC|TS|WM|PR)\(([^:\s]*):([^:\s]*)\)$/;
const VALUE = /^\d+(?:\.\d{0,10})?(?:[Ee][+-]?\d+)?$/;
const PERCENT = /^(?:\d{1,2}(?:\.\d{0,10})?|100(?:\.0{0,10})?)$/;

/**
 * Reads a statistic as CloudWatch does: case counts, spaces and negative bounds are refused, numbers have at most ten
 * decimals, a range has one bound or two of the same kind, in order.
 *
 * @throws InputError code `StatisticRefused`: what is wrong and what is allowed
 */
export function parseStatistic(text: string): Statistic {
  const basic = BASIC_STATISTICS.find((name) => name === text);
  if (basic) return { kind: 'basic', name: basic };
  if (text === 'IQM') return { kind: 'interquartile-mean' };

  const short = SHORT.exec(text) as [string, string, string] | null;
  if (short) {
    const percent = Number(short[2]);
    if (short[1] === 'p') return { kind: 'percentile', percent };
    return { kind: 'percent-range', measure: short[1].toUpperCase() as TrimmedMeasure, to: percent };
  }

  const range = RANGE.exec(text) as [string, RangeMeasure, string, string] | null;
  if (range) return parseRange(text, range[1], range[2], range[3]);
  throw refused(text, whyNoForm(text));
}

/** Whether CloudWatch would take the text as a statistic. */
export function isStatistic(text: string): boolean {
  try {
    parseStatistic(text);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function parseRange(text: string, measure: RangeMeasure, from: string, to: string): Statistic {
  const given = [from, to].filter((bound) => bound !== '');
  if (given.length === 0) throw refused(text, `needs at least one bound, as in ${measure}(0.8:)`);
  const percents = given.filter((bound) => bound.endsWith('%')).length;
  if (percents > 0 && percents < given.length) throw refused(text, 'mixes a percentage with a value; both or neither');
  if (percents > 0 && measure === 'PR') throw refused(text, 'PR has no percent form; it takes values: PR(0.8:240)');

  const read = percents > 0 ? readPercent : readValue;
  const bounds: Bounds = {
    ...(from !== '' && { from: read(text, from) }),
    ...(to !== '' && { to: read(text, to) }),
  };
  if (bounds.from !== undefined && bounds.to !== undefined && bounds.from > bounds.to)
    throw refused(text, `the lower bound ${from} is above the upper bound ${to}`);
  return percents > 0
    ? { kind: 'percent-range', measure: measure as TrimmedMeasure, ...bounds }
    : { kind: 'range', measure, ...bounds };
}

function readValue(text: string, bound: string): number {
  const value = Number(bound);
  if (!VALUE.test(bound) || !Number.isFinite(value))
    throw refused(
      text,
      `"${bound}" is no bound; allowed: a number of 0 or more with at most ten decimals, such as 0.8`,
    );
  return value;
}

function readPercent(text: string, bound: string): number {
  const percent = bound.slice(0, -1);
  if (!PERCENT.test(percent))
    throw refused(text, `"${bound}" is no percentage; allowed: 0% to 100% with at most ten decimals, such as 99.9%`);
  return Number(percent);
}

/** What keeps the text from having any of the forms; the commonest slips by name, so that nobody has to compare patterns. */
function whyNoForm(text: string): string {
  if (/\s/.test(text)) return 'spaces are not allowed';
  const known = [...BASIC_STATISTICS, 'IQM'].find((name) => name.toLowerCase() === text.toLowerCase());
  if (known) return `case counts; write ${known}`;
  const short = /^(p|tc|tm|ts|wm|pr)(-?[\d.]+)$/i.exec(text);
  if (short?.[1]?.toLowerCase() === 'pr') return 'PR takes a range of values: PR(:0.8)';
  if (short) {
    const percentile = `${short[1]?.toLowerCase()}${short[2]}`;
    if (percentile !== text && SHORT.test(percentile)) return `case counts; write ${percentile}`;
    return `the number after ${short[1]} is a percentage from 0 to 100 with at most ten decimals, 100 without any`;
  }
  const range = /^([a-z]+)(\(.*\))$/i.exec(text);
  if (range && RANGE.test(`${range[1]?.toUpperCase()}${range[2]}`))
    return `case counts; write ${range[1]?.toUpperCase()}${range[2]}`;
  return `is no statistic of CloudWatch; allowed: ${ALLOWED_FORMS}`;
}

function refused(text: string, message: string): InputError {
  return new InputError('StatisticRefused', { where: `statistic "${text}"`, message });
}

/**
 * Writes a statistic so that {@link parseStatistic} reads the same one: no trailing zeros, no exponent where ten decimals
 * suffice, `tm90` rather than `TM(:90%)` (the form every CloudWatch API documents). Never rounds a bound: round to an edge
 * with `printableEdge` first.
 */
export function printStatistic(statistic: Statistic): string {
  switch (statistic.kind) {
    case 'basic':
      return statistic.name;
    case 'percentile':
      return `p${printNumber(statistic.percent)}`;
    case 'interquartile-mean':
      return 'IQM';
    case 'percent-range': {
      const { measure, from, to } = statistic;
      if (from === undefined && to !== undefined) return `${measure.toLowerCase()}${printNumber(to)}`;
      return `${measure}(${printOptional(from, '%')}:${printOptional(to, '%')})`;
    }
    case 'range':
      return `${statistic.measure}(${printOptional(statistic.from)}:${printOptional(statistic.to)})`;
    default:
      return assertNever(statistic);
  }
}

function printOptional(value: number | undefined, unit = ''): string {
  return value === undefined ? '' : `${printNumber(value)}${unit}`;
}

/** The shortest text CloudWatch's grammar takes that reads back as the same double. */
function printNumber(value: number): string {
  if (value < 1e21) {
    const plain = printBound(value);
    if (Number(plain) === value) return plain;
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  // More than ten decimals would be refused: the point moves to the end instead.
  if (decimals.length > 10) return `${whole}${decimals}e${Number(exponent) - decimals.length}`;
  return `${mantissa}e${Number(exponent)}`;
}
