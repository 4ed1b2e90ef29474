import type { Assumption } from './assumption.ts';
import { total, unmeasured } from './traffic.ts';
import { withTraffic } from './with-traffic.ts';

/** Requests that may be without a response time, or the other way round, before the two count different things. */
const TOLERATED_SHARE = 0.001;

export const sampleCount: Assumption = {
  id: 'sample-count',
  question: 'Is the SampleCount of TargetResponseTime the number of answered requests?',
  how: 'It is compared with RequestCount over the minutes of the last 15 days without an error of the load balancer.',
  restsOn: 'Shares of slow requests, parked requests, and all rates of triage.',
  ask: withTraffic(({ minutes }) => {
    const quiet = minutes.filter(({ elb5xx, elb4xx, elb504 }) => elb5xx + elb4xx + elb504 === 0);
    const requests = total(quiet, 'requests');
    if (requests === 0) return { answer: 'unknown', seen: 'There was no request in a minute without errors.' };
    const rest = unmeasured(quiet);
    const seen = `${requests} requests and ${total(quiet, 'samples')} samples in ${quiet.length} minutes.`;
    return { answer: Math.abs(rest) <= Math.max(1, requests * TOLERATED_SHARE) ? 'yes' : 'no', seen };
  }),
};
