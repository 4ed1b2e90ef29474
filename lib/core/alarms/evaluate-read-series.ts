import { InputError } from '../errors.ts';
import { ALARM_STATES, type AlarmState } from './definition.ts';
import type { InputSeries } from './evaluate-alarm.ts';
import { isObject, type JsonObject, parseJson, shown } from './evaluate-json.ts';

export interface ReadSeries {
  /** One series, or series by query id. */
  readonly series: InputSeries | ReadonlyMap<string, InputSeries>;
  readonly initialState?: AlarmState;
}

/** A day of seconds for a week is past any alarm; more is a slip in a file. */
const MOST_VALUES = 50_000_000;

/**
 * Reads `{"period": 60, "start": "…Z", "values": [1, null], "sampleCounts": […]?, "initialState": "OK"?}`, or
 * `{"series": {"m1": {…}}, "initialState"?}` by query id.
 *
 * @throws InputError code `SeriesRefused`: where, the wrong value, what is allowed
 */
export function readSeries(text: string, where: string): ReadSeries {
  const parsed = parseJson(text, where);
  if (!isObject(parsed)) throw refused(where, `holds ${shown(parsed)}; allowed: an object with values, or with series`);
  const initialState = readState(parsed.initialState, where);
  const rest = initialState && { initialState };
  if (parsed.series === undefined) return { series: readOne(parsed, where), ...rest };
  if (!isObject(parsed.series)) throw refused(where, `series is ${shown(parsed.series)}; allowed: series by query id`);
  const entries = Object.entries(parsed.series).map(([id, one]): [string, InputSeries] => {
    if (!isObject(one)) throw refused(`${where}: ${id}`, `is ${shown(one)}; allowed: an object with values`);
    return [id, readOne(one, `${where}: ${id}`)];
  });
  return { series: new Map(entries), ...rest };
}

function readOne(given: JsonObject, where: string): InputSeries {
  const { period, start, values } = given;
  if (
    typeof period !== 'number' ||
    !Number.isInteger(period) ||
    (period % 60 !== 0 && ![1, 5, 10, 20, 30].includes(period)) ||
    period < 1
  ) {
    throw refused(where, `period is ${shown(period)}; allowed: 1, 5, 10, 20, 30 and multiples of 60`);
  }
  const from = typeof start === 'string' && /T.*Z$/.test(start) ? Date.parse(start) / 1000 : Number.NaN;
  if (!Number.isInteger(from)) {
    throw refused(where, `start is ${shown(start)}; allowed: a time to the second such as "2026-11-21T09:00:00Z"`);
  }
  const read = column(values, 'values', where);
  if (given.sampleCounts === undefined) return { periodSeconds: period, start: from, values: read };
  const sampleCounts = column(given.sampleCounts, 'sampleCounts', where);
  if (sampleCounts.length !== read.length) {
    throw refused(
      where,
      `has ${read.length} values and ${sampleCounts.length} sampleCounts; there must be one for each`,
    );
  }
  const negative = sampleCounts.find((count) => count < 0);
  if (negative !== undefined) throw refused(where, `sampleCounts holds ${negative}; allowed: 0 and above`);
  return { periodSeconds: period, start: from, values: read, sampleCounts };
}

function column(given: unknown, key: string, where: string): Float64Array {
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_VALUES) {
    throw refused(where, `${key} is ${shown(given)}; allowed: a list of numbers, null where data are missing`);
  }
  const numbers = new Float64Array(given.length);
  for (const [i, value] of given.entries()) {
    if (value !== null && (typeof value !== 'number' || !Number.isFinite(value))) {
      throw refused(where, `${key}[${i}] is ${shown(value)}; allowed: a number or null`);
    }
    numbers[i] = value ?? Number.NaN;
  }
  return numbers;
}

function readState(given: unknown, where: string): AlarmState | undefined {
  if (given === undefined) return undefined;
  const state = ALARM_STATES.find((name) => name === given);
  if (state) return state;
  throw refused(where, `initialState is ${shown(given)}; allowed: ${ALARM_STATES.join(', ')}`);
}

function refused(where: string, message: string): InputError {
  return new InputError('SeriesRefused', { where, message });
}
