import { least, type VerdictRule } from '../rule.ts';
import { figure, plural } from '../words.ts';

/**
 * There were requests, and no other verdict holds; `triage` sees to the second half.
 *
 * Confidence: high from 100 requests on, medium from 20, low below; at most medium (by route) or low where the declared hold
 * is not that of the traffic, and at most medium where clients gave up many requests: how long those would take nobody knows.
 */
export const normal: VerdictRule = {
  id: 'normal',
  holds({ whole, counted, contradiction, givenUp }) {
    if (whole.requests <= 0) return undefined;
    const { fast } = counted.counts;
    const text = `${plural(whole.requests, 'request')}, ${figure(fast.value)} of them fast.`;
    const enough = whole.requests >= 100 ? 'high' : whole.requests >= 20 ? 'medium' : 'low';
    const confidence = least(enough, contradiction?.confidence ?? 'high', givenUp?.many ? 'medium' : 'high');
    return { confidence, evidence: [{ id: 'fast-requests', text, value: fast.value, unit: 'requests' }] };
  },
};
