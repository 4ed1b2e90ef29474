import { formatSeconds, trim } from '../units.ts';
import { CONTRADICTED } from './contradiction.ts';
import { tenth } from './counts.ts';
import type { Verdict } from './verdict.ts';
import { figure, GIVEN_UP, plural, UNENDED, UNREAD } from './words.ts';

/** The one sentence a tired person needs first: what it is, and whether to get up. */
export function headline(verdict: Verdict): string {
  const { counts, hold } = verdict;
  const objective = `${trim(verdict.bands.objective)} s`;
  const polls = hold
    ? `long polls of up to ${formatSeconds(hold.ceilingSeconds + Math.max(0, hold.spreadSeconds))}`
    : 'long polls';
  switch (verdict.verdict) {
    case 'no-data':
      if (verdict.evidence.some(({ id }) => id === UNREAD)) {
        return 'No figures could be read: whether anything is slow is not known.';
      }
      return 'No requests: nothing reached the target group in this window.';
    case 'clients-gone':
      if (contradicted(verdict))
        return 'Clients are missing: the config expects long polls, but none of that hold was seen.';
      return `Clients are gone: only ${plural(lately(verdict), 'poll')} parked of late, and nothing else explains it.`;
    case 'severed-holds':
      if (verdict.evidence.some(({ id }) => id === UNENDED)) {
        return 'Requests hang until the load balancer cuts them with 504: its idle timeout is longer than the hold, the target does not answer.';
      }
      return `The load balancer cuts ${polls} with 504 before they are answered: a time-out to raise, not slowness.`;
    case 'hold-overruns':
      return `${figure(counts.overruns.value)} requests outlived their hold: the service did not end them in time.`;
    case 'poll-storm':
      return 'Poll storm: polls return at once and clients ask again at once.';
    case 'target-errors':
      return 'Requests fail: see the errors first, latency second.';
    case 'idle-long-polls-and-slow-requests':
      return `Genuine slowness beside idle ${polls}: ${slowText(verdict, objective)}.`;
    case 'slow-requests':
      if (timedOut(verdict) > counts.slow.value / 2) {
        return `Requests hang: ${figure(timedOut(verdict))} ended with a 504 at the idle timeout, unless they are long polls that it severs.`;
      }
      return `Genuine slowness: ${slowText(verdict, objective)}.`;
    case 'not-separable':
      return verdict.routes
        ? 'Long response times here may be holds or slow requests: see which routes wait, and what for.'
        : 'Holds and slow requests cannot be told apart here: decide by route.';
    case 'idle-long-polls':
      return `Nothing is slow: the long response times are idle ${polls}, working as intended.`;
    case 'normal':
      if (contradicted(verdict)) {
        return 'Nothing is slow by the hold that the config declares, but the traffic does not have that hold.';
      }
      if (verdict.evidence.some(({ id }) => id === GIVEN_UP)) {
        return `Nothing that was answered stands out, but clients gave up before ${figure(unansweredOf(verdict))} answers.`;
      }
      return `Nothing stands out: ${figure(counts.fast.value)} of ${plural(counts.requests.value, 'request')} took at most ${objective}.`;
  }
}

function unansweredOf({ evidence }: Verdict): number {
  return evidence.find(({ id }) => id === GIVEN_UP)?.value ?? 0;
}

function timedOut({ evidence }: Verdict): number {
  return evidence.find(({ id }) => id === 'time-outs')?.value ?? 0;
}

function contradicted({ evidence }: Verdict): boolean {
  return evidence.some(({ id }) => id === CONTRADICTED);
}

/** Parked over the last holds, by which clients are missed; over the whole window they may have been there. */
function lately({ evidence, parkedRequests }: Verdict): number {
  return tenth(evidence.find(({ id }) => id === 'clients-parked')?.value ?? parkedRequests.mean);
}

function slowText({ counts }: Verdict, objective: string): string {
  const { slow, fast } = counts;
  const share = slow.value + fast.value > 0 ? (100 * slow.value) / (slow.value + fast.value) : 0;
  return `${figure(slow.value)} requests (${figure(share)} %) took longer than ${objective}`;
}
