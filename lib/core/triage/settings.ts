import type { HoldProfile } from '../holds/profile.ts';
import type { TrafficKind } from '../targets.ts';

/** What triage is told about a target group beside its figures. */
export interface TriageSettings {
  /** A slower request is slow. Seconds, above 0. */
  readonly objectiveSeconds: number;
  /** Slow requests are a finding above this share of the requests that are not long polls. Percent. */
  readonly slowSharePercent: number;
  /** What is held on purpose. @default - looked for in the figures */
  readonly hold?: HoldProfile;
  /** What the config says of the traffic. @default - not known */
  readonly traffic?: TrafficKind;
  /** Idle timeout of the load balancer in seconds. @default - not known; {@link DEFAULT_IDLE_TIMEOUT} where one is needed */
  readonly idleTimeoutSeconds?: number;
  /** Clients expected to keep a poll parked. @default - the parked requests of the baseline */
  readonly clients?: number;
}

/** Idle timeout of an Application Load Balancer that nobody changed, in seconds (ALB user guide, load balancer attributes). */
export const DEFAULT_IDLE_TIMEOUT = 60;
