import { holdTo, pollCycle } from '../../holds/profile.ts';
import { formatSeconds } from '../../units.ts';
import { failing } from '../failing.ts';
import type { Findings } from '../findings.ts';
import type { Trailing } from '../parked.ts';
import { least, type VerdictRule } from '../rule.ts';
import { figure, hundredth } from '../words.ts';
import { pollStorm } from './poll-storm.ts';
import { severedHolds } from './severed-holds.ts';

/**
 * Fewer than half the clients keep a poll parked over the last three holds, and nothing else explains it: no severed polls
 * or hangs (they end as 504), no storm (polls that return at once), no errors (clients back off).
 *
 * Needs a hold, and the number of clients from the config or from the parked requests of the baseline. Where clients give
 * polls up on purpose (`cancels`), the poll rate must have fallen below half, too.
 *
 * Confidence: medium where the number of clients comes from the baseline, where only minutes that may still change show it,
 * or where there is less data than two holds; less where the declared hold was never seen; else that of the hold.
 */
export const clientsGone: VerdictRule = {
  id: 'clients-gone',
  holds(findings) {
    const { clients, recent, separation, contradiction } = findings;
    const { hold } = separation;
    if (!clients || !hold || !recent || clients.count < 1) return undefined;
    if (severedHolds.holds(findings) || pollStorm.holds(findings)) return undefined;
    const [now, settled] = [recent.all, recent.settled].map((stretch) => isGone(findings, stretch));
    if (!now && !settled) return undefined;

    const stretch = now ? recent.all : recent.settled;
    const long = stretch.length >= 2 * holdTo(hold.profile);
    const sure = now && settled && long && clients.source === 'config';
    const text = `${figure(stretch.parked)} polls were parked over the last ${formatSeconds(stretch.length)}, of ${clients.count} clients${clients.source === 'baseline' ? ' before' : ''}.`;
    return {
      confidence: least(hold.confidence, sure ? 'high' : 'medium', contradiction?.confidence ?? 'high'),
      evidence: [{ id: 'clients-parked', text, value: hundredth(stretch.parked), unit: 'clients' }],
    };
  },
};

function isGone({ clients, separation, idle }: Findings, stretch: Trailing): boolean {
  const { hold } = separation;
  if (!clients || !hold || failing(stretch.errors, stretch.requests)) return false;
  const severed = (stretch.elb504 * idle.seconds) / stretch.length;
  // In less than a hold by chance no poll may end; then half is no measure.
  const shortage = stretch.length < holdTo(hold.profile) ? 0 : clients.count / 2;
  if (stretch.parked + severed >= shortage) return false;
  const expected = (clients.count * stretch.length) / pollCycle(hold.profile);
  return !hold.profile.cancels || stretch.requests < expected / 2;
}
