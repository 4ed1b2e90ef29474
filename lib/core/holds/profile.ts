/**
 * How polls that end before their hold expires are spread over the hold.
 *
 * - `broadcast`: one event ends many polls at once (a Fleet policy change), polls began at random phases, so their ages
 *   are uniform over (0, ceiling).
 * - `message-driven`: each poll waits for its own message (Matrix, SignalR, runners), so ages are exponential, cut at the
 *   ceiling.
 */
export const RELEASE_LAWS = ['broadcast', 'message-driven'] as const;
export type ReleaseLaw = (typeof RELEASE_LAWS)[number];

/** A request line pattern of a held endpoint. */
export interface RoutePattern {
  /** HTTP method, upper case. @default - any method */
  readonly method?: string;
  /**
   * Path without query. A `*` stands for a path segment or, beside other characters, for a part of one (`bot*`); a segment
   * `**` stands for any number of segments, none included. A trailing slash makes no difference.
   */
  readonly path: string;
  /**
   * Query parameters that must be present, each in one of four forms: `index` (any value), `transport=polling` (this
   * value), `timeout>0` (a number above 0) or `id=<22>` (a random token: 22 letters, digits, `-` or `_`).
   *
   * @default - any query
   */
  readonly query?: readonly string[];
}

/** What is known of the requests a service holds on purpose. Plain data. */
export interface HoldProfile {
  /** Catalogue id, e.g. `elastic-fleet`, or `custom`. */
  readonly name: string;
  /** The hold the service sets out for, in seconds, before any spread. Above 0. */
  readonly ceilingSeconds: number;
  /**
   * Width of the service's own uniform jitter, in seconds: negative where it is subtracted from the ceiling (Fleet: −30),
   * positive where it is added (Consul: +18.75), 0 where there is none.
   */
  readonly spreadSeconds: number;
  readonly releaseLaw: ReleaseLaw;
  /** True where clients give polls up on purpose, so that cancelled holds (460) and dips in parked requests are normal. */
  readonly cancels: boolean;
  /** Routes that hold; empty where not known. */
  readonly routes: readonly RoutePattern[];
  /**
   * Mean time between the answer to a poll and the client's next one, in seconds, 0 or more.
   *
   * @default - {@link DEFAULT_RETRY_GAP_SECONDS}
   */
  readonly retryGapSeconds?: number;
  /**
   * Mean time a client waits after a poll that failed or was given up, in seconds, 0 or more.
   *
   * @default - the same as after an answer
   */
  readonly backoffSeconds?: number;
  /**
   * Share of polls the clients are expected to give up, 0 to 1; says how many 460 are normal.
   *
   * @default - not known; 0 where `cancels` is false
   */
  readonly expectedCancels?: number;
  /**
   * Time after which the client itself gives a poll up, in seconds, above 0.
   *
   * @default - not known
   */
  readonly clientTimeoutSeconds?: number;
  /** True for Elastic Agents that run stand-alone: they have no check-in, so nothing is held. @default false */
  readonly standalone?: boolean;
}

/** Most polling clients ask again at once or after a second (Elastic Agent: 1 s ± 0.5 s, `fleet_gateway.go`). */
export const DEFAULT_RETRY_GAP_SECONDS = 1;

/** What the ends of a hold band follow from; a verdict's hold has no more. */
export type HoldLength = Pick<HoldProfile, 'ceilingSeconds' | 'spreadSeconds'>;

/** Lower end of the hold band in seconds: an idle hold does not end before. `H − J` of the model. */
export function holdFrom(profile: HoldLength): number {
  return profile.ceilingSeconds + Math.min(0, profile.spreadSeconds);
}

/** Upper end of the hold band in seconds: no idle hold lasts longer. `H` of the model. */
export function holdTo(profile: HoldLength): number {
  return profile.ceilingSeconds + Math.max(0, profile.spreadSeconds);
}

/** Mean length of an idle hold in seconds: the middle of the hold band, because the jitter is uniform. */
export function meanHold(profile: HoldProfile): number {
  return (holdFrom(profile) + holdTo(profile)) / 2;
}

/**
 * Seconds from one poll of an idle client to its next: mean hold plus mean gap. Of the polls expected to be given up, the gap
 * is the back-off.
 */
export function pollCycle(profile: HoldProfile): number {
  const { retryGapSeconds = DEFAULT_RETRY_GAP_SECONDS, expectedCancels = 0 } = profile;
  const { backoffSeconds = retryGapSeconds } = profile;
  return meanHold(profile) + (1 - expectedCancels) * retryGapSeconds + expectedCancels * backoffSeconds;
}

/** Polls a minute that `clients` idle clients make. */
export function pollsPerMinute(profile: HoldProfile, clients: number): number {
  return (clients * 60) / pollCycle(profile);
}

/** The hold band as a person writes it: `270 to 300 s`, or `30 s` where there is no spread. */
export function describeHold(profile: HoldLength): string {
  const [from, to] = [round(holdFrom(profile)), round(holdTo(profile))];
  return from === to ? `${to} s` : `${from} to ${to} s`;
}

/**
 * Share of idle holds that last longer than a timeout, 0 to 1; with a timeout of exactly a hold without spread, 0.5: a race
 * that either side may win.
 */
export function shareOutlasting(profile: HoldProfile, timeoutSeconds: number): number {
  const [from, to] = [holdFrom(profile), holdTo(profile)];
  if (from === to && timeoutSeconds === to) return 0.5;
  if (timeoutSeconds >= to) return 0;
  return timeoutSeconds <= from ? 1 : (to - timeoutSeconds) / (to - from);
}

/** Hundredths: Consul's 318.75 stays, sums of doubles lose their noise. */
function round(seconds: number): number {
  return Number(seconds.toFixed(2));
}
