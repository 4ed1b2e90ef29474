import type { Assumption } from './assumption.ts';
import { VERIFY_NAMESPACE } from './bench.ts';

const MINUTES = 30;

export const timeSeriesOnDeadMetric: Assumption = {
  id: 'time-series-on-dead-metric',
  question: 'Does TIME_SERIES(0) + m1 have a value, 0, in every minute of a metric that has none?',
  how: `GetMetricData is asked for it over ${MINUTES} minutes of a metric that was never sent.`,
  restsOn: 'Guards that watch for silence: holds-stopped and clients-gone would never see a metric that stopped.',
  async ask({ account, clock, bench }) {
    const end = Math.floor(clock.now() / 60) * 60;
    const { at, values, complete } = await account.math({
      expression: 'TIME_SERIES(0) + m1',
      metric: { namespace: VERIFY_NAMESPACE, metricName: `${bench.prefix}dead`, dimensions: {}, stat: 'Sum' },
      start: end - MINUTES * 60,
      end,
    });
    const zeros = values.filter((value) => value === 0).length;
    const seen = `${at.length} of ${MINUTES} minutes had a value, ${zeros} of them 0.`;
    if (!complete) return { answer: 'unknown', seen: `${seen} CloudWatch gave a part of its data.` };
    return { answer: zeros === MINUTES ? 'yes' : 'no', seen };
  },
};
