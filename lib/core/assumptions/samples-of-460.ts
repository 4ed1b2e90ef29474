import type { Assumption } from './assumption.ts';
import { total, unmeasured } from './traffic.ts';
import { withTraffic } from './with-traffic.ts';

export const samplesOf460: Assumption = {
  id: 'samples-of-460',
  question: 'Do requests that their client gave up (460) leave no response time?',
  how: 'RequestCount is compared with SampleCount in the minutes of the last 15 days in which its only errors were 4xx.',
  restsOn: 'Cancelled polls are no long response times: neither alarms nor triage look for them there.',
  // 460 has no metric of its own, and other 4xx are not in RequestCount: where nothing is missing, there may have been no 460.
  ask: withTraffic(({ minutes }) => {
    const cancelled = minutes.filter(({ elb4xx, elb5xx, elb504 }) => elb4xx > 0 && elb5xx + elb504 === 0);
    const count = total(cancelled, 'elb4xx');
    if (count === 0) return { answer: 'unknown', seen: 'There was no minute whose only errors were 4xx.' };
    const rest = unmeasured(cancelled);
    const seen = `${count} requests ended with 4xx of the load balancer in ${cancelled.length} minutes; ${rest} requests had no response time.`;
    if (rest >= 1 && rest <= count) return { answer: 'yes', seen };
    return { answer: 'unknown', seen: `${seen} How many of the 4xx were 460, metrics do not tell; access logs do.` };
  }),
};
