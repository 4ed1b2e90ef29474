import { CATALOGUE, type CatalogueEntry } from '../../lib/core/holds/catalogue.ts';
import { type HoldProfile, holdTo, pollsPerMinute } from '../../lib/core/holds/profile.ts';
import type { ClientChange, HoldTraffic, RequestTraffic } from '../../lib/core/traffic/scenario.ts';
import type { Draw } from './draw.ts';
import type { Day, Drawn } from './groups.ts';

/** Products whose holds are in the response times and that the model can work with. */
const WORKABLE = CATALOGUE.filter(({ held, headers, refusal }) => held && headers === 'held' && refusal === undefined);
/** Clients of these are people: they come in the morning and go in the evening. */
const OF_PEOPLE = new Set([
  'matrix-sync',
  'signalr',
  'socket-io',
  'cometd',
  'zulip',
  'nextcloud-talk',
  'odoo',
  'phoenix-longpoll',
  'xmpp-bosh',
]);
/** Polls a minute that a day is simulated with at most: more would say the same, and take longer. */
const MOST_POLLS = 60;
/** Idle timeouts that people set, in seconds: the default first. */
const IDLE_TIMEOUTS = [60, 75, 120, 180, 300, 330, 400, 600, 900, 1800, 3600, 4000];

/** A product and what its clients send besides: no more than two requests for each poll. Every product in turn. */
export function product(draw: Draw, index: number, day: Day): Drawn {
  const entry = WORKABLE[index % WORKABLE.length] as CatalogueEntry;
  const held = heldTraffic(draw, entry, lengthOf(draw, entry), day);
  const perPoll = draw.chance(0.4) ? 0 : draw.between(0.02, 2);
  const polls = pollsPerMinute(held.profile, held.clients);
  return {
    about: `${entry.id}, ${held.clients} clients, ${perPoll.toFixed(1)} others a poll`,
    idleTimeoutSeconds: idleTimeoutAbove(draw, entry, holdTo(held.profile)),
    held: { product: entry.id, longestSeconds: holdTo(held.profile), traffic: 'long-polls' },
    traffic: { holds: [held], ...(perPoll > 0 && { requests: others(draw, perPoll * polls) }) },
  };
}

/** Any product among at least eight times as many requests of other kinds. */
export function mixed(draw: Draw, _index: number, day: Day): Drawn {
  const entry = draw.oneOf(WORKABLE);
  const held = heldTraffic(draw, entry, lengthOf(draw, entry), day);
  const polls = pollsPerMinute(held.profile, held.clients);
  const perPoll = Math.min(draw.magnitude(8, 300), Math.max(8, 200 / polls));
  return {
    about: `${entry.id}, ${held.clients} clients, ${perPoll.toFixed(0)} others a poll`,
    idleTimeoutSeconds: idleTimeoutAbove(draw, entry, holdTo(held.profile)),
    held: { product: entry.id, longestSeconds: holdTo(held.profile), traffic: 'mixed' },
    traffic: { holds: [held], requests: others(draw, perPoll * polls) },
  };
}

/** An idle timeout below the hold: no hold ever ends as one. */
export function severed(draw: Draw, _index: number, day: Day): Drawn {
  const entry = draw.oneOf(WORKABLE.filter(({ profile }) => profile.ceilingSeconds >= 60));
  const held = heldTraffic(draw, entry, entry.profile, day);
  const below = IDLE_TIMEOUTS.filter((seconds) => seconds <= entry.profile.ceilingSeconds);
  const idleTimeoutSeconds = draw.chance(0.5) ? 60 : (below.at(-1) ?? 60);
  return {
    about: `${entry.id} cut at ${idleTimeoutSeconds} s, ${held.clients} clients`,
    idleTimeoutSeconds,
    held: { product: entry.id, longestSeconds: holdTo(held.profile), traffic: 'long-polls' },
    traffic: { holds: [held], ...(draw.chance(0.5) && { requests: others(draw, draw.between(0.5, 3)) }) },
  };
}

/** Mostly the product's own length; a quarter of those whose length is a setting have another one. */
function lengthOf(draw: Draw, { profile, ceilingRange }: CatalogueEntry): HoldProfile {
  const { ceilingSeconds, spreadSeconds } = profile;
  const other = draw.oneOf([20, 25, 30, 45, 60, 90, 120, 240, 600]);
  const [least, most] = ceilingRange ?? [ceilingSeconds, ceilingSeconds];
  if (!draw.chance(0.25) || other < least || other > most) return profile;
  // What is added is a share of the hold (Consul, Nomad); what is subtracted is a setting of its own (Fleet).
  const spread = spreadSeconds > 0 ? (spreadSeconds / ceilingSeconds) * other : spreadSeconds;
  return { ...profile, ceilingSeconds: other, spreadSeconds: spread };
}

function heldTraffic(draw: Draw, { id }: CatalogueEntry, profile: HoldProfile, { from, to }: Day): HoldTraffic {
  const room = MOST_POLLS / pollsPerMinute(profile, 1);
  const clients = Math.max(2, Math.round(draw.magnitude(2, Math.max(3, Math.min(400, room)))));
  const gapSeconds = draw.oneOf([0.02, 0.1, 0.5, 1, 1, 3]);
  const someTime = (): number => draw.between(from, to);
  const people = OF_PEOPLE.has(id) && draw.chance(0.4);
  return {
    profile,
    clients,
    gapSeconds,
    lag: { medianSeconds: draw.magnitude(0.002, 0.05), sigma: 0.5 },
    earlyShare: draw.chance(0.3) ? 0 : draw.between(0, 0.45),
    bursts: profile.releaseLaw === 'broadcast' && draw.chance(0.5) ? [{ at: someTime(), overSeconds: 5 }] : [],
    deploys: draw.chance(0.3) ? [{ at: someTime() }] : [],
    ...(profile.cancels && draw.chance(0.5) && { cancels: { perClientPerHour: draw.between(0.1, 0.5) } }),
    clientChanges: people ? hourly(draw, clients, { from, to }) : [],
  };
}

/** As many as come with the hour of the day: never none, at most the clients there are. */
function hourly(draw: Draw, clients: number, { from, to }: Day): ClientChange[] {
  const peak = draw.between(10, 16);
  const swing = draw.between(0.2, 0.9);
  return Array.from({ length: Math.floor((to - from) / 3600) }, (_, hour): ClientChange => {
    const at = from + 3600 * hour;
    const share = (1 + swing * Math.cos(2 * Math.PI * ((at / 3600 - peak) / 24))) / (1 + swing);
    return { at, clients: Math.max(1, Math.round(share * clients)), overSeconds: 1800 };
  });
}

function others(draw: Draw, ratePerMinute: number): RequestTraffic {
  return {
    ratePerMinute,
    latency: { medianSeconds: draw.magnitude(0.005, 0.3), sigma: draw.between(0.4, 1.2) },
    ...(draw.chance(0.5) && { diurnal: { swing: draw.between(0.2, 0.9), peakHour: draw.between(0, 24) } }),
  };
}

/** Above the hold: as advised, the default where that is enough, or what somebody set. */
function idleTimeoutAbove(draw: Draw, entry: CatalogueEntry, longest: number): number {
  const enough = IDLE_TIMEOUTS.filter((seconds) => seconds >= longest + 1);
  const advised = entry.idleTimeoutAdvice >= longest + 1 ? entry.idleTimeoutAdvice : 4000;
  return draw.chance(0.4) ? advised : draw.chance(0.5) ? (enough[0] ?? 4000) : draw.oneOf(enough);
}
