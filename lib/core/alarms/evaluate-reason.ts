import type { AlarmState, Comparison } from './definition.ts';
import type { MetricAlarm } from './evaluate-alarm.ts';
import { BREACHING, LOW_SAMPLES, usedSlots } from './missing-data.ts';

const WORDS: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'at or above',
  LessThanThreshold: 'below',
  LessThanOrEqualToThreshold: 'at or below',
};

/** One phrase for a person: what the used points were, and what was made of missing ones. */
export function describeEvaluation(
  alarm: MetricAlarm,
  classes: Uint8Array,
  newest: number,
  stride: number,
  range: number,
  state: AlarmState,
): string {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, comparison, threshold } = alarm;
  const used = usedSlots(alarm, classes, newest, stride, range);
  if (used.some((slot) => classes[slot] === LOW_SAMPLES)) return `too few samples for the percentile; ${state} kept`;
  const breaching = used.filter((slot) => classes[slot] === BREACHING).length;
  const missing = evaluationPeriods - used.length;
  const found =
    used.length === 0
      ? `no datapoint in ${range} periods`
      : `${breaching} of ${evaluationPeriods} datapoints ${WORDS[comparison]} ${threshold}`;
  if (missing === 0) return found;
  if (treatMissingData === 'breaching') return `${found}, ${missing} missing taken as breaching`;
  if (treatMissingData === 'notBreaching') return `${found}, ${missing} missing taken as not breaching`;
  if (used.length === 0) return treatMissingData === 'missing' ? found : `${found}; ${state} kept`;
  const enough = breaching >= datapointsToAlarm || breaching < used.length;
  if (enough) return `${found}, ${missing} missing`;
  const older = treatMissingData === 'missing' && state === 'ALARM' ? 'and no good one since' : `${state} kept`;
  return `${found}, ${missing} missing; ${older}`;
}
