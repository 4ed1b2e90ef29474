import type { HoldProfile, ReleaseLaw } from '../holds/profile.ts';

/** A span of time `[from, to)` in epoch seconds. */
export interface Spell {
  readonly from: number;
  readonly to: number;
}

/** Lognormal response times. */
export interface LatencyShape {
  /** Above 0. */
  readonly medianSeconds: number;
  /** Standard deviation of the logarithm; 0 is a constant. */
  readonly sigma: number;
}

/** What one target group gets. Plain data: the same scenario gives the same requests, byte for byte. */
export interface TrafficScenario {
  /** A whole number. */
  readonly seed: number;
  /** Start, epoch seconds. Polls are already under way. */
  readonly from: number;
  /** End, epoch seconds. Requests that end in `[from, to)` are made. */
  readonly to: number;
  /** A request that takes longer is slow, in truth. @default 0.8 */
  readonly objectiveSeconds?: number;
  /**
   * Idle timeout of the load balancer, 1 to 4000 s: what has not been answered by then ends with a 504.
   *
   * @default 4000 - the most a load balancer takes, so nothing is severed by accident (AWS's own default is 60)
   */
  readonly idleTimeoutSeconds?: number;
  /** @default - no normal requests */
  readonly requests?: RequestTraffic;
  /** Long polls, one entry a product. @default - none */
  readonly holds?: readonly HoldTraffic[];
  /** What makes normal requests slow, and when. @default - nothing */
  readonly slowdowns?: readonly Slowdown[];
}

/** Normal requests: they arrive at random (Poisson), whatever became of those before. */
export interface RequestTraffic {
  /** Mean over a day. */
  readonly ratePerMinute: number;
  /** Rate over the day: `1 + swing × cos` with its maximum at an hour (UTC). @default - the same at every hour */
  readonly diurnal?: { readonly swing: number; readonly peakHour: number };
  /** @default median 0.03 s, sigma 0.7: about one in a million above 0.8 s */
  readonly latency?: LatencyShape;
  /** @default `GET /` */
  readonly routes?: readonly RequestRoute[];
  /** How many clients share the requests out. @default 20 */
  readonly clients?: number;
  /** Clients are named `<prefix>-<n>`. @default client */
  readonly clientPrefix?: string;
  /** @default - every answer is the route's status */
  readonly errors?: readonly ErrorSpell[];
}

/** One route among normal requests. */
export interface RequestRoute {
  readonly method: string;
  /** Path, with query if any; each `*` becomes an id of the client. */
  readonly path: string;
  /** Share of the requests, relative to the other weights. @default 1 */
  readonly weight?: number;
  /** @default - the latency of the traffic */
  readonly latency?: LatencyShape;
  /** @default 200 */
  readonly status?: number;
}

/** Failing answers. */
export interface ErrorSpell {
  /** @default - all the time */
  readonly during?: Spell;
  /** Share of the requests, 0 to 1. */
  readonly share: number;
  readonly status: number;
  /** False where the load balancer makes the answer (502, 503): no sample of TargetResponseTime then. @default true */
  readonly byTarget?: boolean;
}

/**
 * Kinds of slowness.
 *
 * - `wide`: most requests take some seconds more
 * - `tail`: a few requests do
 * - `near`: many requests take just longer than the objective
 * - `hanging`: nearly all wait very long, by default until the idle timeout cuts them
 * - `fixed-timeout`: a dependency gives up after a fixed time: a narrow band that looks like a hold
 */
export const SLOWDOWN_KINDS = ['wide', 'tail', 'near', 'hanging', 'fixed-timeout'] as const;
export type SlowdownKind = (typeof SLOWDOWN_KINDS)[number];

export interface Slowdown extends Spell {
  readonly kind: SlowdownKind;
  /** Share of the requests arriving in the spell, 0 to 1. @default wide 0.6, tail 0.06, near 0.3, hanging 0.9, fixed-timeout 0.3 */
  readonly share?: number;
  /**
   * Seconds: the median added for `wide` and `tail` (3), the median itself for `hanging` (endless), the wait for
   * `fixed-timeout` (30). `near` has none: 1.1 to 1.8 × the objective.
   */
  readonly seconds?: number;
  /** Share of the slowed requests that the target answers with `errorStatus`, 0 to 1. @default 0 */
  readonly errorShare?: number;
  /** @default 500 */
  readonly errorStatus?: number;
  /** Only requests of this route, as its `path` is written in the traffic. @default - every route */
  readonly path?: string;
}

/** Clients that keep one poll parked each: poll, answer, gap, next poll. */
export interface HoldTraffic {
  readonly profile: HoldProfile;
  /** Clients at `from`. */
  readonly clients: number;
  /** Clients are named `<prefix>-<n>`. @default the profile's name */
  readonly clientPrefix?: string;
  /** @default - that of the profile's first route, else GET */
  readonly method?: string;
  /** Path, with query if any; each `*` becomes an id of the client. @default - that of the profile's first route */
  readonly path?: string;
  /** From an answer to the client's next poll: `gapSeconds` ± a uniform `gapJitterSeconds`. @default 1 (Elastic Agent) */
  readonly gapSeconds?: number;
  /** @default 0.5, at most the gap */
  readonly gapJitterSeconds?: number;
  /** What setting up and answering adds to a hold. @default median 0.003 s, sigma 0.5 */
  readonly lag?: LatencyShape;
  /** Statuses of expired and of released polls. @default 200 and 200 */
  readonly statuses?: { readonly expired: number; readonly released: number };
  /** Whether polls are at random ages at `from`, or all begin then (as after a roll-out). @default random */
  readonly phases?: 'random' | 'locked';
  /**
   * Share of polls that something of their own ends early, 0 to below 1. Their ages follow the profile's law: uniform over
   * the hold for `broadcast`, exponential for `message-driven`.
   *
   * @default 0
   */
  readonly earlyShare?: number;
  /** @default - the profile's */
  readonly releaseLaw?: ReleaseLaw;
  /** One event that ends the polls of everybody, such as a policy change. @default - none */
  readonly bursts?: readonly Burst[];
  /** What a client sends after a burst ended its poll, such as an acknowledgement. @default - nothing */
  readonly followUps?: readonly RequestRoute[];
  /** @default - none */
  readonly deploys?: readonly Deploy[];
  /** State changes on which a client gives its poll up and backs off (460). @default - none */
  readonly cancels?: { readonly perClientPerHour: number };
  /** The client's own time-out: it closes a poll that is older (460) and backs off. @default - none */
  readonly clientTimeoutSeconds?: number;
  /** Wait after a cancelled, severed or failed poll: uniform between the two. @default 60 and 120 (Elastic Agent) */
  readonly backoffSeconds?: readonly [number, number];
  /** Polls begun in the spell that the service fails to end in time. @default - none */
  readonly overruns?: readonly Overrun[];
  /** Spells in which every poll is answered at once and asked again at once. @default - none */
  readonly storms?: readonly Storm[];
  /** Polls answered at once with an error. @default - none */
  readonly errors?: readonly ErrorSpell[];
  /** Clients that leave (their polls end with 460) or join. @default - the clients stay */
  readonly clientChanges?: readonly ClientChange[];
}

export interface Burst {
  readonly at: number;
  /** Share of the clients it reaches, 0 to 1. @default 1 */
  readonly reach?: number;
  /** Releases are spread uniformly over so many seconds (a service that paces its roll-out). @default 0 */
  readonly overSeconds?: number;
}

export interface Deploy {
  readonly at: number;
  /** Polls end over so many seconds. @default 2 */
  readonly overSeconds?: number;
  /** Share of polls cut with a 502 and not answered: the deregistration delay was too short, 0 to 1. @default 0 */
  readonly cutShare?: number;
}

export interface Overrun extends Spell {
  /** Share of the polls, 0 to 1. */
  readonly share: number;
  /** How long such a poll lasts, above the ceiling. @default - until the idle timeout cuts it */
  readonly seconds?: number;
}

export interface Storm extends Spell {
  /** @default 0.2 */
  readonly gapSeconds?: number;
  /** Median of the answers. @default 0.005 */
  readonly answerSeconds?: number;
  /** @default - the status of a released poll */
  readonly status?: number;
}

export interface ClientChange {
  readonly at: number;
  /** How many clients there are from then on; those numbered highest leave first. */
  readonly clients: number;
  /** Leaving and joining are spread uniformly over so many seconds. @default 5 */
  readonly overSeconds?: number;
}
