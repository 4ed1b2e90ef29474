import { InputError, type InputProblem } from '../errors.ts';
import type { Sample, StatisticSet } from './samples.ts';

/** What a samples file holds. */
export interface SampleList {
  readonly samples: readonly Sample[];
  readonly statisticSets: readonly StatisticSet[];
}

/** PutMetricData takes values from -2^360 to 2^360 and no NaN or infinity. */
const LARGEST = 2 ** 360;
/** More are counted, not listed: the first ones show what is wrong. */
const LISTED = 5;
const ALLOWED =
  'a number, [value, count] with a count of 0 or more, or {"SampleCount", "Sum", "Minimum", "Maximum"} with a Minimum not above the Maximum';

/**
 * Reads samples written as a JSON array, each element a number, `[value, count]`, or a statistic set with the four fields of
 * PutMetricData's StatisticValues.
 *
 * @param where what the text is called in errors, e.g. its path
 * @throws InputError code `SamplesInvalid` naming the elements that are none of these
 */
export function readSamples(text: string, where: string): SampleList {
  const elements = parseJson(text, where);
  if (!Array.isArray(elements))
    throw invalid({ where, message: `expected a JSON array, got ${shorten(elements)}; its elements: ${ALLOWED}` });

  const samples: Sample[] = [];
  const statisticSets: StatisticSet[] = [];
  const problems: InputProblem[] = [];
  let wrong = 0;
  elements.forEach((element: unknown, index) => {
    const set = asStatisticSet(element);
    if (isSample(element)) samples.push(element);
    else if (set) statisticSets.push(set);
    else if (++wrong <= LISTED)
      problems.push({ where: `${where}[${index}]`, message: `${shorten(element)} is no sample; allowed: ${ALLOWED}` });
  });
  if (wrong > LISTED) problems.push({ where, message: `${wrong - LISTED} more elements are no samples` });
  if (wrong > 0) throw invalid(problems);
  return { samples, statisticSets };
}

function parseJson(text: string, where: string): unknown {
  if (text.trim() === '') throw invalid({ where, message: `is empty; expected a JSON array, each element ${ALLOWED}` });
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as SyntaxError).message.replace(/\s+/g, ' ');
    throw invalid({ where, message: `is not JSON: ${reason}` }, { cause });
  }
}

function isSample(element: unknown): element is Sample {
  if (!Array.isArray(element)) return isValue(element);
  return element.length === 2 && isValue(element[0]) && isCount(element[1]);
}

function asStatisticSet(element: unknown): StatisticSet | undefined {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return undefined;
  const { SampleCount, Sum, Minimum, Maximum, ...others } = element as Record<string, unknown>;
  if (!isCount(SampleCount) || !isValue(Sum) || !isValue(Minimum) || !isValue(Maximum)) return undefined;
  if (Minimum > Maximum || Object.keys(others).length > 0) return undefined;
  return { sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum };
}

function isValue(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST;
}

function isCount(value: unknown): value is number {
  return isValue(value) && value >= 0;
}

function shorten(value: unknown): string {
  // JSON.parse reads 1e999 as Infinity, which JSON.stringify would call null.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function invalid(problems: InputProblem | readonly InputProblem[], options?: ErrorOptions): InputError {
  return new InputError('SamplesInvalid', problems, options);
}
