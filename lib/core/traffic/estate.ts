import { catalogueEntry } from '../holds/catalogue.ts';
import type { HoldProfile } from '../holds/profile.ts';
import { elasticsearchScenario, fleetScenario } from './dop833.ts';
import type { SimulatedRequest } from './request.ts';
import type { RequestTraffic, Spell, TrafficScenario } from './scenario.ts';
import { simulate } from './simulate.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Services of the estate around incident DOP-833. */
export const ESTATE_SERVICES = ['fleet-server', 'elasticsearch', 'web', 'api', 'chat', 'consul'] as const;
export type EstateService = (typeof ESTATE_SERVICES)[number];

/**
 * Idle timeouts of the load balancers in front of them, in seconds. 300 leaves Fleet Server's holds of 270 to 300 s no room,
 * and is below every idle hold of Consul, 300 to 318.75 s.
 */
export const ESTATE_IDLE_TIMEOUTS: Readonly<Record<EstateService, number>> = {
  'fleet-server': 300,
  elasticsearch: 60,
  web: 60,
  api: 60,
  chat: 120,
  consul: 300,
};

/** Days of Fleet Server's traffic, as long as CloudWatch keeps minutes; the others have the last day. */
export const ESTATE_DAYS = 15;

/**
 * What the services of the estate were sent up to a time: Fleet Server for 15 days, with a policy change on the last; the others
 * for one, Elasticsearch slow from 45 to 15 minutes before its end.
 *
 * @param to epoch seconds, a multiple of 60
 * @param seed a whole number
 */
export function estateTraffic(to: number, seed: number): Readonly<Record<EstateService, SimulatedRequest[]>> {
  const day = { from: to - DAY, to };
  const scenarios: Readonly<Record<EstateService, TrafficScenario>> = {
    'fleet-server': fleetScenario(seed, { from: to - ESTATE_DAYS * DAY, to }, day.from + 12.4 * HOUR),
    elasticsearch: elasticsearchScenario(seed, day, {
      from: day.from + 23.25 * HOUR,
      to: day.from + 23.75 * HOUR,
      share: 0.6,
    }),
    web: plainScenario(seed + 2, day, 'web', {
      ratePerMinute: 40,
      routes: [
        { method: 'GET', path: '/', weight: 3 },
        { method: 'GET', path: '/products/*', weight: 6, latency: { medianSeconds: 0.06, sigma: 0.6 } },
        { method: 'GET', path: '/assets/*', weight: 8, latency: { medianSeconds: 0.004, sigma: 0.5 } },
      ],
    }),
    api: plainScenario(seed + 3, day, 'api', {
      ratePerMinute: 25,
      routes: [
        { method: 'GET', path: '/api/carts/*', weight: 5 },
        { method: 'POST', path: '/api/orders', weight: 1, latency: { medianSeconds: 0.15, sigma: 0.5 } },
      ],
    }),
    chat: chatScenario(seed + 4, day),
    consul: consulScenario(seed + 5, day),
  };
  const entries = Object.entries(scenarios).map(([service, scenario]) => [service, simulate(scenario)] as const);
  return Object.fromEntries(entries) as Record<EstateService, SimulatedRequest[]>;
}

function plainScenario(seed: number, spell: Spell, service: EstateService, requests: RequestTraffic): TrafficScenario {
  const diurnal = { swing: 0.6, peakHour: 19 };
  return { seed, ...spell, idleTimeoutSeconds: ESTATE_IDLE_TIMEOUTS[service], requests: { diurnal, ...requests } };
}

/** Browsers behind a proxy without WebSockets: SignalR's long polls of 90 s, and the messages they send meanwhile. */
function chatScenario(seed: number, spell: Spell): TrafficScenario {
  return {
    seed,
    ...spell,
    idleTimeoutSeconds: ESTATE_IDLE_TIMEOUTS.chat,
    holds: [
      {
        profile: productOf('signalr'),
        clients: 14,
        clientPrefix: 'browser',
        path: '/chathub?id=*',
        gapSeconds: 0.05,
        gapJitterSeconds: 0.04,
        earlyShare: 0.15,
        statuses: { expired: 200, released: 200 },
      },
    ],
    requests: { ratePerMinute: 5, clients: 14, routes: [{ method: 'POST', path: '/chathub?id=*' }] },
  };
}

/** Agents that watch services and keys: what changes is answered, what does not is severed before Consul answers. */
function consulScenario(seed: number, spell: Spell): TrafficScenario {
  return {
    seed,
    ...spell,
    idleTimeoutSeconds: ESTATE_IDLE_TIMEOUTS.consul,
    holds: [
      {
        profile: productOf('consul'),
        clients: 24,
        clientPrefix: 'watcher',
        path: '/v1/health/service/web?index=4711&wait=5m',
        gapSeconds: 0.05,
        gapJitterSeconds: 0.04,
        earlyShare: 0.2,
        // Consul's own watches wait 5 s after a failure.
        backoffSeconds: [5, 8],
      },
    ],
    requests: {
      ratePerMinute: 12,
      clients: 24,
      latency: { medianSeconds: 0.003, sigma: 0.6 },
      routes: [
        { method: 'GET', path: '/v1/catalog/services', weight: 1 },
        { method: 'PUT', path: '/v1/agent/check/pass/*', weight: 4 },
      ],
    },
  };
}

function productOf(id: string): HoldProfile {
  const entry = catalogueEntry(id);
  if (!entry) throw new TypeError(`the catalogue has no ${id}`);
  return entry.profile;
}
