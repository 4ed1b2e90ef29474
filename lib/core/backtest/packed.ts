import type { AlarmState } from '../alarms/definition.ts';
import type { StateTimeline } from './model.ts';

/** Stands for NaN among counts. */
const NONE = 0xffff;

/** Values in as few bytes as they need: most series are counts below 65,535, and there are thousands of them. */
export type PackedValues = Float64Array | Uint16Array;

/** Packs values without loss; `null` and NaN are no data point. */
export function packValues(values: ArrayLike<number | null>): PackedValues {
  const counts = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) counts[i] = NONE;
    else if (Number.isInteger(value) && value >= 0 && value < NONE && !Object.is(value, -0)) counts[i] = value;
    else return Float64Array.from(values, (each) => each ?? Number.NaN);
  }
  return counts;
}

/** What was packed, NaN where there is no data point. */
export function unpackValues(packed: PackedValues): Float64Array {
  if (packed instanceof Float64Array) return packed;
  const values = new Float64Array(packed.length);
  for (let i = 0; i < packed.length; i++) {
    const count = packed[i] as number;
    values[i] = count === NONE ? Number.NaN : count;
  }
  return values;
}

/** One of the values that were packed. */
export function unpackValue(packed: PackedValues, index: number): number {
  const value = packed[index] ?? Number.NaN;
  return packed instanceof Uint16Array && value === NONE ? Number.NaN : value;
}

const STATES = [undefined, 'OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

/** States in a byte each. */
export interface PackedTimeline {
  readonly start: number;
  readonly codes: Uint8Array;
}

export function packTimeline({ start, states }: StateTimeline): PackedTimeline {
  return { start, codes: Uint8Array.from(states, (state) => STATES.indexOf(state)) };
}

export function unpackTimeline({ start, codes }: PackedTimeline): StateTimeline {
  return { start, states: Array.from(codes, (code): AlarmState | undefined => STATES[code]) };
}
