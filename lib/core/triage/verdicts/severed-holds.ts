import { holdTo } from '../../holds/profile.ts';
import { formatSeconds } from '../../units.ts';
import { IDLE_OUTLIVES_HOLD } from '../counts.ts';
import type { VerdictRule } from '../rule.ts';
import { figure, hundredth, plural } from '../words.ts';

/** Clients that must be severed, at least. As the alarm has it: more than one, and more than a fifth of the clients. */
export const SEVERED_CLIENTS = { number: 1, share: 0.2 } as const;

/**
 * The load balancer ends polls with 504 at its idle timeout: 504s × idle timeout / seconds of the window, the clients that
 * are being severed, exceed one and a fifth of the clients. Looked at over the window and over its last three holds.
 *
 * Needs a hold; without one a 504 is a slow request. Where the idle timeout is longer than the hold, the polls outlive the
 * hold and the target hangs: the same verdict, another sentence. An unknown idle timeout is taken as 60 s, AWS's default:
 * that finds fewer.
 *
 * Confidence: high with 5 such polls counted by route or with a known idle timeout, low where the 504s are of the whole
 * load balancer and no group is told, else medium.
 */
export const severedHolds: VerdictRule = {
  id: 'severed-holds',
  holds({ separation, counted, windowSeconds, idle, clients, parked, recent, figures }) {
    const { hold } = separation;
    const count = counted.counts.severedHolds.value;
    if (!hold || count <= 0) return undefined;
    const inWindow = (count * idle.seconds) / windowSeconds;
    // By route the window is all there is; else a fault that began lately shows in the last holds first.
    const lately =
      recent && separation.kind === 'estimate' ? (recent.all.elb504 * idle.seconds) / recent.all.length : 0;
    const severed = Math.max(inWindow, lately);
    const all = clients?.count ?? parked.mean + severed;
    if (severed <= Math.max(SEVERED_CLIENTS.number, SEVERED_CLIENTS.share * all)) return undefined;

    const outlived = idle.known && idle.seconds > IDLE_OUTLIVES_HOLD * holdTo(hold.profile);
    const cause = outlived
      ? `the idle timeout of ${formatSeconds(idle.seconds)} is longer than the hold, so the target did not end it`
      : `the idle timeout is ${idle.known ? formatSeconds(idle.seconds) : 'not known (taken as 60 s)'}, the hold up to ${formatSeconds(holdTo(hold.profile))}`;
    const text = `${plural(count, 'poll')} ended with a 504, as ${figure(severed)} severed clients would make: ${cause}.`;
    const sure = count >= 5 && (separation.kind === 'exact' || (idle.known && figures.source !== 'metrics'));
    return {
      confidence: sure ? 'high' : figures.source === 'metrics' && !clients ? 'low' : 'medium',
      evidence: [{ id: 'severed-holds', text, value: hundredth(severed), unit: 'clients' }],
    };
  },
};
