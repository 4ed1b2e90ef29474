import { trim } from '../../units.ts';
import type { Findings } from '../findings.ts';
import { least, type VerdictRule } from '../rule.ts';
import type { Confidence } from '../verdict.ts';
import { clock, figure, hundredth } from '../words.ts';

/**
 * More than the allowed share of the requests that are not long polls is slower than the objective, and chance does not
 * explain it, over the window or, as the alarms look, in three of five minutes, in two successive five minutes, or (hangs
 * among holds) in 8 of 15 minutes. With routes, slow requests are counted; without, the early releases expected among them
 * are subtracted and the rest must exceed the alarms' significance.
 *
 * Confidence: high where they are counted (no hold, or by route) and at least ten; where estimated medium, or high with at
 * least 20 and the low end of the range above half the value; low below five requests. At most medium where nothing is known to
 * be held and most ended with a 504: long polls that the load balancer severs look the same.
 */
export const slowRequests: VerdictRule = {
  id: 'slow-requests',
  holds(findings) {
    const { slowness, counted, separation } = findings;
    if (!slowness.proven) return undefined;
    const { slow } = counted.counts;
    const range = slow.low === slow.high ? '' : ` (${figure(slow.low)} to ${figure(slow.high)})`;
    const when =
      slowness.from !== undefined && slowness.to !== undefined
        ? `, between ${clock(slowness.from)} and ${clock(slowness.to)}`
        : '';
    const peak =
      slowness.worstPercent > 1.5 * slowness.sharePercent
        ? `, up to ${figure(slowness.worstPercent)} % in five minutes`
        : '';
    const text = `${figure(slow.value)}${range} requests took longer than ${trim(separation.objective)} s, ${figure(slowness.sharePercent)} % of those that are not long polls${when}${peak}.`;
    return {
      confidence: confidenceOf(findings),
      evidence: [{ id: 'slow-requests', text, value: hundredth(slowness.sharePercent), unit: '%' }],
    };
  },
};

function confidenceOf({ counted, separation, whole }: Findings): Confidence {
  const { slow } = counted.counts;
  if (slow.value < 5) return 'low';
  if (separation.kind === 'plain' && whole.timedOut > whole.slow) return 'medium';
  const counts = slow.low === slow.high;
  if (counts) return slow.value >= 10 ? 'high' : 'medium';
  return least(
    separation.hold?.confidence ?? 'high',
    slow.value >= 20 && slow.low > slow.value / 2 ? 'high' : 'medium',
  );
}
