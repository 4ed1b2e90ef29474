import type { AlarmState, MissingData } from './definition.ts';

/** What the evaluation knows of one period. Bit 0 says that there is a point to judge, bit 1 that it breaches. */
export const MISSING = 0;
export const GOOD = 1;
export const BREACHING = 3;
/** A percentile of too few samples, which the alarm was told to ignore. */
export const LOW_SAMPLES = 4;

/** Alarm states as the numbers of a column; `STATE_NAMES[code]` is the name. */
export const OK = 0;
export const ALARM = 1;
export const INSUFFICIENT_DATA = 2;
export const STATE_NAMES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const satisfies readonly AlarmState[];

/** The part of an alarm that decides over periods already judged. */
export interface DecisionRule {
  /** N of "M out of N". */
  readonly evaluationPeriods: number;
  /** M of "M out of N". */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/**
 * The state after one evaluation. Data are the newest N real points within the evaluation range; the treatment of missing
 * data fills up what then lacks. Sources: "Configuring how CloudWatch alarms treat missing data", which gives the tables
 * and the rule against premature transitions,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html, and states recorded from
 * CloudWatch, which show that the rule looks at the whole range, and that an alarm with breaching points only, too few and
 * too young for ALARM, stays as it is.
 *
 * @param classes what is known of each period, by slot
 * @param newest slot of the newest period
 * @param stride slots from one period to the one before it
 * @param range periods looked at: N and the extra ones
 * @param prior state before this evaluation, as a code
 */
export function decide(
  rule: DecisionRule,
  classes: Uint8Array,
  newest: number,
  stride: number,
  range: number,
  prior: number,
): number {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  let real = 0;
  let breaching = 0;
  let good = 0;
  let oldestBreachAge = 0;
  for (let age = 1, slot = newest; age <= range && slot >= 0 && real < evaluationPeriods; age++, slot -= stride) {
    const is = classes[slot];
    if (is === MISSING) continue;
    if (is === LOW_SAMPLES) return prior;
    real++;
    if (is === BREACHING) {
      breaching++;
      oldestBreachAge = age;
    } else good++;
  }
  if (treatMissingData === 'breaching') breaching += evaluationPeriods - real;
  if (breaching >= datapointsToAlarm) return ALARM;
  if (treatMissingData === 'breaching' || treatMissingData === 'notBreaching' || good > 0) return OK;
  if (treatMissingData === 'ignore') return prior;
  if (real === 0) return INSUFFICIENT_DATA;
  // Too early for ALARM while points yet to come could still be the M-th one.
  return oldestBreachAge >= datapointsToAlarm ? ALARM : prior;
}

/** Slots of the points an evaluation used, newest first; for showing them, so a list will do. */
export function usedSlots(
  rule: DecisionRule,
  classes: Uint8Array,
  newest: number,
  stride: number,
  range: number,
): number[] {
  const used: number[] = [];
  for (let age = 1, slot = newest; age <= range && slot >= 0; age++, slot -= stride) {
    if (used.length === rule.evaluationPeriods) break;
    if (classes[slot] !== MISSING) used.push(slot);
  }
  return used;
}
