import { InputError, type InputProblem } from '../errors.ts';
import { trim } from '../units.ts';
import { type HoldProfile, pollCycle, shareOutlasting } from './profile.ts';

/**
 * Settings of Elastic Fleet Server and Elastic Agent that shape a check-in, in seconds. Names and defaults are those of
 * fleet-server 9.5 (`internal/pkg/config/timeouts.go`, `internal/pkg/api/handleCheckin.go`) and elastic-agent
 * (`internal/pkg/agent/application/gateway/fleet/fleet_gateway.go`).
 */
export interface FleetSettings {
  /** Server's `timeouts.checkin_long_poll`: how long it holds a check-in. Above 0. @default 300 */
  readonly longPoll?: number;
  /**
   * Server's `timeouts.checkin_jitter`: a uniform random time up to this is subtracted from each hold; 0 switches it off.
   * Below the hold. @default 30
   */
  readonly jitter?: number;
  /**
   * `poll_timeout` in the check-in's body. The server then holds for this less two minutes, at least one minute and at
   * most one hour, and `longPoll` has no say. Above 0.
   *
   * @default - not sent, as by every released agent
   */
  readonly pollTimeout?: number;
  /** Agent's `fleet.timeout`: it gives a check-in up after this. Never lengthens a hold. Above 0. @default 600 */
  readonly clientTimeout?: number;
  /**
   * Set where agents give a check-in up when a component changes state (agent's `fleet.checkin.mode: on_state_change`):
   * changes within this time of the last one are reported together. 0 is no debouncing.
   *
   * @default - agents do not give check-ins up
   */
  readonly cancelDebounce?: number;
  /**
   * Agent's `fleet.checkin.request_backoff_init`: after a check-in that failed or was given up it waits between once and
   * twice this. 0 or more. @default 60
   */
  readonly backoff?: number;
  /** True where the agents run stand-alone, without Fleet: they have no check-in. @default false */
  readonly standalone?: boolean;
}

export const FLEET_DEFAULTS = {
  longPoll: 300,
  jitter: 30,
  clientTimeout: 600,
  backoff: 60,
} as const;

const POLL_TIMEOUT_RESERVE = 120;
const SHORTEST_HOLD = 60;
const LONGEST_HOLD = 3600;
/** Equal jitter: the first wait lies between once and twice the initial back-off, so 1.5 times it on average. */
const MEAN_BACKOFF = 1.5;

/**
 * The hold profile of Elastic Fleet under the settings given.
 *
 * @throws InputError with every setting that is out of range, at `hold.<setting>`
 */
export function fleetProfile(settings: FleetSettings = {}): HoldProfile {
  const { jitter, clientTimeout, backoff } = { ...FLEET_DEFAULTS, ...defined(settings) };
  const ceilingSeconds = fleetHold(settings);
  refuseBadSettings(settings, ceilingSeconds, jitter);

  const profile: HoldProfile = {
    name: 'elastic-fleet',
    ceilingSeconds,
    spreadSeconds: jitter === 0 ? 0 : -jitter,
    // One policy revision answers every parked check-in of the policy.
    releaseLaw: 'broadcast',
    cancels: settings.cancelDebounce !== undefined,
    routes: [{ method: 'POST', path: '/api/fleet/agents/*/checkin' }],
    retryGapSeconds: 1,
    backoffSeconds: MEAN_BACKOFF * backoff,
    clientTimeoutSeconds: clientTimeout,
    ...(settings.standalone ? { standalone: true } : {}),
  };
  const expectedCancels = cancelledShare(profile, settings.cancelDebounce);
  return expectedCancels === undefined
    ? profile
    : { ...profile, cancels: profile.cancels || expectedCancels > 0, expectedCancels };
}

/** How long Fleet Server sets out to hold a check-in, in seconds, before its jitter (`calcPollDuration`). */
export function fleetHold(settings: FleetSettings): number {
  const { longPoll, pollTimeout } = settings;
  if (pollTimeout === undefined) return longPoll ?? FLEET_DEFAULTS.longPoll;
  return Math.max(SHORTEST_HOLD, Math.min(pollTimeout - POLL_TIMEOUT_RESERVE, LONGEST_HOLD));
}

/** Largest share of check-ins that agents give up under these settings; `undefined` where nothing bounds it. */
function cancelledShare(profile: HoldProfile, cancelDebounce: number | undefined): number | undefined {
  const timedOut = shareOutlasting(profile, profile.clientTimeoutSeconds ?? Infinity);
  if (cancelDebounce === undefined) return timedOut;
  if (cancelDebounce === 0) return undefined;
  // At most one given up per debounce time, and whole cycles between them.
  const stateChanges = 1 / (1 + Math.floor(cancelDebounce / pollCycle(profile)));
  return Math.max(timedOut, stateChanges);
}

function refuseBadSettings(settings: FleetSettings, hold: number, jitter: number): void {
  const problems: InputProblem[] = [];
  for (const name of ['longPoll', 'pollTimeout', 'clientTimeout'] as const) {
    const value = settings[name];
    if (value !== undefined && !(value > 0)) problems.push(problem(name, value, 'must be above 0 s'));
  }
  for (const name of ['jitter', 'cancelDebounce', 'backoff'] as const) {
    const value = settings[name];
    if (value !== undefined && !(value >= 0)) problems.push(problem(name, value, 'must be 0 s or more'));
  }
  if (problems.length === 0 && jitter >= hold) {
    problems.push(problem('jitter', jitter, `must be below the hold of ${trim(hold)} s, because it is subtracted`));
  }
  if (problems.length > 0) throw new InputError('FleetSettingRefused', problems);
}

function problem(name: keyof FleetSettings, value: number, rule: string): InputProblem {
  return { where: `hold.${name}`, message: `${rule}, got: ${trim(value)} s` };
}

/** Leaves out what is `undefined`, so that it does not hide a default. */
function defined<T extends object>(settings: T): Partial<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<T>;
}
