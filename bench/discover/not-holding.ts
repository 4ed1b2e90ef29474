import type { HoldProfile } from '../../lib/core/holds/profile.ts';
import type { HoldTraffic, LatencyShape, RequestTraffic, Slowdown } from '../../lib/core/traffic/scenario.ts';
import type { Draw } from './draw.ts';
import type { Day, Drawn } from './groups.ts';

type Traffic = Drawn['traffic'];

type Service = (draw: Draw) => { readonly about: string; readonly traffic: Traffic };

/** Services that hold nothing, in turn. */
const SERVICES: readonly Service[] = [
  (draw) => service(draw, 'fast', { medianSeconds: draw.magnitude(0.002, 0.1), sigma: draw.between(0.3, 0.9) }),
  (draw) => service(draw, 'slow', { medianSeconds: draw.magnitude(0.5, 8), sigma: draw.between(0.3, 0.9) }),
  (draw) => service(draw, 'heavy-tailed', { medianSeconds: draw.magnitude(0.02, 1), sigma: draw.between(1.2, 2.4) }),
  reports,
  (draw) => chained(draw, 'batches', batch(draw)),
  (draw) => chained(draw, 'timers', timer(draw)),
];

/** A service that holds nothing: fast, slow, heavy-tailed, with long reports among its requests, batches, or timers. */
export function plain(draw: Draw, index: number, day: Day): Drawn {
  const { about, traffic } = (SERVICES[index % SERVICES.length] as Service)(draw);
  const odd = draw.chance(0.12);
  const slowdowns: Slowdown[] = odd ? [oddTimeout(draw, day)] : draw.chance(0.15) ? [slowSpell(draw, day)] : [];
  return {
    about: `${about}${odd ? `, ${slowdowns[0]?.seconds} s time-outs` : ''}`,
    idleTimeoutSeconds: draw.chance(0.7) ? 60 : draw.oneOf([120, 300, 900, 4000]),
    traffic: { ...traffic, slowdowns },
  };
}

/** A dependency that gives up after 30 s, or 60 s: all day, since some hours, or on and off. */
export function trap(draw: Draw, index: number, { from, to }: Day): Drawn {
  const seconds = index % 3 === 2 ? 60 : 30;
  const share = draw.oneOf([0.01, 0.03, 0.1, 0.3, 1]);
  const errorShare = draw.oneOf([0, 0, 1]);
  const shape = { kind: 'fixed-timeout', share, seconds, errorShare, errorStatus: 500 } as const;
  const when = draw.oneOf(['all day', 'since some hours', 'on and off'] as const);
  // So many that some dozens of them are to be seen, also where few hours of a quiet night have them.
  const ratePerMinute = Math.max(draw.magnitude(1, 60), (when === 'since some hours' ? 1 : 0.3) / share);
  const spells: readonly (readonly [number, number])[] =
    when === 'all day'
      ? [[from, to]]
      : when === 'since some hours'
        ? [[to - 3600 * draw.between(3, 8), to]]
        : Array.from(
            { length: 12 },
            (_, i) => [from + 7200 * i, from + 7200 * i + 60 * draw.between(20, 100)] as const,
          );
  return {
    about: `${seconds} s time-out, ${100 * share} % of ${ratePerMinute.toFixed(0)}/min, ${when}, ${100 * errorShare} % 5xx`,
    idleTimeoutSeconds: seconds === 60 ? draw.oneOf([75, 120, 300, 4000]) : draw.oneOf([60, 60, 120, 300, 4000]),
    traffic: {
      requests: requests(draw, ratePerMinute, {
        medianSeconds: draw.magnitude(0.005, 0.3),
        sigma: draw.between(0.4, 1.2),
      }),
      slowdowns: spells.map(([start, end]) => ({ ...shape, from: start, to: end })),
    },
  };
}

function service(draw: Draw, about: string, latency: LatencyShape): ReturnType<Service> {
  return { about, traffic: { requests: requests(draw, draw.magnitude(0.3, 150), latency) } };
}

/** Some requests are reports that take long, by how much there is to report. */
function reports(draw: Draw): ReturnType<Service> {
  const latency = { medianSeconds: draw.magnitude(4, 40), sigma: draw.between(0.1, 0.5) };
  const fast = { medianSeconds: draw.magnitude(0.005, 0.1), sigma: 0.6 };
  const routes = [
    { method: 'GET', path: '/', weight: 1 },
    { method: 'GET', path: '/report', weight: draw.magnitude(0.01, 1), latency },
  ];
  const about = `reports of ${latency.medianSeconds.toFixed(0)} s, sigma ${latency.sigma.toFixed(2)}`;
  return { about, traffic: { requests: { ...requests(draw, draw.magnitude(0.3, 60), fast), routes } } };
}

type Chained = Pick<HoldTraffic, 'clients' | 'gapSeconds'> & { readonly lag: LatencyShape };

/** Workers that send one long request after the other: as steady as clients of long polls. */
function batch(draw: Draw): Chained {
  const lag = { medianSeconds: draw.magnitude(2, 60), sigma: draw.between(0.2, 0.8) };
  return { clients: Math.round(draw.between(1, 12)), gapSeconds: draw.magnitude(0.05, 20), lag };
}

/** A job or two that somebody starts every few minutes, and that takes as long each time. */
function timer(draw: Draw): Chained {
  const lag = { medianSeconds: draw.magnitude(2, 45), sigma: draw.between(0.02, 0.3) };
  return { clients: draw.oneOf([1, 1, 2, 3]), gapSeconds: draw.magnitude(30, 900), lag };
}

function chained(draw: Draw, what: string, { lag, ...clients }: Chained): ReturnType<Service> {
  const held: HoldTraffic = { ...clients, lag, profile: NOTHING_HELD, path: '/job' };
  const fast = { medianSeconds: draw.magnitude(0.005, 0.1), sigma: 0.6 };
  return {
    about: `${clients.clients} ${what} of ${lag.medianSeconds.toFixed(0)} s, sigma ${lag.sigma.toFixed(2)}`,
    traffic: {
      holds: [held],
      ...(draw.chance(0.5) && { requests: requests(draw, draw.magnitude(0.3, 60), fast) }),
    },
  };
}

/** What a chained client does is no hold: its answers take as long as the work does. */
const NOTHING_HELD: HoldProfile = {
  name: 'job',
  ceilingSeconds: 0.01,
  spreadSeconds: 0,
  releaseLaw: 'message-driven',
  cancels: false,
  routes: [],
};

function requests(draw: Draw, ratePerMinute: number, latency: LatencyShape): RequestTraffic {
  const diurnal = draw.chance(0.6) ? { swing: draw.between(0.2, 0.9), peakHour: draw.between(0, 24) } : undefined;
  return {
    ratePerMinute,
    latency,
    ...(diurnal && { diurnal }),
    ...(draw.chance(0.2) && { errors: [{ share: draw.magnitude(0.0005, 0.02), status: draw.oneOf([500, 503]) }] }),
  };
}

/** A few requests that a client library of the service gives up on. */
function oddTimeout(draw: Draw, { from, to }: Day): Slowdown {
  const seconds = draw.oneOf([5, 7, 10, 12, 15, 20, 45]);
  return { kind: 'fixed-timeout', from, to, seconds, share: draw.magnitude(0.001, 0.02) };
}

function slowSpell(draw: Draw, { from, to }: Day): Slowdown {
  const start = draw.between(from, to - 3600);
  return { kind: draw.oneOf(['wide', 'tail', 'near']), from: start, to: start + 60 * draw.between(10, 240) };
}
