import { type HoldProfile, holdTo } from '../holds/profile.ts';
import type { TargetGroupFigures } from './figures.ts';
import { DEFAULT_IDLE_TIMEOUT, type TriageSettings } from './settings.ts';

/** Idle timeout of the load balancer: known by the settings, or by how long the requests lasted that it cut. */
export interface IdleTimeout {
  readonly seconds: number;
  readonly known: boolean;
}

/** An idle timeout this much longer than the hold severs no poll that the service ends in time. */
const OUTLIVES_HOLD = 1.05;
/** Below this a 504 is no idle timeout's: a load balancer gives up connecting to a target after 10 s. */
const CONNECTING_SECONDS = 12;

/** As told, else as long as requests lasted that ended with a 504, else AWS's default. */
export function idleOf({ routes = [], maxSeconds = 0 }: TargetGroupFigures, settings: TriageSettings): IdleTimeout {
  if (settings.idleTimeoutSeconds !== undefined) return { seconds: settings.idleTimeoutSeconds, known: true };
  // A route whose clients give requests up, too, has the lengths of both.
  const cut = routes.filter((route) => route.elb504 > 0 && route.client460 === 0);
  const [most] = cut.toSorted((a, b) => b.elb504 - a.elb504);
  const measured = Math.round(most?.unansweredSeconds ?? 0);
  if (measured > CONNECTING_SECONDS && measured >= Math.floor(maxSeconds)) return { seconds: measured, known: true };
  return { seconds: DEFAULT_IDLE_TIMEOUT, known: false };
}

/** Whether a 504 cannot be a poll that the service ends in time. */
export function outlivesHold({ seconds, known }: IdleTimeout, profile: HoldProfile): boolean {
  return known && seconds > OUTLIVES_HOLD * holdTo(profile);
}
