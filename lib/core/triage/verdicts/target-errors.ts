import { failing } from '../failing.ts';
import type { VerdictRule } from '../rule.ts';
import { figure, hundredth } from '../words.ts';

/**
 * Requests fail: at least five answers of 5xx by the target, or 502 or 503 by the load balancer, and more than 5 % of the
 * requests, over the window or in two of three successive five minutes. 504s are severed polls or slow requests, and count
 * there.
 *
 * Confidence: high from 20 errors on, medium below.
 */
export const targetErrors: VerdictRule = {
  id: 'target-errors',
  holds({ whole, timeline, offset }) {
    const errors = whole.target5xx + whole.elb502;
    const fives = (from: number): boolean => {
      const { target5xx, elb502, requests } = timeline.between(from, from + 5);
      return failing(target5xx + elb502, requests);
    };
    let spell = false;
    for (let i = offset; i < timeline.minutes && !spell; i += 1) {
      spell = fives(i) && (fives(i + 5) || fives(i + 10));
    }
    if (!spell && !failing(errors, whole.requests)) return undefined;
    const share = (100 * errors) / Math.max(1, whole.requests);
    const text = `${figure(errors)} of ${figure(whole.requests)} requests failed (${figure(share)} %): ${figure(whole.target5xx)} answers 5xx by the target, ${figure(whole.elb502)} answers 502 or 503 by the load balancer.`;
    return {
      confidence: errors >= 20 ? 'high' : 'medium',
      evidence: [{ id: 'target-errors', text, value: hundredth(share), unit: '%' }],
    };
  },
};
