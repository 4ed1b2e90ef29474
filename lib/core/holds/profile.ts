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
  /** Path without query; `*` stands for one path segment, `**` for any number of them. */
  readonly path: string;
  /** Query parameters that must be present, e.g. `index`; each `name` or `name=value`. @default - any query */
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
}

/** Lower end of the hold band in seconds: an idle hold does not end before. `H − J` of the model. */
export function holdFrom(profile: HoldProfile): number {
  return profile.ceilingSeconds + Math.min(0, profile.spreadSeconds);
}

/** Upper end of the hold band in seconds: no idle hold lasts longer. `H` of the model. */
export function holdTo(profile: HoldProfile): number {
  return profile.ceilingSeconds + Math.max(0, profile.spreadSeconds);
}
