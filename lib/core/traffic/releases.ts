import { RandomStream } from './random.ts';
import type { HoldTraffic, Spell } from './scenario.ts';

/** What ends a parked poll from outside. */
export type OutsideCause = 'burst' | 'deploy' | 'deploy-cut' | 'cancel' | 'storm' | 'leave';

export interface OutsideEvent {
  readonly at: number;
  readonly cause: OutsideCause;
}

/** What happens to one client, known before its first poll. */
export interface ClientCalendar {
  /** Ascending. */
  readonly events: readonly OutsideEvent[];
  /** Spells in which the client is there, ascending; the last may be endless. */
  readonly present: readonly Spell[];
}

/** @param scope names the client's streams of random numbers */
export function calendarOf(
  traffic: HoldTraffic,
  index: number,
  { seed, from, to, scope }: { seed: number; from: number; to: number; scope: string },
): ClientCalendar {
  const stream = (what: string) => new RandomStream(seed, `${scope} ${what}`);
  const events: OutsideEvent[] = [];
  traffic.bursts?.forEach(({ at, reach = 1, overSeconds = 0 }, i) => {
    const draw = stream(`burst ${i}`);
    const reached = draw.uniform() < reach;
    if (reached) events.push({ at: at + overSeconds * draw.uniform(), cause: 'burst' });
  });
  traffic.deploys?.forEach(({ at, overSeconds = 2, cutShare = 0 }, i) => {
    const draw = stream(`deploy ${i}`);
    const cause = draw.uniform() < cutShare ? 'deploy-cut' : 'deploy';
    events.push({ at: at + overSeconds * draw.uniform(), cause });
  });
  traffic.storms?.forEach((storm, i) => {
    events.push({ at: storm.from + stream(`storm ${i}`).uniform(), cause: 'storm' });
  });
  if (traffic.cancels) {
    const draw = stream('cancels');
    const meanGap = 3600 / traffic.cancels.perClientPerHour;
    for (let at = from + draw.exponential(meanGap); at < to; at += draw.exponential(meanGap)) {
      events.push({ at, cause: 'cancel' });
    }
  }
  const present = presence(traffic, index, stream('presence'));
  for (const { to: end } of present) if (end < Infinity) events.push({ at: end, cause: 'leave' });
  return { events: events.sort((a, b) => a.at - b.at), present };
}

/** How many clients there ever are. */
export function mostClients(traffic: HoldTraffic): number {
  return Math.max(traffic.clients, ...(traffic.clientChanges ?? []).map(({ clients }) => clients));
}

function presence(traffic: HoldTraffic, index: number, draw: RandomStream): Spell[] {
  const spells: Spell[] = [];
  let since: number | undefined = index < traffic.clients ? -Infinity : undefined;
  for (const change of (traffic.clientChanges ?? []).toSorted((a, b) => a.at - b.at)) {
    const at = change.at + (change.overSeconds ?? 5) * draw.uniform();
    const stays = index < change.clients;
    if (since !== undefined && !stays) spells.push({ from: since, to: at });
    if (since === undefined && stays) since = at;
    else if (!stays) since = undefined;
  }
  if (since !== undefined) spells.push({ from: since, to: Infinity });
  return spells;
}
