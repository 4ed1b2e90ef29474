import { ReadFailedError } from '../inventory/account.ts';
import { alarmMetrics } from '../inventory/alarm-metrics.ts';
import type { Assumption } from './assumption.ts';

/** The slow band of the default objective, as alarms have it. */
const STAT = 'TC(0.826446281:9.8497326758)';
/** A load balancer that nobody has: only the form of the alarm matters. */
const NOBODYS = 'app/holdband-verify/0000000000000000';

export const absoluteTrimmedCount: Assumption = {
  id: 'absolute-trimmed-count',
  question: 'Does PutMetricAlarm take a trimmed count between two values in Metrics, and keep it as it is?',
  how: `An alarm on metric math over ${STAT} of TargetResponseTime is made and read back.`,
  restsOn: 'Every latency alarm, unless countForm: PR is set.',
  async ask({ account, bench, loadBalancer }) {
    const Dimensions = [{ Name: 'LoadBalancer', Value: loadBalancer?.fullName ?? NOBODYS }];
    const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'TargetResponseTime', Dimensions };
    let name: string;
    try {
      name = await bench.metricAlarm('trimmed-count', {
        Metrics: [
          { Id: 'm1', MetricStat: { Metric, Period: 60, Stat: STAT }, ReturnData: false },
          { Id: 'e1', Expression: 'm1 + TIME_SERIES(0)', ReturnData: true },
        ],
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
        Threshold: 1_000_000,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      });
    } catch (error) {
      if (error instanceof ReadFailedError && error.failure === 'refused') return { answer: 'no', seen: error.message };
      throw error;
    }
    const [alarm] = await account.reader.alarms({ names: [name] });
    if (!alarm) return { answer: 'unknown', seen: 'The alarm was taken, and could not be found a moment later.' };
    const stat = alarmMetrics(alarm.properties)[0]?.stat;
    return stat === STAT
      ? { answer: 'yes', seen: `The alarm was taken, and reads ${STAT}.` }
      : { answer: 'no', seen: `The alarm was taken, and reads ${stat ?? 'no metric'} instead of ${STAT}.` };
  },
};
