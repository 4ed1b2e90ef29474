import { type HoldProfile, holdFrom, holdTo } from '../holds/profile.ts';
import type { Target } from '../targets.ts';
import { countBetween } from '../triage/histogram.ts';
import { overrunEdge, releaseEdge } from '../triage/separation.ts';
import type { Classified } from './discover-classify.ts';

/** Measured ends lie a few percent beside the declared ones: timers fire late, storage bins are 10 % wide. */
const TOLERANCE = 0.1;
/** So many responses where the declared holds end, and they are there, too: a second product holds more. */
const LEAST_ENDED = 10;

/**
 * What the traffic found says against what the config says of it, one sentence: requests are held where it says `requests`,
 * none where it says holds, or holds of another length. Which product holds is no contradiction where the lengths agree: by
 * their metrics products with the same ceiling look alike.
 *
 * @returns `undefined` where they agree, where what was found is not sure (confidence `low`, `unknown`, `no-traffic`), and for
 *   an exempt target
 */
export function profileContradiction(target: Target, found: Classified): string | undefined {
  if (found.confidence === 'low' || target.traffic === 'exempt') return undefined;
  const declared = declaredHold(target);
  if (found.traffic === 'requests') {
    if (!declared) return undefined;
    return `The config says traffic: ${target.traffic}, but none of ${found.requests.toLocaleString('en-US')} requests was held.`;
  }
  const { hold } = found;
  if (!hold || (found.traffic !== 'mixed' && found.traffic !== 'long-polls')) return undefined;
  const measured = `from ${seconds(holdFrom(hold))} to ${seconds(holdTo(hold))}`;
  if (target.traffic === 'requests') {
    return `The config says traffic: requests, but requests are held here, ${measured}.`;
  }
  if (!declared) {
    return `The config says that ${target.hold?.name ?? 'nothing'} holds nothing here, but requests are held, ${measured}.`;
  }
  if (overlap(declared, hold)) return undefined;
  const ended = countBetween(found.histogram, releaseEdge(declared), overrunEdge(declared));
  if (ended >= LEAST_ENDED) return undefined;
  return `The config says holds from ${seconds(holdFrom(declared))} to ${seconds(holdTo(declared))}, but those here last ${measured}.`;
}

/** Stand-alone agents have no check-in: what they declare holds nothing. */
function declaredHold({ traffic, hold }: Target): HoldProfile | undefined {
  return traffic === 'requests' || hold?.standalone ? undefined : hold;
}

function overlap(a: HoldProfile, b: HoldProfile): boolean {
  return holdFrom(a) <= holdTo(b) * (1 + TOLERANCE) && holdFrom(b) <= holdTo(a) * (1 + TOLERANCE);
}

function seconds(value: number): string {
  return `${Number(value.toFixed(2))} s`;
}
