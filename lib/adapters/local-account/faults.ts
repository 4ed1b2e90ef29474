/**
 * What may go wrong with a call.
 *
 * - `throttle`: too many calls; clients try again
 * - `server-error`: 500; clients try again
 * - `access-denied`: 403; clients do not
 * - `partial-data`: GetMetricData gives the newer half of each series, with the status `PartialData` and no token
 * - `slow`: the answer takes `seconds` longer
 * - `cut`: the connection ends without an answer
 * - `cut-within`: the connection ends in the middle of the answer
 */
export const FAULTS = [
  'throttle',
  'server-error',
  'access-denied',
  'partial-data',
  'slow',
  'cut',
  'cut-within',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface FaultRule {
  /** Name of the operation, such as `GetMetricData`, or `*` for all. */
  readonly call: string;
  readonly fault: Fault;
  /** How many calls run into it. @default - all */
  readonly times?: number;
  /** How many calls are answered before. @default 0 */
  readonly after?: number;
  /** Only calls that name this somewhere: part of an ARN, of a dimension. @default - whatever they name */
  readonly about?: string;
  /** For `slow`. @default 1 */
  readonly seconds?: number;
}

/** Faults by script: each rule counts the calls it is about; the first rule that applies to a call is used. */
export class FaultScript {
  #rules: { readonly rule: FaultRule; seen: number }[] = [];

  constructor(rules: readonly FaultRule[]) {
    this.set(rules);
  }

  /**
   * Replaces the script; counting begins again.
   *
   * @throws RangeError where a rule can never apply
   */
  set(rules: readonly FaultRule[]): void {
    for (const { call, fault } of rules) {
      if (fault === 'partial-data' && call !== 'GetMetricData')
        throw new RangeError(`partial-data is a fault of GetMetricData, not of ${call}`);
    }
    this.#rules = rules.map((rule) => ({ rule, seen: 0 }));
  }

  /** The fault of the call that arrives now, if any. */
  next(call: string, input?: unknown): FaultRule | undefined {
    let found: FaultRule | undefined;
    let asked: string | undefined;
    for (const entry of this.#rules) {
      const { rule } = entry;
      if (rule.call !== '*' && rule.call !== call) continue;
      if (rule.about !== undefined) {
        asked ??= JSON.stringify(input) ?? '';
        if (!asked.includes(rule.about)) continue;
      }
      const { after = 0, times = Number.POSITIVE_INFINITY } = rule;
      const applies = entry.seen >= after && entry.seen < after + times;
      entry.seen++;
      if (applies) found ??= rule;
    }
    return found;
  }
}
