import type { VerdictRule } from '../rule.ts';
import { figure, plural } from '../words.ts';

/**
 * There were requests, and no other verdict holds; `triage` sees to the second half.
 *
 * Confidence: high from 100 requests on, medium from 20, low below.
 */
export const normal: VerdictRule = {
  id: 'normal',
  holds({ whole, counted }) {
    if (whole.requests <= 0) return undefined;
    const { fast } = counted.counts;
    const text = `${plural(whole.requests, 'request')}, ${figure(fast.value)} of them fast.`;
    const confidence = whole.requests >= 100 ? 'high' : whole.requests >= 20 ? 'medium' : 'low';
    return { confidence, evidence: [{ id: 'fast-requests', text, value: fast.value, unit: 'requests' }] };
  },
};
