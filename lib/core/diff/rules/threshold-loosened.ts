import { comparedMetric, sideOf, windowOf } from '../alarm-facts.ts';
import { addsUp } from '../metric-facts.ts';
import type { AlarmRecord, PropertyChange } from '../model.ts';
import type { DiffRule } from '../rule.ts';

/** The threshold was moved so that fewer values breach. */
export const thresholdLoosened: DiffRule = {
  id: 'threshold-loosened',
  severity: 'warning',
  check({ before, after, properties }) {
    if (!before || !after || properties.some(givesOtherValues)) return [];
    return properties
      .filter(({ name, direction }) => name === 'Threshold' && direction === 'looser')
      .filter((change) => !followsPeriod(change, before, after))
      .map((change) => ({
        message: `the threshold moved from ${change.before} to ${change.after}: fewer values breach`,
      }));
  },
};

const WHAT_IS_COMPARED = /^(Namespace|MetricName|Dimensions|Unit|Statistic|ExtendedStatistic|Metrics)(\.|$)/;

/** Something else is compared now: thresholds of two things are not more or less than each other. */
function givesOtherValues({ name, direction }: PropertyChange): boolean {
  if (name.endsWith('.Period')) return false;
  return WHAT_IS_COMPARED.test(name) && direction !== 'neutral' && direction !== 'looser';
}

/** Sums of longer periods are higher: 500 in five minutes is no more than 100 a minute. */
function followsPeriod({ before: low, after: high }: PropertyChange, before: AlarmRecord, after: AlarmRecord): boolean {
  const stat = comparedMetric(after)?.stat;
  const [was, is] = [windowOf(before)?.periodSeconds, windowOf(after)?.periodSeconds];
  if (stat === undefined || !(addsUp(stat) || /^(SampleCount|tc\d|TC\()/.test(stat))) return false;
  if (typeof low !== 'number' || typeof high !== 'number' || !was || !is || was === is) return false;
  const rise = high / is - low / was;
  return sideOf(after) === 'above' ? rise <= 0 : rise >= 0;
}
