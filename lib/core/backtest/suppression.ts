import type { AlarmRecord } from '../diff/model.ts';
import type { Episode, StateTimeline } from './model.ts';
import { nameOf, stateAt, type Timelines } from './replay-composite.ts';

const MINUTE = 60;

/**
 * Whether and when an episode of a composite with a suppressor called somebody. While the suppressor is in ALARM the
 * composite's actions are kept back; `ActionsSuppressorWaitPeriod` is how long the composite waits for it to get there,
 * `ActionsSuppressorExtensionPeriod` how long after it left ALARM the actions are still kept back. An episode that outlasts
 * its suppression acts then.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 *
 * @returns when it acted, epoch seconds; `undefined` where it never did
 */
export function actedAt({ properties }: AlarmRecord, { start, end }: Stay, timelines: Timelines): number | undefined {
  const { ActionsSuppressor: suppressor } = properties;
  if (typeof suppressor !== 'string') return start;
  const timeline = timelines.get(nameOf(suppressor));
  if (!timeline) return start;
  const wait = seconds(properties.ActionsSuppressorWaitPeriod);
  const extension = seconds(properties.ActionsSuppressorExtensionPeriod);
  let waitingUntil = suppressedAt(timeline, start, extension) ? start : start + wait;
  for (let at = start; at < end; at += MINUTE) {
    if (suppressedAt(timeline, at, extension)) {
      waitingUntil = at + MINUTE;
      continue;
    }
    if (at >= waitingUntil) return at;
  }
  return undefined;
}

type Stay = Pick<Episode, 'start' | 'end'>;

/** In ALARM now, or within the extension before. */
function suppressedAt(timeline: StateTimeline, at: number, extension: number): boolean {
  for (let before = 0; before <= extension; before += MINUTE) {
    if (stateAt(timeline, at - before) === 'ALARM') return true;
  }
  return false;
}

function seconds(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
