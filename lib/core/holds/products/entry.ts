import type { HoldProfile, ReleaseLaw, RoutePattern } from '../profile.ts';

/** One product that holds requests, as its own sources state it. */
export interface CatalogueEntry {
  /** Kebab-case; what `hold:` in the config takes. */
  readonly id: string;
  /** What it is called. */
  readonly product: string;
  /** The hold with the product's defaults. */
  readonly profile: HoldProfile;
  /** Shortest and longest hold that settings or clients may ask for, an added spread included, in seconds. @default - fixed */
  readonly ceilingRange?: readonly [number, number];
  /** Idle timeout a load balancer in front of it should have, in seconds: the default hold and room for more. */
  readonly idleTimeoutAdvice: number;
  /**
   * `held`: response headers come at the end of the hold, so that the hold is the response time. `early`: headers come at
   * once and the body waits, so that the response time says nothing of the hold.
   */
  readonly headers: 'held' | 'early';
  /** Who sets the length of a hold. With `client`, the ceiling of the profile is what its usual clients ask for. */
  readonly holdChosenBy: 'server' | 'client';
  /** HTTP status of a hold that ran out. */
  readonly status: readonly number[];
  /** False where the endpoint looks like a long poll and is none. */
  readonly held: boolean;
  /** Request lines the routes stand for. */
  readonly examples: readonly string[];
  /** Where the figures come from: repository and file, or page. */
  readonly source: string;
  /** What to know besides; what nobody has confirmed is marked so. */
  readonly note?: string;
  /** Why the model cannot work with the default hold and an objective of 0.8 s, and what to do. @default - it works */
  readonly refusal?: string;
}

/** What {@link entry} takes: the usual is left out. */
export interface EntryFacts {
  readonly id: string;
  readonly product: string;
  readonly ceiling: number;
  /** @default 0 */
  readonly spread?: number;
  readonly releaseLaw: ReleaseLaw;
  /** @default false */
  readonly cancels?: boolean;
  readonly routes: readonly RoutePattern[];
  readonly examples: readonly string[];
  readonly ceilingRange?: readonly [number, number];
  readonly idleTimeoutAdvice: number;
  /** @default 'held' */
  readonly headers?: CatalogueEntry['headers'];
  /** @default 'server' */
  readonly holdChosenBy?: CatalogueEntry['holdChosenBy'];
  /** @default 200 alone */
  readonly status?: readonly number[];
  /** @default true */
  readonly held?: boolean;
  readonly clientTimeout?: number;
  readonly source: string;
  readonly note?: string;
  readonly refusal?: string;
}

/** Range of a hold that is a free setting: bounded by how long a load balancer waits at most. */
export const FREE_SETTING = [1, 4000] as const;

/** A catalogue entry from its facts. */
export function entry(facts: EntryFacts): CatalogueEntry {
  const { id, product, ceiling, spread = 0, releaseLaw, cancels = false, routes, clientTimeout, ...rest } = facts;
  return {
    headers: 'held',
    holdChosenBy: 'server',
    status: [200],
    held: true,
    ...rest,
    id,
    product,
    profile: {
      name: id,
      ceilingSeconds: ceiling,
      spreadSeconds: spread,
      releaseLaw,
      cancels,
      routes,
      ...(clientTimeout === undefined ? {} : { clientTimeoutSeconds: clientTimeout }),
    },
  };
}

/** Refusal of a product whose clients name the length and that has no usual one. */
export function chosenByClient(limits: string): string {
  return `each client chooses how long it is held (${limits}): declare what yours ask for, e.g. hold: { ceiling: 30s, spread: 0s }`;
}

/** Refusal of a product that answers with headers before the hold. */
export function headersEarly(what: string): string {
  return `${what}, so that the response time does not contain the hold: use traffic: requests, nothing needs to be left out`;
}

/** Refusal of a product whose hold is as short as a slow request. */
export function tooShort(hold: string): string {
  return `holds for ${hold}, below 5 x the objective of 0.8 s, so that holds and slow requests are the same lengths: give the route its own target group, or declare the longer hold your clients ask for`;
}
