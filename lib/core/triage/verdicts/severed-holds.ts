import { holdTo } from '../../holds/profile.ts';
import { formatSeconds } from '../../units.ts';
import { outlivesHold } from '../idle.ts';
import type { VerdictRule } from '../rule.ts';
import { figure, hundredth, UNENDED } from '../words.ts';

/** Clients that must be severed, at least. As the alarm has it: more than one, and more than a fifth of the clients. */
export const SEVERED_CLIENTS = { number: 1, share: 0.2 } as const;
/** So many severed polls by route, and none that was answered, are a finding whatever the number of clients. */
const EVERY_POLL = 3;

/**
 * The load balancer ends polls with 504 at its idle timeout: 504s × idle timeout / seconds of the window, the clients that
 * are being severed, exceed one and a fifth of the clients. Looked at over the window and over its last three holds.
 *
 * Needs a hold; without one a 504 is a slow request. Where the idle timeout is longer than the hold, the polls outlive the
 * hold and the target hangs: the same verdict, another sentence. An idle timeout that neither the settings nor the lengths of
 * the severed requests tell is taken as 60 s, AWS's default: that finds fewer.
 *
 * By route it is enough that the load balancer ends every poll, and at least three: a single client is severed, too.
 *
 * Confidence: high with 5 such polls counted by route or, under an idle timeout that is known and not longer than the hold,
 * not by metrics; low where the 504s are of the whole load balancer and the number of clients is not known; else medium.
 */
export const severedHolds: VerdictRule = {
  id: 'severed-holds',
  holds({ separation, counted, windowSeconds, idle, clients, parked, recent, figures, whole }) {
    const { hold } = separation;
    const count = counted.counts.severedHolds.value;
    if (!hold || count <= 0) return undefined;
    const inWindow = (count * idle.seconds) / windowSeconds;
    // By route the window is all there is; else a fault that began lately shows in the last holds first.
    const isPoll = count / Math.max(count, whole.timedOut);
    const lately =
      recent && separation.kind === 'estimate' ? (isPoll * recent.all.elb504 * idle.seconds) / recent.all.length : 0;
    const severed = Math.max(inWindow, lately);
    const all = clients?.count ?? parked.mean + severed;
    const { expiredHolds, earlyReleases } = counted.counts;
    const every = separation.kind === 'exact' && count >= EVERY_POLL && expiredHolds.value + earlyReleases.value < 0.5;
    if (severed <= Math.max(SEVERED_CLIENTS.number, SEVERED_CLIENTS.share * all) && !every) return undefined;

    const byRoute = separation.kind === 'exact';
    const outlived = outlivesHold(idle, hold.profile);
    const what = outlived && !byRoute && !clients ? 'requests, polls or others,' : 'polls';
    const cause = outlived
      ? `the idle timeout of ${formatSeconds(idle.seconds)} is longer than the hold, so the target did not end them`
      : `the idle timeout is ${idle.known ? formatSeconds(idle.seconds) : 'not known (taken as 60 s)'}, the hold up to ${formatSeconds(holdTo(hold.profile))}`;
    const text = `${figure(count)} ${what} ended with a 504, as ${figure(severed)} severed clients would make: ${cause}.`;
    const sure = count >= 5 && (byRoute || (idle.known && !outlived && figures.source !== 'metrics'));
    return {
      confidence: sure ? 'high' : figures.source === 'metrics' && !clients ? 'low' : 'medium',
      evidence: [{ id: outlived ? UNENDED : 'severed-holds', text, value: hundredth(severed), unit: 'clients' }],
    };
  },
};
