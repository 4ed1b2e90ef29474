import { missingDataOf, windowOf } from '../alarm-facts.ts';
import { reachOf } from '../reach.ts';
import type { DiffRule } from '../rule.ts';

/** No possible value breaches, or more data points are needed than are looked at. */
export const alarmNeverOn: DiffRule = {
  id: 'alarm-never-on',
  severity: 'error',
  check({ after }) {
    if (!after) return [];
    const window = windowOf(after);
    if (window && window.datapointsToAlarm > window.evaluationPeriods) {
      const { datapointsToAlarm, evaluationPeriods } = window;
      return [
        { message: `it needs ${datapointsToAlarm} of ${evaluationPeriods} data points: CloudWatch refuses that` },
      ];
    }
    if (reachOf(after) !== 'never') return [];
    if (after.kind === 'composite') return [{ message: 'its rule is never true: it never fires' }];
    // A heartbeat fires by the lack of data, and by nothing else.
    if (missingDataOf(after) === 'breaching') return [];
    return [{ message: 'no value that the metric can have breaches: it never fires' }];
  },
};
