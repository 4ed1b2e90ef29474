import type { Assumption } from './assumption.ts';
import { total, unmeasured } from './traffic.ts';
import { withTraffic } from './with-traffic.ts';

/** The minute a request is counted in may not be the one it is measured in: a tenth of the 504 may be out of place. */
const TOLERATED_SHARE = 0.1;

export const samplesOf504: Assumption = {
  id: 'samples-of-504',
  question: 'Do requests that the load balancer ends with 504 leave no response time?',
  how: 'RequestCount is compared with SampleCount in the minutes of the last 15 days in which its only errors were 504.',
  restsOn: 'Severed holds are counted by HTTPCode_ELB_504_Count alone, and triage adds them to what was answered.',
  ask: withTraffic(({ minutes }) => {
    const severed = minutes.filter(({ elb504, elb5xx, elb4xx }) => elb504 > 0 && elb5xx <= elb504 && elb4xx === 0);
    const count = total(severed, 'elb504');
    if (count === 0) return { answer: 'unknown', seen: 'There was no minute whose only errors were 504.' };
    const rest = unmeasured(severed);
    const tolerated = Math.max(0.5, count * TOLERATED_SHARE);
    const seen = `${count} requests ended with 504 in ${severed.length} minutes; ${rest} requests had no response time.`;
    if (Math.abs(rest - count) <= tolerated) return { answer: 'yes', seen };
    return { answer: Math.abs(rest) <= tolerated ? 'no' : 'unknown', seen };
  }),
};
