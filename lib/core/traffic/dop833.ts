import type { HoldProfile } from '../holds/profile.ts';
import { type AccessLogOptions, accessLogLines } from './access-log.ts';
import type { SimulatedRequest } from './request.ts';
import type { Spell, TrafficScenario } from './scenario.ts';
import { simulate } from './simulate.ts';

const HOUR = 3600;

export interface Dop833Options {
  /** A whole number. */
  readonly seed: number;
  /** Share of Elasticsearch's requests that the slowdown reaches, 0 (no slowdown) to 1. @default 0.6 */
  readonly slow?: number;
  /** Start of the day, epoch seconds. */
  readonly day: number;
}

/** The day of incident DOP-833, simulated, with what happened in it. */
export interface Dop833Day {
  /** `[start, end)` of the day. */
  readonly day: Spell;
  /** Requests of the Fleet Server target group, ordered by their end. */
  readonly fleet: SimulatedRequest[];
  /** Requests of the Elasticsearch target group, ordered by their end. */
  readonly elasticsearch: SimulatedRequest[];
  /** Elastic Agents, each with a poll parked. */
  readonly agents: number;
  /** When a policy change ended every poll, epoch seconds. */
  readonly policyChangeAt: number;
  /** When Elasticsearch was slow in truth, within the last hour of the day; absent without a slowdown. */
  readonly slowdown?: Spell;
}

/** Elastic Fleet Server's defaults: `checkin_long_poll` 5 m less up to `checkin_jitter` 30 s (elastic/fleet-server). */
const FLEET: HoldProfile = {
  name: 'elastic-fleet',
  ceilingSeconds: 300,
  spreadSeconds: -30,
  releaseLaw: 'broadcast',
  cancels: false,
  routes: [{ method: 'POST', path: '/api/fleet/agents/*/checkin' }],
};
const AGENTS = 5;

/**
 * Five Elastic Agents poll one Fleet Server through a load balancer with an idle timeout of 300 s, 3 to 5 requests a minute
 * in all; one policy change. Elasticsearch behind its own load balancer, with one genuine slowdown in the day's last hour.
 */
export function dop833Day({ seed, slow = 0.6, day }: Dop833Options): Dop833Day {
  const spell = { from: day, to: day + 24 * HOUR };
  const policyChangeAt = day + 12.4 * HOUR;
  const slowdown = slow > 0 ? { from: day + 23.25 * HOUR, to: day + 23.75 * HOUR } : undefined;
  return {
    day: spell,
    fleet: simulate(fleetScenario(seed, spell, policyChangeAt)),
    elasticsearch: simulate(elasticsearchScenario(seed, spell, slowdown && { ...slowdown, share: slow })),
    agents: AGENTS,
    policyChangeAt,
    ...(slowdown && { slowdown }),
  };
}

/** Five agents behind one Fleet Server, 3 to 5 requests a minute; one policy change. */
export function fleetScenario(seed: number, spell: Spell, policyChangeAt: number): TrafficScenario {
  return {
    seed,
    ...spell,
    idleTimeoutSeconds: 300,
    holds: [
      {
        profile: FLEET,
        clients: AGENTS,
        clientPrefix: 'agent',
        // A policy reaches agents about 5 ms apart (Fleet Server's policy_limit).
        bursts: [{ at: policyChangeAt, overSeconds: 0.025 }],
        followUps: [{ method: 'POST', path: '/api/fleet/agents/*/acks' }],
      },
    ],
    // Beside some 1.05 check-ins a minute: what else brings the group to 3 to 5 requests a minute.
    requests: {
      ratePerMinute: 3,
      clients: AGENTS,
      clientPrefix: 'agent',
      latency: { medianSeconds: 0.025, sigma: 0.6 },
      routes: [
        { method: 'GET', path: '/api/status', weight: 5 },
        { method: 'POST', path: '/api/fleet/agents/*/acks', weight: 3 },
        { method: 'GET', path: '/api/fleet/artifacts/endpoint-trustlist-linux-v1/*', weight: 2 },
      ],
    },
  };
}

/**
 * Normal search and indexing requests. Fleet Server's own long polls of Elasticsearch stay inside the cluster and do not
 * cross this load balancer.
 */
export function elasticsearchScenario(
  seed: number,
  spell: Spell,
  slowdown: (Spell & { readonly share: number }) | undefined,
): TrafficScenario {
  return {
    seed: seed + 1,
    ...spell,
    idleTimeoutSeconds: 60,
    requests: {
      ratePerMinute: 60,
      diurnal: { swing: 0.4, peakHour: 14 },
      clients: 12,
      clientPrefix: 'beat',
      latency: { medianSeconds: 0.035, sigma: 0.65 },
      routes: [
        { method: 'POST', path: '/_bulk', weight: 6 },
        { method: 'POST', path: '/logs-endpoint/_search', weight: 3, latency: { medianSeconds: 0.06, sigma: 0.6 } },
        { method: 'GET', path: '/_cluster/health', weight: 1, latency: { medianSeconds: 0.008, sigma: 0.5 } },
      ],
    },
    ...(slowdown && { slowdowns: [{ kind: 'wide', ...slowdown }] }),
  };
}

/** Target group and load balancer, by ARN: a target of the config has both. */
export type LogArns = Pick<AccessLogOptions, 'loadBalancerArn' | 'targetGroupArn'>;

/** The day's access-log lines of Fleet Server. */
export function fleetLogLines({ fleet }: Dop833Day, arns: LogArns): Iterable<string> {
  return accessLogLines(fleet, {
    ...arns,
    host: 'fleet.elastic.example.internal',
    targets: ['10.0.3.17:8220'],
    userAgentOf: () => 'Elastic Agent v9.2.1',
  });
}

/** The day's access-log lines of Elasticsearch. */
export function elasticsearchLogLines({ elasticsearch }: Dop833Day, arns: LogArns): Iterable<string> {
  return accessLogLines(elasticsearch, {
    ...arns,
    host: 'search.elastic.example.internal',
    targets: ['10.0.3.41:9200', '10.0.4.12:9200', '10.0.5.77:9200'],
    userAgentOf: () => 'Elastic-filebeat/9.2.1 (linux; amd64)',
  });
}
