import type { HoldTraffic, LatencyShape, RequestTraffic, Slowdown } from '../../lib/core/traffic/scenario.ts';
import type { Draw } from './draw.ts';
import type { Day, Drawn } from './groups.ts';

type Traffic = Drawn['traffic'];

/** Services that hold nothing, in turn. */
const SERVICES: readonly ((draw: Draw) => { readonly about: string; readonly latency: LatencyShape })[] = [
  (draw) => ({ about: 'fast', latency: { medianSeconds: draw.magnitude(0.002, 0.1), sigma: draw.between(0.3, 0.9) } }),
  (draw) => ({ about: 'slow', latency: { medianSeconds: draw.magnitude(0.5, 8), sigma: draw.between(0.3, 0.9) } }),
  (draw) => ({
    about: 'heavy-tailed',
    latency: { medianSeconds: draw.magnitude(0.02, 1), sigma: draw.between(1.2, 2.4) },
  }),
];

/** A service that holds nothing: fast, slow, heavy-tailed, with long reports among its requests, or batches. */
export function plain(draw: Draw, index: number, day: Day): Drawn {
  const { about, traffic } = index % 5 < 3 ? service(draw, index % 5) : index % 5 === 3 ? reports(draw) : batches(draw);
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
  // So many that the day has at least a hundred of them.
  const ratePerMinute = Math.max(draw.magnitude(1, 60), 0.3 / share);
  const errorShare = draw.oneOf([0, 0, 1]);
  const shape = { kind: 'fixed-timeout', share, seconds, errorShare, errorStatus: 500 } as const;
  const when = draw.oneOf(['all day', 'since some hours', 'on and off'] as const);
  const spells: readonly (readonly [number, number])[] =
    when === 'all day'
      ? [[from, to]]
      : when === 'since some hours'
        ? [[to - 3600 * draw.between(1.5, 8), to]]
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

function service(draw: Draw, index: number): { about: string; traffic: Traffic } {
  const { about, latency } = (SERVICES[index] as (typeof SERVICES)[number])(draw);
  return { about, traffic: { requests: requests(draw, draw.magnitude(0.3, 150), latency) } };
}

/** Some requests are reports that take long, by how much there is to report. */
function reports(draw: Draw): { about: string; traffic: Traffic } {
  const latency = { medianSeconds: draw.magnitude(4, 40), sigma: draw.between(0.1, 0.5) };
  const fast = { medianSeconds: draw.magnitude(0.005, 0.1), sigma: 0.6 };
  const routes = [
    { method: 'GET', path: '/', weight: 1 },
    { method: 'GET', path: '/report', weight: draw.magnitude(0.01, 1), latency },
  ];
  const about = `reports of ${latency.medianSeconds.toFixed(0)} s, sigma ${latency.sigma.toFixed(2)}`;
  return { about, traffic: { requests: { ...requests(draw, draw.magnitude(0.3, 60), fast), routes } } };
}

/** Workers that send one long request after the other: as steady as clients of long polls. */
function batches(draw: Draw): { about: string; traffic: Traffic } {
  const lag = { medianSeconds: draw.magnitude(2, 60), sigma: draw.between(0.2, 0.8) };
  const fast = { medianSeconds: draw.magnitude(0.005, 0.1), sigma: 0.6 };
  const workers: HoldTraffic = {
    profile: {
      name: 'batch',
      ceilingSeconds: 0.01,
      spreadSeconds: 0,
      releaseLaw: 'message-driven',
      cancels: false,
      routes: [],
    },
    path: '/batch',
    clients: Math.round(draw.between(1, 12)),
    gapSeconds: draw.magnitude(0.05, 20),
    lag,
  };
  const about = `batches of ${lag.medianSeconds.toFixed(0)} s, sigma ${lag.sigma.toFixed(2)}`;
  const beside = draw.chance(0.5) ? { requests: requests(draw, draw.magnitude(0.3, 60), fast) } : {};
  return { about, traffic: { holds: [workers], ...beside } };
}

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
