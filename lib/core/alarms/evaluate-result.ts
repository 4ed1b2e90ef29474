import type { AlarmState } from './definition.ts';
import type { MetricAlarm } from './evaluate-alarm.ts';
import type { Judged } from './evaluate-classes.ts';
import { describeEvaluation } from './evaluate-reason.ts';
import { STATE_NAMES, usedSlots } from './missing-data.ts';

/** Where one evaluation's periods stand. */
interface View {
  readonly judged: Judged;
  /** Newest slot. */
  readonly slot: number;
  readonly stride: number;
}

interface Parts {
  readonly alarm: MetricAlarm;
  readonly states: Uint8Array;
  readonly otherStates: Uint8Array;
  readonly range: number;
  readonly extraPeriods: number;
  readonly otherExtraPeriods: number;
  readonly at: (index: number) => number;
  readonly newestPeriodStart: (index: number) => number;
  readonly view: (index: number) => View;
}

/** Another state that an evaluation may have had, where CloudWatch's rule is not known. */
export interface OtherReading {
  readonly state: AlarmState;
  /** What would have to be so. */
  readonly because: string;
}

/** The points one evaluation used. */
export interface UsedPoints {
  /** Epoch seconds of the oldest one's period; `undefined` where there was none. */
  readonly startDate: number | undefined;
  /** From the oldest used point to the newest; `null` for gaps. What CloudWatch calls `recentDatapoints`. */
  readonly values: readonly (number | null)[];
}

/** All evaluations of one alarm, oldest first. States are a column; everything else is worked out when asked for. */
export class Evaluation {
  /** How many evaluations there were. 1 or more. */
  readonly length: number;
  /** Periods beyond N that were looked at for data. */
  readonly extraPeriods: number;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.length = parts.states.length;
    this.extraPeriods = parts.extraPeriods;
  }

  /** State after the evaluation. `index` is 0 to `length - 1`. */
  state(index: number): AlarmState {
    return nameOf(this.#parts.states, index);
  }

  /** State after the last evaluation. */
  get final(): AlarmState {
    return this.state(this.length - 1);
  }

  /** Time of the evaluation, epoch seconds. */
  at(index: number): number {
    return this.#parts.at(index);
  }

  /** The state the other reading of the evaluation range gives, where that is another one. */
  otherReading(index: number): OtherReading | undefined {
    const { states, otherStates, otherExtraPeriods, extraPeriods } = this.#parts;
    if (states[index] === otherStates[index]) return undefined;
    const because = `if CloudWatch looks back over ${otherExtraPeriods} extra periods rather than ${extraPeriods}`;
    return { state: nameOf(otherStates, index), because };
  }

  used(index: number): UsedPoints {
    const { alarm, range, newestPeriodStart } = this.#parts;
    const { judged, slot, stride } = this.#parts.view(index);
    const slots = usedSlots(alarm, judged.classes, slot, stride, range);
    const [newest] = slots;
    const oldest = slots.at(-1);
    if (newest === undefined || oldest === undefined) return { startDate: undefined, values: [] };
    const values: (number | null)[] = [];
    for (let at = oldest; at <= newest; at += stride) {
      const value = judged.values[at] as number;
      values.push(Number.isNaN(value) ? null : value);
    }
    const periodsBack = (slot - oldest) / stride;
    return { startDate: newestPeriodStart(index) - periodsBack * alarm.periodSeconds, values };
  }

  /** Why the state is what it is, in one phrase: `2 of 3 datapoints above 500`. */
  reason(index: number): string {
    const { alarm, range } = this.#parts;
    const { judged, slot, stride } = this.#parts.view(index);
    return describeEvaluation(alarm, judged.classes, slot, stride, range, this.state(index));
  }
}

function nameOf(states: Uint8Array, index: number): AlarmState {
  const name = STATE_NAMES[states[index] as number];
  if (!name) throw new RangeError(`evaluation ${index} of ${states.length}`);
  return name;
}
