import { isSignificant } from '../../holds/background.ts';
import type { Findings } from '../findings.ts';
import type { Reason, VerdictRule } from '../rule.ts';
import { figure, hundredth, plural } from '../words.ts';

/** More of the decline before the middle of the sideband than after it by so many standard errors is slowness, not releases. */
const LEAK_Z = 3.5;
const LEAST_LEAKED = 8;

/**
 * Holds and slowness cannot be told apart, and it matters:
 *
 * - doubtful response times (the model refuses the hold, or a band looks like a hold and nothing confirms it) would make the
 *   share of slow requests exceed the limit if they were slow, or
 * - slowness reaches into the sideband: more responses end in its lower half than the releases of its upper half explain,
 *   so that slowness was subtracted as if it were background. Broadcast products only: the releases of message-driven ones
 *   may thin out like that.
 *
 * Confidence: medium for a refusal of the model, which is certain but says nothing of the traffic; else low or medium by how
 * many responses are in doubt (20).
 */
export const notSeparable: VerdictRule = {
  id: 'not-separable',
  holds(findings) {
    return doubtOf(findings) ?? leakOf(findings);
  },
};

function doubtOf({ separation, counted, settings, slowness }: Findings): Reason | undefined {
  const { doubt } = separation;
  if (!doubt || counted.doubtful < 0.5) return undefined;
  const { fast, slow } = counted.counts;
  const asSlow = (100 * slow.high) / Math.max(1, fast.value + slow.high);
  if (asSlow <= settings.slowSharePercent && !slowness.proven) return undefined;
  const text = `${plural(counted.doubtful, 'request')} may be holds or slow: ${doubt.reason}.`;
  return {
    confidence: counted.doubtful >= 20 ? 'medium' : 'low',
    evidence: [{ id: 'doubtful-requests', text, value: counted.doubtful, unit: 'requests' }],
  };
}

/** Uniform releases fill both halves of the sideband alike; slow requests end in the lower one. */
function leakOf({ separation, sideband }: Findings): Reason | undefined {
  if (!sideband || separation.hold?.profile.releaseLaw !== 'broadcast') return undefined;
  const { lower, upper, scale } = sideband;
  const standardError = Math.sqrt(upper * (1 + scale) + 1);
  const leak = lower - upper;
  if (!isSignificant(lower, { background: upper, standardError }, { z: LEAK_Z, margin: LEAST_LEAKED }))
    return undefined;
  const text = `${figure(lower)} responses ended in the lower half of the sideband, ${figure(upper)} in the upper: slowness reaches into what is subtracted as early releases.`;
  return {
    confidence: leak >= 20 ? 'medium' : 'low',
    evidence: [{ id: 'sideband-leak', text, value: hundredth(leak), unit: 'requests' }],
  };
}
